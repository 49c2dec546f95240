import type { checkpointsSchema, LogEntry, LogProof, logQuerySchema } from '@witnessmark/shared/api';
import { isWitnessError } from '@witnessmark/shared/errors';
import type { z } from 'zod';
import { cursorOf, type Database, positionOf } from '../db/index.ts';
import type { Reach } from '../identity/index.ts';
import type { Entry, Log } from '../log/index.ts';
import { saysOf } from './entry-phrase.ts';
import { withinReach } from './reach.ts';

const checkpointsAtMost = 200;

/**
 * The log for people: pages of entries, one with its proof, the checkpoints. Who may see a part of the site
 * reads the entries about its assets and their streams; the rest is not there for them, and the numbers
 * between show that something is. Proofs and checkpoints are hashes, which tell nothing of it.
 */
export class LogPages {
  readonly #database: Database;
  readonly #log: Log;
  readonly #logKey: () => string;

  constructor(database: Database, log: Log, logKey: () => string) {
    this.#database = database;
    this.#log = log;
    this.#logKey = logKey;
  }

  async page(
    query: z.infer<typeof logQuerySchema>,
    reach: Reach,
  ): Promise<{ rows: LogEntry[]; next: string | null }> {
    const { cursor, limit, type, subject, since, until } = query;
    const subjects = await this.#subjects(reach);
    const filter = {
      ...(subjects === null ? {} : { subjects }),
      ...(type === undefined ? {} : { type }),
      ...(subject === undefined ? {} : { subject }),
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
      ...(cursor === undefined ? {} : { before: positionOf(cursor) }),
    };
    const entries = await this.#log.reader.page(filter, limit + 1);
    const agents = await this.#agentNames();
    const shown = entries.slice(0, limit);
    return {
      rows: shown.map(entry => shownEntry(entry, agents)),
      next: entries.length > limit ? cursorOf(shown.at(-1)?.pos ?? 0) : null,
    };
  }

  /** An entry with the proof that the newest checkpoint of its own generation holds it. */
  async entry(position: number, reach: Reach): Promise<LogProof | null> {
    let entry: Entry;
    try {
      entry = await this.#log.reader.entry(position);
    } catch (error) {
      if (isWitnessError(error) && error.code === 'log.entry-missing') return null;
      throw error;
    }
    const subjects = await this.#subjects(reach);
    if (subjects !== null && !subjects.includes(entry.event.subject)) return null;
    const checkpoint = await this.#newestCheckpoint(entry.origin);
    if (!checkpoint) return null;
    const inclusion = await this.#log.reader.inclusion(entry, checkpoint.size);
    return {
      entry: shownEntry(entry, await this.#agentNames()),
      bytes: Buffer.from(entry.bytes).toString('utf8'),
      checkpoint: checkpoint.note,
      size: checkpoint.size,
      inclusion: inclusion.map(hash => Buffer.from(hash).toString('hex')),
    };
  }

  async checkpoints(): Promise<z.infer<typeof checkpointsSchema>> {
    const rows = await this.#database.read
      .selectFrom('checkpoint')
      .selectAll()
      .orderBy('at', 'desc')
      .orderBy('size', 'desc')
      .limit(checkpointsAtMost)
      .execute();
    return {
      origin: this.#log.generation.origin,
      verifierKey: this.#logKey(),
      rows: rows.map(({ size, root, at, note }) => ({
        size,
        root: Buffer.from(root).toString('hex'),
        at,
        note,
      })),
    };
  }

  /** Subjects of entries within a reach; null where every entry is. */
  async #subjects(reach: Reach): Promise<readonly string[] | null> {
    const within = withinReach(reach);
    if (!within) return null;
    const assets = await this.#database.read.selectFrom('asset').select('id').where(within).execute();
    const streams = await this.#database.read
      .selectFrom('stream')
      .innerJoin('asset', 'asset.id', 'stream.asset')
      .select('stream.id')
      .where(within)
      .execute();
    return [...assets.map(({ id }) => `asset:${id}`), ...streams.map(({ id }) => `stream:${id}`)];
  }

  async #newestCheckpoint(origin: string): Promise<{ size: number; note: string } | undefined> {
    if (origin === this.#log.generation.origin) return this.#log.checkpoint;
    return this.#database.read
      .selectFrom('checkpoint')
      .select(['size', 'note'])
      .where('origin', '=', origin)
      .orderBy('size', 'desc')
      .limit(1)
      .executeTakeFirst();
  }

  async #agentNames(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.#database.read.selectFrom('agent').select(['id', 'name']).execute();
    return new Map(rows.map(row => [row.id, row.name]));
  }
}

function shownEntry({ pos, leaf, event }: Entry, agents: ReadonlyMap<string, string>): LogEntry {
  return {
    idx: pos,
    leaf: Buffer.from(leaf).toString('hex'),
    at: event.at,
    type: event.type,
    subject: event.subject,
    actor: { ...event.actor, name: agents.get(event.actor.id) ?? null },
    says: saysOf(event),
  };
}
