import type { HandoverPack } from '@witnessmark/shared/api';
import type { Kind } from '@witnessmark/shared/items';
import type { Database } from '../db/index.ts';
import type { CoverageOf, Proven } from './coverage.ts';

type Closing = HandoverPack['closing'][number];

/** How an asset was watched over a stretch of time. */
export interface Watched {
  readonly asset: string;
  /** What can be read of it. */
  readonly read: readonly { readonly stream: string; readonly kind: Kind }[];
  readonly blind: HandoverPack['blind'];
  readonly gaps: readonly { readonly asset: string; readonly says: string }[];
}

/** When the newest reading of a kind began that came through, UTC text; null where none ever did. */
export type LastReading = (stream: string, kind: Kind) => Promise<string | null>;

/** Equal readings are told once an hour, so that what watched at the end of a stretch may be told this long after. */
const toldWithinMs = 3 * 3_600_000;

/** What was watched of an asset between two moments, and when not. */
export async function watchedDuring(
  coverage: CoverageOf,
  asset: string,
  from: string,
  to: string,
): Promise<Watched> {
  const told = await coverage({
    asset,
    from,
    to: new Date(Date.parse(to) + toldWithinMs).toISOString(),
  });
  const rows = told.map(row => ({
    ...row,
    spans: row.spans.filter(span => span.from < to).map(span => (span.to > to ? { ...span, to } : span)),
  }));
  const ofStates = (states: readonly string[]) =>
    rows.filter(({ spans }) => spans.some(({ state }) => states.includes(state)));
  const read = ofStates(['watched', 'gap', 'unknown']).map(({ stream, kind }) => ({ stream, kind }));
  const sighted = new Set(read.map(({ kind }) => kind));
  const blind = new Set(rows.map(({ kind }) => kind).filter(kind => !sighted.has(kind)));
  const gaps = rows.flatMap(({ stream, kind, spans }) =>
    spans
      .filter(({ state }) => state === 'gap' || state === 'unknown')
      .map(span => ({
        asset,
        says: `${kind} was not watched by ${stream.slice(stream.indexOf('/') + 1)} from ${span.from} to ${span.to}: ${span.reason ?? 'unknown'}`,
      })),
  );
  return {
    asset,
    read,
    blind: [...blind].map(kind => ({ asset, kind })),
    gaps: read.length > 0 ? gaps : [...gaps, { asset, says: 'nothing of it is watched' }],
  };
}

/** Whether each kind that can be read was read once more after the end of a session. */
export async function closingReadings(
  lastReading: LastReading,
  watched: readonly Watched[],
  end: string,
): Promise<Closing[]> {
  const found: Closing[] = [];
  for (const { asset, read } of watched) {
    for (const { stream, kind } of read) {
      const last = await lastReading(stream, kind);
      const state = last !== null && Date.parse(last) > Date.parse(end) ? 'read' : 'awaited';
      found.push({ asset, stream, kind, state });
    }
  }
  return found;
}

/** From what agents say now, from the digests of equal readings, and from changes that were found since. */
export function lastReadingIn(database: Database, proven: Proven): LastReading {
  return async (stream, kind) => {
    const digest = await database.read
      .selectFrom('coverage_digest')
      .select(({ fn }) => fn.max('last_at').as('at'))
      .where('stream', '=', stream)
      .where('kind', '=', kind)
      .executeTakeFirst();
    const clean = await database.read
      .selectFrom('change_item')
      .innerJoin('change', 'change.id', 'change_item.change_id')
      .select('change_item.window_from')
      .where('change.stream', '=', stream)
      .where('change_item.kind', '=', kind)
      .where('change_item.window_from', 'is not', null)
      .orderBy('change_item.pos', 'desc')
      .limit(1)
      .executeTakeFirst();
    const all = [proven.until(stream, kind), digest?.at ?? null, clean?.window_from ?? null];
    return all.reduce((a, b) => (a === null || (b !== null && b > a) ? b : a));
  };
}
