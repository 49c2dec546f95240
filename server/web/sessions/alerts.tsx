import { useQuery } from '@tanstack/react-query';
import { sessionsQuery } from '../api/index.ts';
import { useMay } from '../app/index.ts';
import { SessionRow } from './row.tsx';

/** Where the glass was broken: while it runs, and for approvers until somebody reviewed it. */
export function SessionAlerts() {
  const reviews = useMay('approve-session');
  const now = useQuery(sessionsQuery({ when: 'now' }));
  const past = useQuery({ ...sessionsQuery({ when: 'past' }), enabled: reviews });
  const rows = [
    ...(now.data?.rows ?? []).filter(({ breakGlass }) => breakGlass),
    ...(past.data?.rows ?? []).filter(({ reviewWanted }) => reviewWanted),
  ];
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="glass-title">
      <h2 id="glass-title">The glass was broken</h2>
      <ul className="sessions">
        {rows.map(session => (
          <SessionRow key={session.id} session={session} />
        ))}
      </ul>
    </section>
  );
}
