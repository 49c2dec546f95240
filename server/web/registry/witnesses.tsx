import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Witness } from '@witnessmark/shared/api';
import { Loaded } from '../parts/index.ts';
import { useNow, When } from '../time/index.ts';
import { witnessesQuery } from './queries.ts';

/** Proofs of life are told once an hour where nothing happens; beyond two nothing is known of now. */
const provenMs = 2 * 3_600_000;

/** Every witness that spoke: when last, and since when it is proven alive. */
export function WitnessTable() {
  const witnesses = useQuery(witnessesQuery);
  return (
    <section aria-labelledby="witnesses-title">
      <h2 id="witnesses-title">Witnesses</h2>
      <Loaded result={witnesses} what="the witnesses">
        {({ rows }) =>
          rows.length === 0 ? (
            <p>No witness has spoken yet. The guide to witnesses says how to let one in.</p>
          ) : (
            <div className="table-scroll">
              <table className="values people">
                <thead>
                  <tr>
                    <th scope="col">Witness</th>
                    <th scope="col">About</th>
                    <th scope="col">Last record</th>
                    <th scope="col">Proven alive</th>
                    <th scope="col">Newest break</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map(witness => (
                    <tr key={`${witness.id} ${witness.asset?.id ?? ''}`}>
                      <th scope="row">
                        <code>{witness.name ?? `${witness.kind}/${witness.id}`}</code>
                      </th>
                      <td>
                        {witness.asset ? (
                          <Link to="/assets/$asset" params={{ asset: witness.asset.id }}>
                            {witness.asset.name}
                          </Link>
                        ) : (
                          'the whole site'
                        )}
                      </td>
                      <td>{witness.lastAt ? <When at={witness.lastAt} ago /> : 'none yet'}</td>
                      <td>
                        <Life witness={witness} />
                      </td>
                      <td>
                        {witness.gap ? (
                          <>
                            <When at={witness.gap.from} /> to <When at={witness.gap.to} />{' '}
                            <span className="fine">{witness.gaps} in all</span>
                          </>
                        ) : (
                          'none'
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Loaded>
    </section>
  );
}

/** Since when its silence means that nothing came, or that it means nothing. */
export function Life({ witness: { alive } }: { readonly witness: Witness }) {
  const now = useNow();
  if (alive === null)
    return (
      <span className="loud">
        <span aria-hidden="true">!</span> never: its silence means nothing
      </span>
    );
  const proven = now - Date.parse(alive.until) <= provenMs;
  return (
    <>
      {!proven && (
        <span className="loud">
          <span aria-hidden="true">!</span> not now:{' '}
        </span>
      )}
      from <When at={alive.from} /> until <When at={alive.until} ago />
    </>
  );
}
