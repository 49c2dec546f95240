import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { sessionsQuery } from '../api/index.ts';
import { useKeys } from '../keys/index.ts';
import { Loaded } from '../parts/index.ts';
import { useNow, useZone, wallOf } from '../time/index.ts';
import { type Bar, type Line, linesOf, type Week, weekOf } from './week.ts';
import { stateMarks } from './words.ts';

interface Props {
  /** A date of the week; the present week where absent. */
  readonly date: string | undefined;
  readonly onDate: (date: string) => void;
}

const laneRem = 1.8;

/** A week of sessions, a line an asset. */
export function SessionCalendar({ date, onDate }: Props) {
  const zone = useZone();
  const now = useNow();
  const week = weekOf(date, now, zone);
  const [begin = 0, end = 0] = [week.edges[0], week.edges.at(-1)];
  const found = useQuery(
    sessionsQuery({ since: new Date(begin).toISOString(), until: new Date(end).toISOString() }),
  );
  useKeys('Calendar', [
    { keys: '[', does: 'the week before', run: () => onDate(week.before) },
    { keys: ']', does: 'the week after', run: () => onDate(week.after) },
  ]);
  return (
    <section aria-labelledby="week-title">
      <div className="presets">
        <h2 id="week-title">
          {week.days[0]} – {week.days.at(-1)}
        </h2>
        <button type="button" onClick={() => onDate(week.before)}>
          ← Week before
        </button>
        <button type="button" onClick={() => onDate(wallOf(new Date(now), zone).date)}>
          This week
        </button>
        <button type="button" onClick={() => onDate(week.after)}>
          Week after →
        </button>
      </div>
      <Loaded result={found} what="the week">
        {({ rows, next }) => {
          const lines = linesOf(rows, week);
          return (
            <>
              {lines.length === 0 ? (
                <p>No session lies in this week.</p>
              ) : (
                <Drawn week={week} lines={lines} />
              )}
              {next !== null && <p>There are more than are drawn here.</p>}
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

function Drawn({ week, lines }: { readonly week: Week; readonly lines: readonly Line[] }) {
  return (
    <div className="table-scroll">
      <div className="calendar">
        <div className="calendar-line" aria-hidden="true">
          <span />
          <div className="calendar-days">
            {week.days.map(day => (
              <span key={day}>{day.slice(5)}</span>
            ))}
          </div>
        </div>
        <ul className="plain">
          {lines.map(({ asset, bars, lanes }) => (
            <li key={asset.id} className="calendar-line">
              <Link to="/assets/$asset" params={{ asset: asset.id }}>
                {asset.name}
              </Link>
              <div className="calendar-track" style={{ height: `${lanes * laneRem}rem` }}>
                {bars.map(bar => (
                  <Drawing key={bar.session.id} bar={bar} />
                ))}
              </div>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function Drawing({ bar }: { readonly bar: Bar }) {
  const { session, left, width, lane } = bar;
  const zone = useZone();
  const clock = (at: string) => {
    const wall = wallOf(new Date(at), zone);
    return `${wall.date.slice(5)} ${wall.time.slice(0, 5)}`;
  };
  const { glyph, word } = stateMarks[session.state];
  const from = clock(session.startedAt ?? session.from);
  const to = clock(session.endedAt ?? session.until);
  const text = `${session.number} ${session.who.label}, ${word}, ${from} to ${to}: ${session.purpose}`;
  const top = `${lane * laneRem}rem`;
  return (
    <>
      <span
        className={`calendar-bar session-${session.state}${session.breakGlass ? ' calendar-glass' : ''}`}
        style={{ left: `${left}%`, width: `${width}%`, top }}
        aria-hidden="true"
      />
      <Link
        to="/sessions/$session"
        params={{ session: session.number }}
        className="calendar-label"
        style={{ ...besideOf(bar), top }}
        title={text}
        aria-label={text}
      >
        <span aria-hidden="true">{session.breakGlass ? '!' : glyph}</span> {session.number}{' '}
        {session.who.label}
      </Link>
    </>
  );
}

function besideOf({ left, width, text }: Bar): { left: string } | { right: string } {
  if (text === 'before') return { right: `${100 - left}%` };
  return { left: `${text === 'in' ? left : left + width}%` };
}
