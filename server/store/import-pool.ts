import { WitnessError } from '@witnessmark/shared/errors';
import { type Ending, FastImport } from './fast-import.ts';
import { type Git, GitFailure } from './git.ts';
import type { Layout } from './layout.ts';
import { type LeftoverSpan, removeLeftovers } from './leftovers.ts';
import type { StoreLog } from './store.ts';

/** git remembers every object it made: after so much a fresh process takes over. */
const life = { commits: 2000, bytes: 64 * 1024 * 1024 };

export interface ImportPoolOptions {
  /** Processes alive at the same time; no fewer than run streams at the same time. */
  readonly places: number;
  /** A process that got nothing for this long is ended. */
  readonly idleMs: number;
  /** A stream that is not answered by then fails: the disk hangs, or worse. */
  readonly batchMs: number;
  readonly log: StoreLog;
}

interface Kept {
  readonly asset: string;
  readonly importer: FastImport;
  busy: boolean;
  commits: number;
  bytes: number;
  idle: NodeJS.Timeout | null;
}

/**
 * The fast-import processes of a store: at most one an asset and a bounded number in all, those longest
 * unused ended first. Streams of one asset come one at a time, from whoever holds its turn.
 */
export class ImportPool {
  readonly #git: Git;
  readonly #layout: Layout;
  readonly #options: ImportPoolOptions;
  /** Also those that are ending; in order of use, the longest unused first. */
  readonly #kept = new Map<string, Kept>();
  /** Assets whose process did not end well, with how to tell what it left; tidied before the next one starts. */
  readonly #untidy = new Map<string, Required<LeftoverSpan> & { readonly code: number | null }>();

  constructor(git: Git, layout: Layout, options: ImportPoolOptions) {
    this.#git = git;
    this.#layout = layout;
    this.#options = options;
  }

  /** Runs a stream with so many commits in it through the asset's process; see `FastImport.run`. */
  async run(asset: string, stream: Buffer, commits: number): Promise<string> {
    const kept = await this.#take(asset);
    try {
      return await kept.importer.run(stream);
    } finally {
      kept.busy = false;
      kept.commits += commits;
      kept.bytes += stream.length;
      if (kept.commits >= life.commits || kept.bytes >= life.bytes) await kept.importer.end();
      else this.#rest(kept);
    }
  }

  /**
   * Ends the asset's process and removes what it left where it did not end well. Gives what it complained
   * of; null where there was none or it had nothing to say. Call it with the asset's turn held.
   */
  async end(asset: string): Promise<GitFailure | null> {
    const kept = this.#kept.get(asset);
    const ending = kept === undefined ? null : await kept.importer.end();
    await this.#tidy(asset);
    if (ending === null || (ending.code === 0 && ending.said === '')) return null;
    return new GitFailure('fast-import', ending.code, '', ending.said);
  }

  /** Ends them all; resolves when no process is left. */
  async close(): Promise<void> {
    await Promise.all([...this.#kept.values()].map(kept => kept.importer.end()));
  }

  async #take(asset: string): Promise<Kept> {
    const current = this.#kept.get(asset);
    if (current?.importer.usable) {
      current.busy = true;
      if (current.idle !== null) clearTimeout(current.idle);
      this.#kept.delete(asset);
      this.#kept.set(asset, current);
      return current;
    }
    await current?.importer.gone;
    await this.#tidy(asset);
    while (this.#kept.size >= this.#options.places) await this.#endOldest();
    return this.#start(asset);
  }

  #start(asset: string): Kept {
    const child = this.#git.start(this.#layout.repository(asset), ['fast-import', '--quiet', '--done']);
    const importer = new FastImport(child, this.#options.batchMs);
    const kept: Kept = { asset, importer, busy: true, commits: 0, bytes: 0, idle: null };
    this.#kept.set(asset, kept);
    void kept.importer.gone.then(ending => this.#gone(kept, ending));
    return kept;
  }

  #gone({ asset, importer, idle }: Kept, { code }: Ending): void {
    if (idle !== null) clearTimeout(idle);
    this.#kept.delete(asset);
    if (code === 0) return;
    // A git that ended by itself took its locks along; a lock found then is somebody else's.
    const locksFrom = code === null ? importer.batchStarted - 1000 : Number.POSITIVE_INFINITY;
    this.#untidy.set(asset, { from: importer.started - 1000, locksFrom, until: Date.now(), code });
  }

  async #endOldest(): Promise<void> {
    const oldest = [...this.#kept.values()].find(kept => !kept.busy);
    if (oldest === undefined) throw new WitnessError('store.busy', 'store');
    await oldest.importer.end();
  }

  #rest(kept: Kept): void {
    if (!kept.importer.usable) return;
    kept.idle = setTimeout(() => void kept.importer.end(), this.#options.idleMs);
    kept.idle.unref();
  }

  async #tidy(asset: string): Promise<void> {
    const untidy = this.#untidy.get(asset);
    if (untidy === undefined) return;
    const { code, ...span } = untidy;
    const removed = await removeLeftovers(this.#layout.repository(asset), span);
    this.#untidy.delete(asset);
    this.#options.log.warn({ asset, code, removed }, 'git ended badly; its leftovers are removed');
  }
}
