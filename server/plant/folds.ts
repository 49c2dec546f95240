import type { Folded } from '@witnessmark/shared/api';
import type { ChangeRow } from '../db/index.ts';
import type { Effects } from './effects.ts';

/** A list of changes, newest first, as its filter has it. */
export interface Listing<Row extends ChangeRow> {
  /** So many rows older than a position in the log; from the newest on where it is null. */
  rows(before: number | null, limit: number): Promise<Row[]>;
  /** Which of these changes the list holds. */
  holds(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** The readings of one first snapshot that the list holds. */
  snapshot(stream: string, epoch: string): Promise<{ newest: number; changes: number; items: number }>;
  effects(rows: readonly Row[]): Promise<ReadonlyMap<string, Effects>>;
}

export interface FoldedPage<Row> {
  readonly rows: Row[];
  readonly folded: ReadonlyMap<string, Folded>;
  /** Where the page ends in the log; null at the end of the list. */
  readonly end: number | null;
}

/** Rows looked at for one page; a longer run of rows that all stand elsewhere gives a short page. */
const lookedAt = 2000;
const leastAtOnce = 50;
const mostAtOnce = 200;

/**
 * A page of a list in which rows that stand under another row of the same list are left out: changes that are
 * nothing but effects, and the older readings of a first snapshot. What the filter leaves alone stays: a row
 * is only left out where the row it stands under is in the list.
 */
export async function foldedPage<Row extends ChangeRow>(
  list: Listing<Row>,
  before: number | null,
  limit: number,
): Promise<FoldedPage<Row>> {
  const rows: Row[] = [];
  const folded = new Map<string, Folded>();
  const snapshots = new Map<string, { newest: number; folded: Folded }>();
  let at = before;
  const size = Math.min(mostAtOnce, Math.max(leastAtOnce, limit + 1));
  for (let looked = 0; looked < lookedAt; ) {
    const batch = await list.rows(at, size);
    const under = await effectsOnly(list, batch);
    for (const row of batch) {
      if (rows.length === limit) return { rows, folded, end: at };
      at = row.pos;
      looked += 1;
      if (under.has(row.id)) continue;
      if (row.sort === 'first') {
        const key = snapshotOf(row);
        const snapshot = snapshots.get(key) ?? (await readSnapshot(list, row, key));
        snapshots.set(key, snapshot);
        if (snapshot.newest !== row.pos) continue;
        folded.set(row.id, snapshot.folded);
      }
      rows.push(row);
    }
    if (batch.length < size) return { rows, folded, end: null };
  }
  return { rows, folded, end: at };
}

/** The rows that are nothing but effects of others, of which the list holds one. */
async function effectsOnly<Row extends ChangeRow>(
  list: Listing<Row>,
  batch: readonly Row[],
): Promise<ReadonlySet<string>> {
  const effects = await list.effects(batch);
  const causes = new Map<string, readonly string[]>();
  for (const [id, { effectOf }] of effects) if (effectOf?.whole) causes.set(id, effectOf.causes);
  if (causes.size === 0) return new Set();
  const held = await list.holds([...new Set([...causes.values()].flat())]);
  return new Set([...causes].filter(([, ids]) => ids.some(id => held.has(id))).map(([id]) => id));
}

/** What stands for the readings of each first snapshot among these rows, as far as it has come. */
export async function snapshotsOf<Row extends ChangeRow>(
  list: Listing<Row>,
  rows: readonly Row[],
): Promise<ReadonlyMap<string, Folded>> {
  const folded = new Map<string, Folded>();
  for (const row of rows) {
    if (row.sort === 'first') folded.set(row.id, (await readSnapshot(list, row, snapshotOf(row))).folded);
  }
  return folded;
}

async function readSnapshot<Row extends ChangeRow>(list: Listing<Row>, row: Row, key: string) {
  const { newest, changes, items } = await list.snapshot(row.stream, epochOf(row));
  const says = `First snapshot of ${row.stream}: ${items} item${items === 1 ? '' : 's'}`;
  return { newest, folded: { key, changes, items, says } };
}

/** The stream in one life of its spool: what is read for the first time in it is one snapshot. */
function snapshotOf(row: ChangeRow): string {
  return `${row.stream} ${epochOf(row)}`;
}

function epochOf({ fact_key }: ChangeRow): string {
  return fact_key.slice(0, fact_key.indexOf('/'));
}
