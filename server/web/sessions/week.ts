import type { SessionSummary } from '@witnessmark/shared/api';
import { instantOf, wallOf } from '../time/index.ts';

const dayMs = 86_400_000;
/** Share of the week, in percent, that the text of a bar takes at most; the style sheet holds it to that. */
const textShare = 16;
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
  /** Where its text stands: in a wide bar, else after it, and before it at the week's end. */
  readonly text: 'in' | 'after' | 'before';
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
        .map(session => {
          const share = (at: string) => ((Date.parse(at) - begin) / (end - begin)) * 100;
          const from = Math.max(0, share(session.startedAt ?? session.from));
          const to = Math.min(100, share(session.endedAt ?? session.until));
          return { session, from, to, text: textPlace(from, to) };
        })
        .filter(({ from, to }) => to > from)
        .map(bar => ({ ...bar, taken: bar.text === 'before' ? bar.from - textShare : bar.from }))
        .sort((a, b) => a.taken - b.taken)
        .map(({ session, from, to, text, taken }): Bar => {
          const free = lanes.findIndex(until => until <= taken);
          const lane = free < 0 ? lanes.length : free;
          lanes[lane] = text === 'after' ? to + textShare : to;
          return { session, left: from, width: to - from, text, lane };
        });
      return { asset, bars, lanes: lanes.length };
    })
    .filter(({ bars }) => bars.length > 0);
}

function textPlace(from: number, to: number): Bar['text'] {
  if (to - from > textShare) return 'in';
  return to > 100 - textShare ? 'before' : 'after';
}
