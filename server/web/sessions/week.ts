import type { SessionSummary } from '@witnessmark/shared/api';
import { instantOf, wallOf } from '../time/index.ts';

const dayMs = 86_400_000;
const datePattern = /^\d{4}-\d{2}-\d{2}$/;

/** The seven days that hold a date, from Monday on, as the site's calendar has them. */
export interface Week {
  /** Dates `YYYY-MM-DD`. */
  readonly days: readonly string[];
  /** Instants at which the days begin, and at which the last one ends, in milliseconds. */
  readonly edges: readonly number[];
  readonly before: string;
  readonly after: string;
}

/** The week around `date`; around `now` where that is no date. */
export function weekOf(date: string | undefined, now: number, zone: string): Week {
  const given = date !== undefined && datePattern.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  const day = Number.isNaN(given) ? Date.parse(`${wallOf(new Date(now), zone).date}T00:00:00Z`) : given;
  const monday = day - ((new Date(day).getUTCDay() + 6) % 7) * dayMs;
  const name = (days: number) => new Date(monday + days * dayMs).toISOString().slice(0, 10);
  const dates = [0, 1, 2, 3, 4, 5, 6, 7].map(name);
  return {
    days: dates.slice(0, 7),
    edges: dates.map(each => instantOf(each, '00:00', zone)?.getTime() ?? Date.parse(`${each}T00:00:00Z`)),
    before: name(-7),
    after: name(7),
  };
}

/** One session drawn on one asset's line: shares of the week, and the lane that keeps it from lying over others. */
export interface Bar {
  readonly session: SessionSummary;
  readonly left: number;
  readonly width: number;
  readonly lane: number;
}

export interface Line {
  readonly asset: SessionSummary['assets'][number];
  readonly bars: readonly Bar[];
  readonly lanes: number;
}

/** Sessions of a week, by asset; one that was declined or withdrawn takes no time. */
export function linesOf(sessions: readonly SessionSummary[], { edges }: Week): Line[] {
  const [begin, end] = [edges[0] ?? 0, edges.at(-1) ?? 0];
  const assets = new Map<string, { asset: Line['asset']; of: SessionSummary[] }>();
  for (const session of sessions) {
    if (session.state === 'declined' || session.state === 'withdrawn') continue;
    for (const asset of session.assets) {
      const line = assets.get(asset.id) ?? { asset, of: [] };
      line.of.push(session);
      assets.set(asset.id, line);
    }
  }
  return [...assets.values()]
    .sort((a, b) => (a.asset.name < b.asset.name ? -1 : 1))
    .map(({ asset, of }) => {
      const lanes: number[] = [];
      const bars = of
        .map(session => ({
          session,
          from: Math.max(begin, Date.parse(session.startedAt ?? session.from)),
          to: Math.min(end, Date.parse(session.endedAt ?? session.until)),
        }))
        .filter(({ from, to }) => to > from)
        .sort((a, b) => a.from - b.from)
        .map(({ session, from, to }) => {
          const free = lanes.findIndex(until => until <= from);
          const lane = free < 0 ? lanes.length : free;
          lanes[lane] = to;
          const share = (at: number) => ((at - begin) / (end - begin)) * 100;
          return { session, left: share(from), width: share(to) - share(from), lane };
        });
      return { asset, bars, lanes: lanes.length };
    })
    .filter(({ bars }) => bars.length > 0);
}
