import { useQueryClient } from '@tanstack/react-query';
import type { Person } from '@witnessmark/shared/api';
import { useState } from 'react';
import { acts, peopleQuery } from '../api/index.ts';
import { ActForm, grantText, textOf } from '../parts/index.ts';
import { When } from '../time/index.ts';
import { GrantFields, grantIn } from './grant-fields.tsx';
import { SetUpLinkShown } from './set-up-link.tsx';
import { SponsorFields, sponsorIn } from './sponsor-fields.tsx';

const stateWords: Readonly<Record<Person['state'], string>> = {
  active: 'active',
  'not-set-up': 'has not used the set-up link',
  disabled: 'disabled',
  expired: 'expired',
  'sponsor-gone': 'its sponsor is disabled',
};

interface Props {
  readonly person: Person;
  readonly people: readonly Person[];
  readonly may: boolean;
}

export function PersonRow({ person, people, may }: Props) {
  const { label, user, state, grants, sponsor, expiresAt, secondFactor, passwordIsGiven } = person;
  return (
    <tr>
      <th scope="row">
        {label}
        <div className="fine">
          {user ?? ''} <code>{person.person}</code>
        </div>
      </th>
      <td>
        {state === 'active' ? (
          'active'
        ) : (
          <span className="loud">
            <span aria-hidden="true">!</span> {stateWords[state]}
          </span>
        )}
        {state === 'active' && passwordIsGiven && (
          <div className="fine">password not chosen by the person</div>
        )}
      </td>
      <td>
        {grants.length === 0 && 'nothing'}
        <ul className="plain">
          {grants.map(grant => (
            <li key={grant.id}>
              {grantText(grant)} {may && <TakeBack person={person} grant={grant} />}
            </li>
          ))}
        </ul>
      </td>
      <td>{secondFactor ? 'enrolled' : 'none'}</td>
      <td>
        {sponsor && <div>{sponsor.label}</div>}
        {expiresAt ? (
          <div>
            ends <When at={expiresAt} ago />
          </div>
        ) : (
          !sponsor && '–'
        )}
      </td>
      {may && (
        <td>
          <Acts person={person} people={people} />
        </td>
      )}
    </tr>
  );
}

function TakeBack({ person, grant }: { readonly person: Person; readonly grant: Person['grants'][number] }) {
  const reread = useReread();
  return (
    <ActForm
      title="Take back"
      verb="Take back"
      grave
      reason={false}
      explain={
        <p>
          {person.label} is no {grantText(grant)} any more, from now on and wherever signed in.
        </p>
      }
      done=""
      onAct={async () => {
        await acts.revokeGrant(person.person, grant.id);
        await reread();
      }}
    />
  );
}

function Acts({ person, people }: Omit<Props, 'may'>) {
  const reread = useReread();
  const [link, setLink] = useState<Parameters<typeof SetUpLinkShown>[0]['link'] | null>(null);
  const then = async (act: Promise<unknown>) => {
    await act;
    await reread();
  };
  if (person.state === 'disabled') {
    return (
      <div className="acts">
        <ActForm
          title="Enable"
          verb="Enable"
          reason={false}
          explain={<p>{person.label} may sign in again, with the grants listed. Tokens stay ended.</p>}
          done=""
          onAct={() => then(acts.enablePerson(person.person))}
        />
        <ActForm
          title="Erase"
          verb="Erase for good"
          grave
          explain={
            <>
              <p>
                The account of {person.label}, what accounts and stations of this person alone are called, and
                every record that names one of them are erased. Nobody can bring them back, and no change can
                be judged by those records again.
              </p>
              <p>
                What was done stays, by a random id. Write the rule it is done under, and no name: it stays
                too.
              </p>
            </>
          }
          done=""
          onAct={form => then(acts.erasePerson(person.person, textOf(form, 'reason')))}
        />
      </div>
    );
  }
  return (
    <div className="acts">
      <ActForm
        title="Grant"
        verb="Grant"
        reason={false}
        explain={<p>What {person.label} may do from now on, and where.</p>}
        fields={<GrantFields />}
        done="Granted."
        onAct={form => then(acts.grant(person.person, grantIn(form)))}
      />
      <ActForm
        title="Sponsor"
        verb="Set"
        reason={false}
        explain={<p>A vendor needs both. Empty means: nobody, and no end.</p>}
        fields={<SponsorFields people={people} person={person} />}
        done="Set."
        onAct={form => then(acts.setSponsor(person.person, sponsorIn(form)))}
      />
      <ActForm
        title="Set-up link"
        verb="Make a link"
        reason={false}
        explain={
          <p>
            For somebody who forgot the password: it opens once, within three days. Sign-ins and API tokens
            end when it is used.
          </p>
        }
        fields={
          <label className="check">
            <input type="checkbox" name="drop" /> also remove the second factor, which was lost
          </label>
        }
        done=""
        onAct={async form => {
          setLink(await acts.issueSetUp(person.person, form.has('drop')));
          await reread();
        }}
      />
      <ActForm
        title="Disable"
        verb="Disable"
        grave
        reason={false}
        explain={
          <p>
            {person.label} is signed out everywhere and every token ends, at once. Whoever they sponsor is out
            with them. Nothing they did is touched.
          </p>
        }
        done=""
        onAct={() => then(acts.disablePerson(person.person))}
      />
      {link && <SetUpLinkShown link={link} label={person.label} />}
    </div>
  );
}

function useReread(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: peopleQuery.queryKey });
}
