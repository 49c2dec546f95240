import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Access, AttributionView, Change, NotJudged } from '@witnessmark/shared/api';
import { counted, Loaded } from '../parts/index.ts';
import { When } from '../time/index.ts';
import { Claims } from './claims.tsx';
import { Group } from './group.tsx';
import { OwnerLine } from './owner.tsx';
import { attributionQuery } from './queries.ts';
import { Records } from './records.tsx';
import { OldRevision, Revisions } from './revisions.tsx';

interface Props {
  readonly change: Pick<Change, 'id' | 'asset' | 'sort'>;
  readonly revision: string | undefined;
}

/** Who made a change and why we say so. Changes that nobody made, such as a first snapshot, have none. */
export function WhoPanel({ change, revision }: Props) {
  const view = useQuery({ ...attributionQuery(change.id, revision), enabled: isJudged(change) });
  if (!isJudged(change)) return null;
  return (
    <section aria-labelledby="who-title" className="who-panel">
      <h2 id="who-title">Who, and why so sure</h2>
      <Loaded result={view} what="who made it">
        {data => <Whole view={data} change={change} />}
      </Loaded>
    </section>
  );
}

function isJudged({ sort }: Pick<Change, 'sort'>): boolean {
  return sort === 'change' || sort === 'load';
}

function Whole({ view, change }: { readonly view: AttributionView; readonly change: Props['change'] }) {
  const { groups, statements, access, claims, owner } = view;
  const known = new Set(statements.map(({ entry }) => entry));
  const parts = groups.flatMap(group => group.parts);
  const isOpen = groups.some(({ who }) => who.verdict === 'ambiguous' || who.verdict === 'unattributed');
  return (
    <>
      <OldRevision view={view} />
      {view.notJudged && <NotJudgedLine failed={view.notJudged} />}
      {view.shown === null && !view.notJudged && (
        <p>Nobody has looked at the evidence yet; it takes a moment.</p>
      )}
      {groups.map(group => (
        <Group key={JSON.stringify(group.parts[0])} group={group} several={groups.length > 1} known={known} />
      ))}
      {view.beyond !== undefined && (
        <p className="blank">
          ! {counted(view.beyond, 'more item')} of this change {view.beyond === 1 ? 'is' : 'are'} not judged:
          it has more than are looked at.
        </p>
      )}
      {view.truncated && (
        <p className="blank">! More parts than are shown; the command line tells the rest.</p>
      )}
      <WhoHadAccess access={access} />
      <Claims change={change.id} asset={change.asset} claims={claims} parts={parts} />
      {(isOpen || owner) && <OwnerLine change={change.id} asset={change.asset} owner={owner} />}
      <Records change={change.id} rows={statements} />
      <Revisions view={view} />
    </>
  );
}

/** A blank that is stated: the change could not be judged, and what stands below is older. */
function NotJudgedLine({ failed: { code, says, since, tries, nextAt } }: { readonly failed: NotJudged }) {
  return (
    <p className="blank">
      ! Not judged: <code>{code}</code>, {says}. It failed {counted(tries, 'time')} since <When at={since} />
      {', and is tried again '}
      <When at={nextAt} />.
    </p>
  );
}

/** Having had access is not having done it; it is told all the same. */
function WhoHadAccess({ access }: { readonly access: readonly Access[] }) {
  return (
    <>
      <h3>Who had access</h3>
      {access.length === 0 ? (
        <p>
          No session was open and no record shows anybody. That nobody was seen does not mean that nobody was
          there.
        </p>
      ) : (
        <ul className="said">
          {access.map(each => (
            <li key={`${each.session ?? each.entry} ${each.says}`}>
              {each.says} <When at={each.from} /> to {each.to ? <When at={each.to} /> : 'now'}{' '}
              {each.session && (
                <Link to="/sessions/$session" params={{ session: each.session }}>
                  {each.session}
                </Link>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
