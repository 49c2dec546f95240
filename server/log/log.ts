import { setTimeout } from 'node:timers/promises';
import { isWitnessError, WitnessError } from '@witnessmark/shared/errors';
import {
  appendLeaf,
  type Checkpoint,
  consistencyProof,
  type Frontier,
  frontierRoot,
  type NoteSigner,
  signCheckpoint,
} from '@witnessmark/shared/log';
import { bySizes, type Database, insertRows, readFence, type Tx } from '../db/index.ts';
import { storeRow } from '../vault/index.ts';
import { type Entry, type EventDraft, writeEntry } from './draft.ts';
import { EventBus } from './event-bus.ts';
import { type LogGeneration, LogReader, toEntry } from './reader.ts';
import { SubjectHeads } from './subject-heads.ts';
import { nodeReader, readFrontier, readSize } from './tree-store.ts';

/** A signed tree head as it stands in the log's tables. */
export interface SignedCheckpoint extends Checkpoint {
  readonly note: string;
}

/** What an append gave for one draft; `fresh` is false where the key was there already. */
export type Appended = Entry & { readonly fresh: boolean };

/** Applies entries to the projections, in the transaction that appends them. */
export type Project = (tx: Tx, entries: readonly Entry[]) => Promise<void>;

export interface LogOptions {
  readonly database: Database;
  /** Signs this origin's checkpoints; its name is the origin. */
  readonly signerOf: (origin: string) => NoteSigner;
  readonly project: Project;
  /** Wall clock, UTC text. */
  readonly now: () => string;
  /**
   * How long the first of a group waits for others, in milliseconds (0 where absent): appends that come
   * one by one, as commits end, then share one sync of the disk.
   */
  readonly gatherMs?: number;
}

interface Job {
  readonly drafts: readonly EventDraft[];
  readonly done: (appended: readonly Appended[]) => void;
  readonly failed: (error: unknown) => void;
}

/** Most events of one transaction, and most drafts that may wait. */
const groupEvents = 512;
const queueEvents = 20_000;
/** Of the checkpoints before the newest, one is kept for each so many entries. */
const keptEvery = 1024;

/**
 * The append-only, hash-chained log. Appends that wait together go into one transaction: fence, entries,
 * nodes, projections, vault rows, checkpoint. When `append` resolves, they are on disk.
 *
 * DO append everything that belongs together in one call. DON'T hold a lock that a projector needs.
 */
export class Log {
  readonly bus = new EventBus();
  readonly reader: LogReader;
  readonly #options: LogOptions;
  readonly #heads = new SubjectHeads();
  #queue: Job[] = [];
  #waiting = 0;
  #running: Promise<void> | null = null;
  #generation: LogGeneration | null = null;
  #frontier: Frontier = { size: 0, hashes: [] };
  #newest: SignedCheckpoint | null = null;
  #refusal: WitnessError | null = null;

  constructor(options: LogOptions) {
    this.#options = options;
    this.reader = new LogReader(options.database.read);
  }

  /**
   * Goes on with a generation, or begins it: then `opening` is its first entry. Throws `log.not-holding`
   * where entries and nodes do not fit together.
   */
  async start(generation: LogGeneration, opening: EventDraft): Promise<void> {
    const { database } = this.#options;
    this.#generation = generation;
    const size = await readSize(database.read, generation.origin);
    this.#frontier = await readFrontier(database.read, generation.origin, size);
    if (size === 0) {
      await this.append([opening]);
      return;
    }
    const row = await database.read
      .selectFrom('checkpoint')
      .selectAll()
      .where('origin', '=', generation.origin)
      .orderBy('size', 'desc')
      .limit(1)
      .executeTakeFirst();
    const root = frontierRoot(this.#frontier);
    if (row === undefined || row.size !== size || !Buffer.from(row.root).equals(root)) {
      throw new WitnessError(
        'log.not-holding',
        generation.origin,
        `its ${size} entries do not fit its last checkpoint`,
      );
    }
    this.#newest = { origin: generation.origin, size, root, note: row.note };
  }

  /** Takes no more and lets what waits be written. */
  async stop(): Promise<void> {
    this.#refusal ??= new WitnessError('db.closed', 'log');
    await this.#running;
  }

  get generation(): LogGeneration {
    if (this.#generation === null) throw new WitnessError('db.closed', 'log', 'not started');
    return this.#generation;
  }

  /** The newest signed tree head. */
  get checkpoint(): SignedCheckpoint {
    if (this.#newest === null) throw new WitnessError('db.closed', 'log', 'not started');
    return this.#newest;
  }

  /** Entries over all generations. */
  get count(): number {
    return this.generation.base + this.#frontier.size;
  }

  /**
   * Appends all of `drafts` or none; gives an entry for each, in order. Rejects with `db.fenced` when
   * another process took over, `log.queue-full`, `log.entry-invalid` or `db.closed`.
   */
  append(drafts: readonly EventDraft[]): Promise<readonly Appended[]> {
    if (this.#refusal) return Promise.reject(this.#refusal);
    if (this.#waiting + drafts.length > queueEvents)
      return Promise.reject(new WitnessError('log.queue-full', 'log'));
    this.#waiting += drafts.length;
    return new Promise((done, failed) => {
      this.#queue.push({ drafts, done, failed });
      this.#running ??= this.#drain();
    });
  }

  /** RFC 6962 consistency proof from `size` leaves to the newest checkpoint, both of one moment. */
  async consistency(size: number): Promise<{ checkpoint: SignedCheckpoint; proof: readonly Uint8Array[] }> {
    const checkpoint = this.checkpoint;
    if (size <= 0 || size >= checkpoint.size) return { checkpoint, proof: [] };
    const read = nodeReader(this.#options.database.read, checkpoint.origin);
    return { checkpoint, proof: await consistencyProof(size, checkpoint.size, read) };
  }

  async #drain(): Promise<void> {
    const { gatherMs = 0 } = this.#options;
    // Whoever appends in the same turn shares the transaction.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      if (gatherMs > 0 && this.#waiting < groupEvents) await setTimeout(gatherMs);
      await this.#writeGroup(this.#takeGroup());
    }
    this.#running = null;
  }

  #takeGroup(): Job[] {
    let events = 0;
    let jobs = 0;
    for (const job of this.#queue) {
      if (jobs > 0 && events + job.drafts.length > groupEvents) break;
      events += job.drafts.length;
      jobs++;
    }
    return this.#queue.splice(0, jobs);
  }

  async #writeGroup(jobs: readonly Job[]): Promise<void> {
    try {
      const appended = await this.#write(jobs.flatMap(job => job.drafts));
      this.#settle(jobs, appended);
    } catch (error) {
      if (isWitnessError(error) && error.code === 'db.fenced') this.#refusal = error;
      if (jobs.length === 1 || this.#refusal?.code === 'db.fenced') {
        for (const job of jobs) this.#fail(job, error);
      } else {
        // One bad draft must not fail its neighbours.
        for (const job of jobs) await this.#writeGroup([job]);
      }
    }
  }

  #settle(jobs: readonly Job[], appended: readonly Appended[]): void {
    let at = 0;
    for (const job of jobs) {
      this.#waiting -= job.drafts.length;
      job.done(appended.slice(at, at + job.drafts.length));
      at += job.drafts.length;
    }
    const fresh = appended.filter(entry => entry.fresh);
    if (fresh.length > 0) this.bus.emit(fresh);
  }

  #fail(job: Job, error: unknown): void {
    this.#waiting -= job.drafts.length;
    job.failed(error);
  }

  async #write(drafts: readonly EventDraft[]): Promise<readonly Appended[]> {
    const { database, project, now } = this.#options;
    const at = now();
    const written = await database.write.transaction().execute(async tx => {
      if ((await readFence(tx, database.engine)) !== database.fence)
        throw new WitnessError('db.fenced', 'log');
      const known = await entriesByKey(tx, drafts);
      let frontier = this.#frontier;
      const nodes: { origin: string; level: number; n: number; hash: Uint8Array }[] = [];
      const fresh: Entry[] = [];
      const heads = new Map<string, Uint8Array>();
      const { origin, base } = this.generation;
      for (const draft of drafts) {
        if (known.has(draft.key)) continue;
        const prev = heads.get(draft.subject) ?? (await this.#heads.get(tx, draft.subject));
        const made = writeEntry(draft, at, prev);
        const idx = frontier.size;
        const entry = { ...made, origin, idx, pos: base + idx };
        heads.set(draft.subject, made.leaf);
        known.set(draft.key, { ...entry, fresh: true });
        fresh.push(entry);
        const grown = appendLeaf(frontier, made.leaf);
        frontier = grown.frontier;
        nodes.push(...grown.nodes.filter(node => node.level > 0).map(node => ({ origin, ...node })));
        for (const { row } of draft.seals ?? []) await storeRow(tx, row);
        for (const ref of draft.erases ?? []) await tx.deleteFrom('vault').where('ref', '=', ref).execute();
      }
      if (fresh.length === 0) return { frontier, known, heads, checkpoint: this.#newest };
      if (this.#frontier.size === 0) await tx.insertInto('generation').values(this.generation).execute();
      await insertRows(
        tx,
        'log',
        fresh.map(({ pos, idx, bytes, leaf, event: { key, type, subject } }) => {
          return { pos, origin, idx, key, type, subject, bytes, leaf };
        }),
      );
      await insertRows(tx, 'node', nodes);
      await project(tx, fresh);
      const checkpoint = this.#sign({ origin, size: frontier.size, root: frontierRoot(frontier) });
      await this.#storeCheckpoint(tx, checkpoint, at);
      return { frontier, known, heads, checkpoint };
    });
    this.#frontier = written.frontier;
    this.#newest = written.checkpoint;
    for (const [subject, leaf] of written.heads) this.#heads.set(subject, leaf);
    // A key named twice in one group was appended once: only its first mention is fresh.
    const seen = new Set<string>();
    return drafts.map(draft => {
      const entry = written.known.get(draft.key);
      if (entry === undefined) throw new WitnessError('log.entry-missing', draft.key);
      const fresh = entry.fresh && !seen.has(draft.key);
      seen.add(draft.key);
      return { ...entry, fresh };
    });
  }

  #sign(checkpoint: Checkpoint): SignedCheckpoint {
    return { ...checkpoint, note: signCheckpoint(checkpoint, this.#options.signerOf(checkpoint.origin)) };
  }

  async #storeCheckpoint(tx: Tx, checkpoint: SignedCheckpoint, at: string): Promise<void> {
    const before = this.#newest;
    const sameSpan =
      before && Math.floor(before.size / keptEvery) === Math.floor(checkpoint.size / keptEvery);
    if (sameSpan) {
      await tx
        .deleteFrom('checkpoint')
        .where('origin', '=', before.origin)
        .where('size', '=', before.size)
        .execute();
    }
    const { origin, size, root, note } = checkpoint;
    await tx.insertInto('checkpoint').values({ origin, size, root, note, at }).execute();
  }
}

async function entriesByKey(tx: Tx, drafts: readonly EventDraft[]): Promise<Map<string, Appended>> {
  const found = new Map<string, Appended>();
  for (const piece of bySizes(drafts.map(draft => draft.key))) {
    const rows = await tx.selectFrom('log').selectAll().where('key', 'in', piece).execute();
    for (const row of rows) found.set(row.key, { ...toEntry(row), fresh: false });
  }
  return found;
}
