import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { pastSessionsQuery } from '../api/index.ts';
import { Failed, Loaded } from '../parts/index.ts';
import { Between } from '../time/index.ts';
import { SessionActs } from './acts.tsx';
import { AssetLinks, SessionName, SessionWarnings, StateMark } from './row.tsx';

/** What is over, newest first, each with what it left behind. */
export function PastSessions({ asset }: { readonly asset?: string }) {
  const past = useInfiniteQuery(pastSessionsQuery(asset === undefined ? {} : { asset }));
  return (
    <Loaded result={past} what="past sessions">
      {({ pages }) => {
        const rows = pages.flatMap(page => page.rows);
        if (rows.length === 0) return <p>No session is over yet. None is ever deleted.</p>;
        return (
          <>
            <div className="table-scroll">
              <table className="values">
                <thead>
                  <tr>
                    <th scope="col">Session</th>
                    <th scope="col">State</th>
                    <th scope="col">Who</th>
                    <th scope="col">Assets</th>
                    <th scope="col">When</th>
                    <th scope="col">What for</th>
                    <th scope="col">Left behind</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map(session => (
                    <tr key={session.id}>
                      <th scope="row">
                        <SessionName session={session} />
                      </th>
                      <td>
                        <StateMark session={session} /> <SessionWarnings session={session} />
                        <SessionActs session={session} />
                      </td>
                      <td>{session.who.label}</td>
                      <td>
                        <AssetLinks assets={session.assets} />
                      </td>
                      <td>
                        <Between
                          from={session.startedAt ?? session.from}
                          to={session.endedAt ?? session.until}
                        />
                      </td>
                      <td>{session.purpose}</td>
                      <td>
                        {session.startedAt === null ? (
                          'never started'
                        ) : (
                          <Link to="/sessions/$session" params={{ session: session.number }} hash="handover">
                            handover pack<span className="unseen"> of {session.number}</span>
                          </Link>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
            {past.error && <Failed what="Could not read the rest" error={past.error} />}
            {past.hasNextPage && (
              <button type="button" disabled={past.isFetching} onClick={() => void past.fetchNextPage()}>
                Show older ones
              </button>
            )}
          </>
        );
      }}
    </Loaded>
  );
}
