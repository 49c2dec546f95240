import { useQuery, useQueryClient } from '@tanstack/react-query';
import { acts, invitationsQuery } from '../api/index.ts';
import { ActForm, Loaded } from '../parts/index.ts';
import { When } from '../time/index.ts';

/** Invitations that nobody has used yet: whoever has such a token can still join with it. */
export function OpenInvitations() {
  const invitations = useQuery(invitationsQuery);
  const queries = useQueryClient();
  return (
    <Loaded result={invitations} what="the invitations">
      {({ rows }) =>
        rows.length > 0 && (
          <section aria-labelledby="invitations-title">
            <h2 id="invitations-title">Invitations not used yet</h2>
            <div className="table-scroll">
              <table className="values">
                <thead>
                  <tr>
                    <th scope="col">Area</th>
                    <th scope="col">Ends</th>
                    <th scope="col">Id</th>
                    <td />
                  </tr>
                </thead>
                <tbody>
                  {rows.map(({ id, area, expires }) => (
                    <tr key={id}>
                      <th scope="row">{area}</th>
                      <td>
                        <When at={expires} ago />
                      </td>
                      <td>
                        <code>{id}</code>
                      </td>
                      <td>
                        <ActForm
                          title="Take back"
                          verb="Take back"
                          grave
                          reason={false}
                          explain={<p>No agent can join with its token any more.</p>}
                          done="Taken back."
                          onAct={async () => {
                            await acts.uninviteAgent(id);
                            await queries.invalidateQueries({ queryKey: invitationsQuery.queryKey });
                          }}
                        />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </section>
        )
      }
    </Loaded>
  );
}
