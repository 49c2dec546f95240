import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { sessionsQuery } from '../api/index.ts';
import { Loaded } from '../parts/index.ts';
import { SessionRow } from './row.tsx';

const shown = 5;

/** Who is on an asset now, and who was last. */
export function AssetSessions({ asset }: { readonly asset: string }) {
  const sessions = useQuery(sessionsQuery({ asset }));
  return (
    <section aria-labelledby="sessions-title">
      <h2 id="sessions-title">Sessions</h2>
      <Loaded result={sessions} what="the sessions">
        {({ rows }) =>
          rows.length === 0 ? (
            <p>Nobody has asked for a session on this asset yet.</p>
          ) : (
            <ul className="sessions">
              {rows.slice(0, shown).map(session => (
                <SessionRow key={session.id} session={session} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <p>
        <Link to="/sessions" search={{ show: 'past' }}>
          All sessions
        </Link>
      </p>
    </section>
  );
}
