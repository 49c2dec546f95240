import { once } from 'node:events';
import { relative, sep } from 'node:path';
import type { Instant } from '@witnessmark/shared/time';
import { type FSWatcher, watch } from 'chokidar';
import type { Hint, SourceLog } from '../source.ts';
import type { Globs } from './globs.ts';
import { plainPath } from './listing.ts';

/** Events of one moment (a rename is two) are told as one hint. */
const gatherMs = 60;

/** Turns the file system's events into hints. Events can be lost: they only make a reading come sooner. */
export class FolderEvents {
  readonly #folder: string;
  readonly #globs: Globs;
  readonly #now: () => Instant;
  readonly #log: SourceLog;
  readonly #listeners = new Set<(hint: Hint) => void>();
  #watcher: FSWatcher | null = null;
  #paths = new Set<string>();
  #timer: NodeJS.Timeout | null = null;

  constructor(folder: string, globs: Globs, now: () => Instant, log: SourceLog) {
    this.#folder = folder;
    this.#globs = globs;
    this.#now = now;
    this.#log = log;
  }

  listen(listener: (hint: Hint) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when events can no longer be missed; rejects when the signal aborts or watching fails at once. */
  async start(usePolling: boolean, depth: number, signal: AbortSignal): Promise<void> {
    if (this.#watcher !== null) return;
    const watcher = watch(this.#folder, {
      ignoreInitial: true,
      followSymlinks: false,
      backend: usePolling ? 'polling' : 'auto',
      pollingInterval: 1000,
      pollingBinaryInterval: 1000,
      ignorePermissionErrors: true,
      depth,
      ignored: path => path !== this.#folder && this.#globs.ignored(this.#relative(path)),
    });
    this.#watcher = watcher;
    watcher.on('all', (_event, path) => this.#gather(path));
    watcher.on('error', error => {
      this.#log.warn({ folder: this.#folder, error: String(error) }, 'file events failed; readings go on');
    });
    await once(watcher, 'ready', { signal });
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const watcher = this.#watcher;
    this.#watcher = null;
    await watcher?.close();
  }

  #gather(path: string): void {
    const item = plainPath(this.#relative(path).split('/'));
    if (item !== null) this.#paths.add(item);
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      const paths = [...this.#paths];
      this.#paths = new Set();
      for (const listener of this.#listeners) listener({ at: this.#now(), why: 'file-event', paths });
    }, gatherMs);
  }

  #relative(path: string): string {
    return relative(this.#folder, path).split(sep).join('/');
  }
}
