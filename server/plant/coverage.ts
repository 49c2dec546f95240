import type { CoverageRange, Gaps, gapsQuerySchema } from '@witnessmark/shared/api';
import { kindSchema } from '@witnessmark/shared/items';
import { z } from 'zod';
import type { CoverageRow, Database, Db } from '../db/index.ts';
import type { Reach } from '../identity/index.ts';
import { withinReach } from './reach.ts';

type Row = CoverageRange['rows'][number];
type Span = Row['spans'][number];

const stateSchema = z.enum(['watched', 'gap', 'blind', 'unknown']);
const rowsAtMost = 20_000;
/** Beyond the newest coverage a stream is believed to be watched for this long; then it is unknown. */
const believedMs = 90_000;

/** `coverageSpans` with its surroundings filled in. */
export type CoverageOf = (wanted: Parameters<typeof coverageSpans>[1]) => Promise<Row[]>;

/** How far what is watched now was proven: per stream and kind, the agent's own watermark. */
export interface Proven {
  /** Wall clock of the last equal reading as the stream's agent said last; null where it says nothing any more. */
  until(stream: string, kind: string): string | null;
}

/**
 * What was watched of an asset between two moments, per stream and kind, without holes and never beyond
 * `now`: time before the first word of an agent, and after what its last one proved, is `unknown`.
 */
export async function coverageSpans(
  db: Db,
  wanted: { readonly asset: string; readonly from: string; readonly to: string; readonly stream?: string },
  proven: Proven,
  now: number,
): Promise<Row[]> {
  const { asset, from, stream } = wanted;
  const to = earlier(wanted.to, new Date(now).toISOString());
  let found = db
    .selectFrom('coverage')
    .selectAll()
    .where('asset', '=', asset)
    .where('from_at', '<', to)
    .where(e => e.or([e('to_at', 'is', null), e('to_at', '>', from)]))
    .orderBy('stream')
    .orderBy('kind')
    .orderBy('from_at')
    .limit(rowsAtMost);
  if (stream !== undefined) found = found.where('stream', '=', stream);
  const rows = await found.execute();
  const digests = await db
    .selectFrom('coverage_digest')
    .select(['stream', 'kind', 'first_at', 'last_at', 'readings'])
    .where('asset', '=', asset)
    .where('first_at', '<', to)
    .where('last_at', '>', from)
    .execute();

  const groups = new Map<string, CoverageRow[]>();
  for (const row of rows) {
    const key = `${row.stream}\n${row.kind}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap(group => {
    const [first] = group;
    if (!first) return [];
    const own = digests.filter(digest => digest.stream === first.stream && digest.kind === first.kind);
    const readings = (span: Span) =>
      own
        .filter(digest => digest.first_at < span.to && digest.last_at > span.from)
        .reduce((sum, digest) => sum + digest.readings, 0);
    const ended = group.map(row =>
      row.to_at === null && row.state === 'watched'
        ? { ...row, to_at: provenEnd(row, own, proven, now) }
        : row,
    );
    const spans = withoutHoles(ended, from, to).map(span => ({
      ...span,
      readings: span.state === 'watched' ? readings(span) : null,
    }));
    return [{ stream: first.stream, kind: kindSchema.parse(first.kind), spans }];
  });
}

/** Until when a kind that is watched "now" was really proven to be: a dead agent must not go on claiming it. */
function provenEnd(
  row: CoverageRow,
  digests: readonly { readonly last_at: string }[],
  proven: Proven,
  now: number,
): string {
  const mark = proven.until(row.stream, row.kind);
  if (mark !== null && isBelieved(mark, now)) return new Date(now).toISOString();
  return [mark ?? '', ...digests.map(digest => digest.last_at)].reduce(later, row.from_at);
}

function withoutHoles(rows: readonly CoverageRow[], from: string, to: string): Span[] {
  const spans: Span[] = [];
  let reached = from;
  for (const row of rows) {
    const start = later(row.from_at, from);
    const end = earlier(row.to_at ?? to, to);
    if (start > reached) spans.push(unknown(reached, start));
    if (end > later(start, reached)) {
      spans.push({
        from: later(start, reached),
        to: end,
        state: stateSchema.parse(row.state),
        reason: row.reason,
        detail: row.detail,
        readings: null,
      });
    }
    reached = later(reached, end);
  }
  if (reached < to) spans.push(unknown(reached, to));
  return spans;
}

function unknown(from: string, to: string): Span {
  return {
    from,
    to,
    state: 'unknown',
    reason: 'no agent has said anything of this time',
    detail: null,
    readings: null,
  };
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}

/** Stretches in which something was not watched, newest end first; kinds with the same stretch and reason are one. */
export async function gaps(
  database: Database,
  query: z.infer<typeof gapsQuerySchema>,
  reach: Reach,
): Promise<Gaps> {
  let found = database.read
    .selectFrom('coverage')
    .innerJoin('asset', 'asset.id', 'coverage.asset')
    .select([
      'coverage.stream',
      'coverage.kind',
      'coverage.from_at',
      'coverage.to_at',
      'coverage.reason',
      'coverage.detail',
      'asset.id',
      'asset.name',
      'asset.area',
    ])
    .where('coverage.state', '=', 'gap')
    .where(e => e.or([e('coverage.to_at', 'is', null), e('coverage.to_at', '>', query.from)]))
    .orderBy('coverage.from_at', 'desc')
    .limit(query.limit * 4 + 1);
  const within = withinReach(reach);
  if (within) found = found.where(within);
  if (query.to !== undefined) found = found.where('coverage.from_at', '<', query.to);
  if (query.asset !== undefined) found = found.where('coverage.asset', '=', query.asset);
  if (query.area !== undefined) found = found.where('asset.area', '=', query.area);
  if (query.kind !== undefined) found = found.where('coverage.kind', '=', query.kind);
  const rows = await found.execute();

  const merged = new Map<string, Gaps['rows'][number]>();
  for (const row of rows) {
    // A stretch of no length was corrected by what came after it.
    if (row.to_at !== null && row.to_at <= row.from_at) continue;
    const kind = kindSchema.parse(row.kind);
    const key = [row.stream, row.from_at, row.to_at, row.reason].join('\n');
    const before = merged.get(key);
    if (before) before.kinds.push(kind);
    else {
      merged.set(key, {
        asset: { id: row.id, name: row.name, area: row.area },
        source: row.stream.slice(row.stream.indexOf('/') + 1),
        kinds: [kind],
        from: row.from_at,
        to: row.to_at,
        reason: row.reason ?? 'unknown',
        detail: row.detail,
      });
    }
  }
  const byEnd = [...merged.values()].sort((a, b) => (b.to ?? '9').localeCompare(a.to ?? '9'));
  return {
    rows: byEnd.slice(0, query.limit),
    truncated: byEnd.length > query.limit || rows.length > query.limit * 4,
  };
}

/** Whether what a stream last said still stands, given when its agent was last heard. */
export function isBelieved(lastContact: string | null, now: number): boolean {
  return lastContact !== null && now - Date.parse(lastContact) < believedMs;
}
