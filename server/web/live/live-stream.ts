import type { Live } from '@witnessmark/shared/api';

/** How the page stands to the server's stream of events. `since` is when it came to stand so. */
export interface Connection {
  readonly state: 'connecting' | 'live' | 'lost';
  readonly since: number;
}

const retryMs = [1000, 2000, 5000, 10_000, 15_000];
/** An EventSource that retries by itself can hang in connecting; a silent one is replaced after this long. */
const patienceMs = 20_000;

/**
 * The server's events. The browser resumes a dropped stream by Last-Event-ID without a hole; where it
 * gave up, a new stream is opened and `onHole` tells that what was shown may be old.
 */
export class LiveStream {
  readonly #address: string;
  #source: EventSource | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  /** What was read before the stream stood may miss what came in between. */
  #hole = false;
  /** Whether the browser holds an event's id to resume from. */
  #remembers = false;
  #connection: Connection = { state: 'connecting', since: Date.now() };
  readonly #watchers = new Set<() => void>();
  readonly #listeners = new Set<(event: Live) => void>();
  readonly #holes = new Set<() => void>();

  constructor(address: string) {
    this.#address = address;
  }

  start(): void {
    if (this.#source || this.#timer) return;
    this.#open();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#source?.close();
    this.#source = null;
  }

  /** Tries again at once instead of waiting for the next turn. */
  retry(): void {
    if (this.#connection.state === 'live') return;
    this.stop();
    this.#open();
  }

  readonly connection = (): Connection => this.#connection;

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  onEvent(listener: (event: Live) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Called when a stream stands that has no memory of what came before it. */
  onHole(listener: () => void): () => void {
    this.#holes.add(listener);
    return () => this.#holes.delete(listener);
  }

  #open(): void {
    this.#hole = true;
    this.#remembers = false;
    const source = new EventSource(this.#address, { withCredentials: true });
    this.#source = source;
    source.onopen = () => {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#attempt = 0;
      this.#become('live');
      if (this.#hole) for (const each of this.#holes) each();
      this.#hole = false;
    };
    source.onmessage = message => {
      this.#remembers = message.lastEventId !== '';
      const event = JSON.parse(String(message.data)) as Live;
      if (event.type === 'hole') for (const each of this.#holes) each();
      for (const each of this.#listeners) each(event);
    };
    source.onerror = () => {
      this.#become('lost');
      if (!this.#remembers) this.#hole = true;
      if (source.readyState === EventSource.CLOSED) this.#later(retryMs[this.#attempt] ?? 15_000);
      else this.#timer ??= setTimeout(() => this.#replace(), patienceMs);
    };
  }

  #later(ms: number): void {
    clearTimeout(this.#timer);
    this.#attempt = Math.min(this.#attempt + 1, retryMs.length - 1);
    this.#timer = setTimeout(() => this.#replace(), ms);
  }

  #replace(): void {
    this.stop();
    this.#open();
  }

  #become(state: Connection['state']): void {
    if (this.#connection.state === state) return;
    this.#connection = { state, since: Date.now() };
    for (const each of this.#watchers) each();
  }
}
