import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../app/me.ts';
import { counted, Loaded } from '../parts/index.ts';
import { IdentityLine } from './identity-line.tsx';
import { identitiesQuery } from './queries.ts';

const states = [
  [undefined, 'All'],
  ['unresolved', 'Unresolved'],
  ['shared', 'Shared'],
  ['resolved', 'Resolved'],
] as const;

/** Accounts, stations, addresses and badges that were seen or declared; unresolved ones first. */
export function IdentityTable() {
  const [state, setState] = useState<string | undefined>(undefined);
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const page = useQuery(identitiesQuery(state, cursors.at(-1)));
  const may = useMay('judge-attribution');
  return (
    <section aria-labelledby="identities-title">
      <h2 id="identities-title">Accounts, stations, addresses</h2>
      <fieldset className="acts which">
        <legend className="unseen">Which ones</legend>
        {states.map(([value, words]) => (
          <button
            key={words}
            type="button"
            aria-pressed={state === value}
            onClick={() => {
              setState(value);
              setCursors([]);
            }}
          >
            {words}
          </button>
        ))}
      </fieldset>
      <Loaded result={page} what="who is who">
        {({ rows, next, unresolved, total }) => (
          <>
            <p>
              {counted(total, 'identity', 'identities')}, {unresolved} of them unresolved.
            </p>
            {rows.length === 0 ? (
              <p>
                {total === 0
                  ? 'No witness has named anybody yet. Once one does, say here whom the name means.'
                  : 'None of these.'}
              </p>
            ) : (
              <div className="table-scroll">
                <table className="values people">
                  <thead>
                    <tr>
                      <th scope="col">Name</th>
                      <th scope="col">Means now</th>
                      <th scope="col">Named in 35 days</th>
                      <th scope="col">Last</th>
                      <td />
                    </tr>
                  </thead>
                  <tbody>
                    {rows.map(identity => (
                      <IdentityLine key={identity.id} identity={identity} may={may} />
                    ))}
                  </tbody>
                </table>
              </div>
            )}
            <p className="acts">
              {cursors.length > 0 && (
                <button type="button" onClick={() => setCursors(cursors.slice(0, -1))}>
                  Before these
                </button>
              )}
              {next !== null && (
                <button type="button" onClick={() => setCursors([...cursors, next])}>
                  After these
                </button>
              )}
            </p>
          </>
        )}
      </Loaded>
    </section>
  );
}
