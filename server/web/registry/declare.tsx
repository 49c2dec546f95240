import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { IdentityRow, MeaningDeclaration, Somebody } from '@witnessmark/shared/api';
import { useState } from 'react';
import { ActForm, MomentField, momentOf, textOf } from '../parts/index.ts';
import { useZone } from '../time/index.ts';
import { knownPeopleQuery, registryActs } from './queries.ts';
import { schemeWords } from './words.ts';

const sorts = [
  ['person', 'a person'],
  ['system', 'a system, such as the MES'],
  ['shared', 'several people: it is shared'],
  ['unknown', 'nobody knows any more'],
] as const;

/** Says whom an identity means, from when until when. */
export function Declare({ identity }: { readonly identity: IdentityRow }) {
  const queries = useQueryClient();
  const zone = useZone();
  const { id, scheme, name, asset } = identity;
  return (
    <ActForm
      title="Declare"
      verb="Declare"
      reason={false}
      explain={
        <p>
          Whom the {schemeWords(scheme)} <strong>{name ?? id}</strong>
          {asset ? ` on ${asset.name}` : ''} means. Changes it bears on are judged anew; what was declared
          before stays in the history.
        </p>
      }
      fields={<Fields zone={zone} />}
      done="Declared."
      onAct={async form => {
        await registryActs.declare(id, {
          meaning: meaningIn(form),
          from: momentOf(form, 'from', zone),
          until: momentOf(form, 'until', zone),
        });
        await queries.invalidateQueries({ queryKey: ['identities'] });
      }}
    />
  );
}

function Fields({ zone }: { readonly zone: string }) {
  const [sort, setSort] = useState('person');
  const people = useQuery(knownPeopleQuery).data?.rows ?? [];
  return (
    <>
      <label>
        It means
        <select name="to" value={sort} onChange={event => setSort(event.target.value)}>
          {sorts.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </label>
      {sort === 'person' && <PersonField people={people} />}
      {sort === 'shared' && <PersonField people={people} several />}
      {sort === 'system' && (
        <label>
          System
          <input name="system" required maxLength={100} />
        </label>
      )}
      <MomentField label="From (empty: always)" name="from" value={null} zone={zone} />
      <MomentField label="Until (empty: no end)" name="until" value={null} zone={zone} />
    </>
  );
}

function PersonField({
  people,
  several = false,
}: {
  readonly people: readonly Somebody[];
  readonly several?: boolean;
}) {
  return (
    <label>
      {several ? 'People who use it' : 'Person'}
      <select name="person" required={!several} multiple={several}>
        {people.map(({ person, label }) => (
          <option key={person} value={person}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

function meaningIn(form: FormData): MeaningDeclaration['meaning'] {
  const people = form.getAll('person').filter(value => typeof value === 'string');
  switch (textOf(form, 'to')) {
    case 'person':
      return { to: 'person', person: people[0] ?? '' };
    case 'system':
      return { to: 'system', system: textOf(form, 'system') };
    case 'shared':
      return { to: 'shared', people };
    default:
      return { to: 'unknown' };
  }
}
