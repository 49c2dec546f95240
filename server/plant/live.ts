import type { Live } from '@witnessmark/shared/api';
import type { Beats } from '../fleet/index.ts';
import type { Entry, Log } from '../log/index.ts';
import type { Agents } from './agents.ts';
import type { Changes } from './changes.ts';

type Listener = (id: number, event: Live) => void;

/** Who comes back after more than this reads its lists anew instead of hearing every entry. */
const replayedAtMost = 500;
/** The log's size is told this often at most: it moves with every sign-in. */
const sizeEveryMs = 1000;

/** Tells browsers what happens, in order and without holes; words each change once for all of them. */
export class LiveFeed {
  readonly #log: Log;
  readonly #changes: Changes;
  readonly #agents: Agents;
  readonly #failed: (error: unknown) => void;
  readonly #listeners = new Set<Listener>();
  readonly #stops: (() => void)[] = [];
  #told: Promise<void> = Promise.resolve();
  #sizeTimer: NodeJS.Timeout | null = null;
  /** What a message that is no entry carries as its id: a reader that resumes from it must not pass over entries still waiting to be told. */
  #toldTo = 0;

  constructor(parts: { log: Log; changes: Changes; agents: Agents; failed: (error: unknown) => void }) {
    this.#log = parts.log;
    this.#changes = parts.changes;
    this.#agents = parts.agents;
    this.#failed = parts.failed;
  }

  start(beats: Beats): void {
    this.#toldTo = this.#log.count;
    this.#stops.push(
      this.#log.bus.subscribe(entries => this.#queue(() => this.#tellAppended(entries))),
      beats.subscribe(agent => this.#queue(() => this.#tellAgent(agent))),
    );
  }

  /** Lets what is being told be told. */
  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop();
    if (this.#sizeTimer) clearTimeout(this.#sizeTimer);
    this.#listeners.clear();
    await this.#told;
  }

  /** From log size `after` on where it is given, else from now; returns the way to stop. */
  listen(after: number | null, listener: Listener): () => void {
    this.#queue(async () => {
      const missed = after === null ? 0 : this.#log.count - after;
      if (missed < 0 || missed > replayedAtMost) listener(this.#toldTo, { type: 'hole' });
      else if (after !== null && missed > 0) {
        await this.#tellEntries(await this.#log.reader.from(after, replayedAtMost), new Set([listener]));
      }
      this.#listeners.add(listener);
      listener(this.#toldTo, { type: 'log', size: this.#log.count });
    });
    let gone = false;
    return () => {
      if (gone) return;
      gone = true;
      this.#queue(async () => {
        this.#listeners.delete(listener);
      });
    };
  }

  #queue(work: () => Promise<void>): void {
    this.#told = this.#told.then(work).catch((error: unknown) => {
      // What could not be told must not look as if nothing had happened.
      for (const listener of this.#listeners) listener(this.#toldTo, { type: 'hole' });
      this.#failed(error);
    });
  }

  async #tellAppended(entries: readonly Entry[]): Promise<void> {
    await this.#tellEntries(entries, this.#listeners);
    this.#toldTo = Math.max(this.#toldTo, (entries.at(-1)?.pos ?? -1) + 1);
  }

  async #tellEntries(entries: readonly Entry[], listeners: ReadonlySet<Listener>): Promise<void> {
    const changes = new Map(
      (await this.#changes.at(entries.filter(entry => isObservation(entry)).map(entry => entry.pos))).map(
        change => [change.idx, change],
      ),
    );
    for (const { pos, event } of entries) {
      const tell = (live: Live) => {
        for (const listener of listeners) listener(pos + 1, live);
      };
      const change = changes.get(pos);
      const [about, name] = split(event.subject);
      if (change) tell({ type: 'change', change });
      else if (event.type === 'coverage.changed' && about === 'stream')
        tell({ type: 'coverage', asset: name.split('/')[0] ?? '', stream: name });
      else if (about === 'stream' || about === 'asset')
        tell({ type: 'asset', asset: name.split('/')[0] ?? '' });
      else if (about === 'agent') await this.#tellAgent(name);
    }
    this.#tellSize();
  }

  async #tellAgent(id: string): Promise<void> {
    if (this.#listeners.size === 0) return;
    const agent = await this.#agents.one(id);
    if (agent) for (const listener of this.#listeners) listener(this.#toldTo, { type: 'agent', agent });
  }

  #tellSize(): void {
    this.#sizeTimer ??= setTimeout(() => {
      this.#sizeTimer = null;
      const size = this.#log.count;
      for (const listener of this.#listeners) listener(this.#toldTo, { type: 'log', size });
    }, sizeEveryMs);
  }
}

function isObservation({ event }: Entry): boolean {
  return event.type === 'observation.recorded' || event.type === 'observation.late';
}

function split(subject: string): [string, string] {
  const cut = subject.indexOf(':');
  return cut < 0 ? [subject, ''] : [subject.slice(0, cut), subject.slice(cut + 1)];
}
