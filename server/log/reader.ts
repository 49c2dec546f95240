import { WitnessError } from '@witnessmark/shared/errors';
import { type EventType, inclusionProof, readEvent } from '@witnessmark/shared/log';
import type { Db, LogRow } from '../db/index.ts';
import type { Entry } from './draft.ts';
import { nodeReader } from './tree-store.ts';

export interface EntryFilter {
  readonly type?: string;
  readonly subject?: string;
  /** Only entries about one of these. */
  readonly subjects?: readonly string[];
  /** Only entries before this position. */
  readonly before?: number;
  readonly since?: string;
  readonly until?: string;
}

export interface LogGeneration {
  readonly origin: string;
  readonly number: number;
  readonly base: number;
}

/** Reads the log of every generation; positions count over all of them. */
export class LogReader {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Entries over all generations. */
  async count(): Promise<number> {
    const row = await this.#db
      .selectFrom('log')
      .select('pos')
      .orderBy('pos', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? 0 : row.pos + 1;
  }

  async generations(): Promise<readonly LogGeneration[]> {
    return this.#db.selectFrom('generation').selectAll().orderBy('number').execute();
  }

  /** Throws `log.entry-missing`. */
  async entry(pos: number): Promise<Entry> {
    const row = await this.#db.selectFrom('log').selectAll().where('pos', '=', pos).executeTakeFirst();
    if (row === undefined) throw new WitnessError('log.entry-missing', `position ${pos}`);
    return toEntry(row);
  }

  async byKey(key: string): Promise<Entry | null> {
    const row = await this.#db.selectFrom('log').selectAll().where('key', '=', key).executeTakeFirst();
    return row === undefined ? null : toEntry(row);
  }

  /** Newest first. */
  async page(filter: EntryFilter, limit: number): Promise<readonly Entry[]> {
    let query = this.#db.selectFrom('log').selectAll();
    if (filter.type !== undefined) query = query.where('type', '=', filter.type);
    if (filter.subject !== undefined) query = query.where('subject', '=', filter.subject);
    if (filter.subjects !== undefined) {
      if (filter.subjects.length === 0) return [];
      query = query.where('subject', 'in', filter.subjects);
    }
    if (filter.before !== undefined) query = query.where('pos', '<', filter.before);
    const since = filter.since === undefined ? 0 : await this.#positionAt(filter.since);
    if (since > 0) query = query.where('pos', '>=', since);
    if (filter.until !== undefined) query = query.where('pos', '<', await this.#positionAt(filter.until));
    return (await query.orderBy('pos', 'desc').limit(limit).execute()).map(toEntry);
  }

  /** Oldest first, from a position on. */
  async from(pos: number, limit: number, type?: EventType): Promise<readonly Entry[]> {
    let query = this.#db.selectFrom('log').selectAll().where('pos', '>=', pos);
    if (type !== undefined) query = query.where('type', '=', type);
    return (await query.orderBy('pos').limit(limit).execute()).map(toEntry);
  }

  /** What proves an entry in the tree of `size` leaves of its own generation. */
  async inclusion(entry: Pick<Entry, 'origin' | 'idx'>, size: number): Promise<readonly Uint8Array[]> {
    return inclusionProof(entry.idx, size, nodeReader(this.#db, entry.origin));
  }

  // Entries are in the order of their times but for steps of the server's clock, so bisection finds the
  // place within such a step, without an index that would repeat what the bytes say.
  async #positionAt(at: string): Promise<number> {
    let [low, high] = [0, await this.count()];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((await this.entry(middle)).event.at < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

export function toEntry(row: LogRow): Entry {
  return {
    pos: row.pos,
    origin: row.origin,
    idx: row.idx,
    leaf: row.leaf,
    bytes: row.bytes,
    event: readEvent(row.bytes),
  };
}
