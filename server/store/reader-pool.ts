import type { Git } from './git.ts';
import type { Layout } from './layout.ts';
import { type GitObject, ObjectReader } from './reader.ts';
import { Slots } from './slots.ts';

const idleMs = 30_000;

interface Kept {
  readonly reader: ObjectReader;
  users: number;
  timer: NodeJS.Timeout | null;
}

/** Reading processes, at most one an asset and a bounded number in all; idle ones end by themselves. */
export class ReaderPool {
  readonly #git: Git;
  readonly #layout: Layout;
  readonly #slots: Slots;
  /** In order of use, the longest unused first. */
  readonly #kept = new Map<string, Kept>();
  /** Processes being started, so that two questions at once share one. */
  readonly #starting = new Map<string, Promise<void>>();
  /** Also those that are ending. */
  readonly #living = new Set<ObjectReader>();
  #wanting = 0;

  constructor(git: Git, layout: Layout, places: number) {
    this.#git = git;
    this.#layout = layout;
    this.#slots = new Slots(places);
  }

  /** Null where git has nothing by that name, e.g. `<commit>:<path>`; the name holds no line feed. */
  async ask(asset: string, name: string): Promise<GitObject | null> {
    const kept = await this.#reader(asset);
    try {
      return await kept.reader.ask(name);
    } finally {
      kept.users--;
      this.#rest(asset, kept);
    }
  }

  /** Ends the asset's process once its answers came: its repository is about to be replaced. */
  drop(asset: string): void {
    const kept = this.#kept.get(asset);
    if (kept !== undefined) this.#end(asset, kept);
  }

  /** Ends them all; resolves when no process is left. */
  async close(): Promise<void> {
    for (const [asset, kept] of [...this.#kept]) this.#end(asset, kept);
    await Promise.all([...this.#living].map(reader => reader.end()));
  }

  async #reader(asset: string): Promise<Kept> {
    for (;;) {
      const kept = this.#kept.get(asset);
      if (kept !== undefined) {
        this.#use(asset, kept);
        return kept;
      }
      // Between its start and our turn it may have been ended for another asset: look again.
      const starting = this.#starting.get(asset) ?? this.#start(asset);
      this.#starting.set(asset, starting);
      try {
        await starting;
      } finally {
        this.#starting.delete(asset);
      }
    }
  }

  async #start(asset: string): Promise<void> {
    const repository = this.#layout.repository(asset);
    const idle = [...this.#kept].find(([, kept]) => kept.users === 0);
    this.#wanting++;
    if (idle !== undefined && !this.#slots.free) this.#end(...idle);
    const release = await this.#slots.take();
    this.#wanting--;
    const child = this.#git.start(repository, ['cat-file', '--batch']);
    const kept: Kept = {
      reader: new ObjectReader(asset, child, () => {
        release();
        this.#living.delete(kept.reader);
        if (this.#kept.get(asset) === kept) this.#kept.delete(asset);
      }),
      users: 0,
      timer: null,
    };
    this.#living.add(kept.reader);
    this.#kept.set(asset, kept);
  }

  #use(asset: string, kept: Kept): void {
    kept.users++;
    if (kept.timer !== null) clearTimeout(kept.timer);
    kept.timer = null;
    this.#kept.delete(asset);
    this.#kept.set(asset, kept);
  }

  #rest(asset: string, kept: Kept): void {
    if (kept.users > 0 || this.#kept.get(asset) !== kept) return;
    if (this.#wanting > 0) this.#end(asset, kept);
    else {
      kept.timer = setTimeout(() => this.#end(asset, kept), idleMs);
      kept.timer.unref();
    }
  }

  #end(asset: string, kept: Kept): void {
    if (kept.timer !== null) clearTimeout(kept.timer);
    if (this.#kept.get(asset) === kept) this.#kept.delete(asset);
    void kept.reader.end();
  }
}
