import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useMay } from '../app/index.ts';
import { useTitle } from '../parts/index.ts';
import { SessionCalendar } from './calendar.tsx';
import { NowSessions } from './now.tsx';
import { PastSessions } from './past.tsx';
import { WorkOn } from './work-on.tsx';

const route = getRouteApi('/sessions');

const parts = [
  { show: 'now', name: 'Now' },
  { show: 'calendar', name: 'Calendar' },
  { show: 'past', name: 'Past' },
] as const;

/** Engineer sessions: who is on what, when, and what each left behind. */
export function SessionsView() {
  useTitle('Sessions');
  const { show = 'now', week } = route.useSearch();
  const navigate = useNavigate();
  const asks = useMay('request-session');
  return (
    <div className="view">
      <h1>Sessions</h1>
      <nav className="presets" aria-label="Sessions">
        {parts.map(part => (
          <Link
            key={part.show}
            to="/sessions"
            search={part.show === 'now' ? {} : { show: part.show }}
            activeOptions={{ exact: true, includeSearch: true }}
            aria-current={part.show === show ? 'page' : undefined}
            className="badge"
          >
            {part.name}
          </Link>
        ))}
        {asks && <WorkOn assets={null} />}
      </nav>
      {show === 'calendar' ? (
        <SessionCalendar
          date={week}
          onDate={date => void navigate({ to: '/sessions', search: { show: 'calendar', week: date } })}
        />
      ) : show === 'past' ? (
        <PastSessions />
      ) : (
        <NowSessions />
      )}
    </div>
  );
}
