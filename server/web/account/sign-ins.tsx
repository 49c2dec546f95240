import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { SignInRow } from '@witnessmark/shared/api';
import { acts, signInsQuery } from '../api/index.ts';
import { Failed, Loaded } from '../parts/index.ts';
import { When } from '../time/index.ts';

const byWords: Readonly<Record<SignInRow['by'], string>> = {
  password: 'password alone',
  code: 'password and code',
  'recovery-code': 'password and recovery code',
};

/** Where one is signed in, since when and by what; each can be ended from here. */
export function SignIns() {
  const signIns = useQuery(signInsQuery);
  const queries = useQueryClient();
  const reread = () => queries.invalidateQueries({ queryKey: signInsQuery.queryKey });
  const end = useMutation({ mutationFn: (id: string) => acts.endSignIn(id), onSuccess: reread });
  const endOthers = useMutation({ mutationFn: () => acts.endOtherSignIns(), onSuccess: reread });
  return (
    <section aria-labelledby="sign-ins-title">
      <h2 id="sign-ins-title">Signed in</h2>
      <Loaded result={signIns} what="your sign-ins">
        {({ rows }) => (
          <>
            <div className="table-scroll">
              <table className="values">
                <thead>
                  <tr>
                    <th scope="col">Browser</th>
                    <th scope="col">From</th>
                    <th scope="col">By</th>
                    <th scope="col">Since</th>
                    <th scope="col">Last used</th>
                    <td />
                  </tr>
                </thead>
                <tbody>
                  {rows.map(row => (
                    <tr key={row.id}>
                      <th scope="row">{browserName(row.browser)}</th>
                      <td>{row.address}</td>
                      <td>{byWords[row.by]}</td>
                      <td>
                        <When at={row.createdAt} />
                      </td>
                      <td>
                        <When at={row.lastUsedAt} ago />
                      </td>
                      <td>
                        {row.current ? (
                          <strong>this one</strong>
                        ) : (
                          <button
                            type="button"
                            className="grave"
                            disabled={end.isPending}
                            onClick={() => end.mutate(row.id)}
                            aria-label={`End the sign-in of ${browserName(row.browser)} from ${row.address}`}
                          >
                            End
                          </button>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
            {rows.length > 1 && (
              <p>
                <button
                  type="button"
                  className="grave"
                  disabled={endOthers.isPending}
                  onClick={() => endOthers.mutate()}
                >
                  End all others
                </button>
              </p>
            )}
          </>
        )}
      </Loaded>
      {(end.error ?? endOthers.error) && <Failed what="Not ended" error={end.error ?? endOthers.error} />}
    </section>
  );
}

/** What a browser calls itself, short enough for a table. */
function browserName(agent: string): string {
  const [, name, version] = /(Firefox|Edg|OPR|Chrome|Safari|curl|node)\/(\d+)/.exec(agent) ?? [];
  if (!name) return agent.slice(0, 40) || 'not said';
  const system = /Windows|Macintosh|Android|iPhone|Linux/.exec(agent)?.[0];
  return `${name === 'Edg' ? 'Edge' : name} ${version}${system ? `, ${system}` : ''}`;
}
