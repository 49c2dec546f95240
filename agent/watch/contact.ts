import { isWitnessError, WitnessError } from '@witnessmark/shared/errors';
import type { AgentClock } from '../clock/index.ts';
import type { Source } from '../sources/index.ts';
import type { Timers } from './timers.ts';

/** How long a source may take to let go after it was told to, in milliseconds. */
const letGoMs = 5000;

/**
 * The one line between a watcher and its source: one call at a time, each under its own deadline. A source
 * that hangs is given up and made anew, so that neither its watcher nor anybody else's waits for it.
 */
export class Contact {
  readonly #stream: string;
  readonly #create: () => Source;
  readonly #clock: AgentClock;
  readonly #timers: Timers;
  readonly #onCreate: (source: Source) => void;
  #source: Source | null = null;
  #running: AbortController | null = null;
  #barred: WitnessError | null = null;

  constructor(
    stream: string,
    create: () => Source,
    clock: AgentClock,
    timers: Timers,
    onCreate: (source: Source) => void,
  ) {
    this.#stream = stream;
    this.#create = create;
    this.#clock = clock;
    this.#timers = timers;
    this.#onCreate = onCreate;
  }

  /** Runs one call. Throws what the source throws, or `agent.reading-timed-out`. */
  async call<T>(ms: number, run: (source: Source, signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#barred !== null) throw this.#barred;
    if (this.#running !== null) throw new TypeError(`${this.#stream}: calls of one source overlap`);
    const source = this.#source ?? this.#open();
    const abort = new AbortController();
    this.#running = abort;
    const deadline = new WitnessError('agent.reading-timed-out', this.#stream, `${ms} ms`);
    const off = this.#timers.at(this.#clock.now().mono + ms, () => abort.abort(deadline));
    const call = (async () => run(source, abort.signal))();
    try {
      return await until(call, abort.signal);
    } catch (error) {
      // A source may answer the abort with an error of its own; the reason of the abort says more.
      if (!abort.signal.aborted) throw error;
      await this.#letGo(source, call);
      throw isWitnessError(abort.signal.reason) ? abort.signal.reason : error;
    } finally {
      off();
      this.#running = null;
    }
  }

  /** From this moment nothing leaves any more: the running call, if any, and each later one reject with this. */
  bar(reason: WitnessError): void {
    this.#barred = reason;
    this.#running?.abort(reason);
  }

  unbar(): void {
    this.#barred = null;
  }

  /** Closes the connection; after it nothing is sent until the next call. Never throws. */
  async close(): Promise<void> {
    const source = this.#source;
    this.#source = null;
    if (source !== null) await this.#within(source.close());
  }

  #open(): Source {
    const source = this.#create();
    this.#source = source;
    this.#onCreate(source);
    return source;
  }

  /** Waits for an aborted call to end; a source that does not end it is closed and never called again. */
  async #letGo(source: Source, call: Promise<unknown>): Promise<void> {
    const ended = call.then(
      () => undefined,
      () => undefined,
    );
    if (await this.#within(ended)) return;
    if (this.#source === source) this.#source = null;
    await this.#within(source.close());
  }

  /** True where the work ended in time. Its failure is the source's own affair here: it is being left. */
  #within(work: Promise<unknown>): Promise<boolean> {
    return new Promise(resolve => {
      const off = this.#timers.at(this.#clock.now().mono + letGoMs, () => resolve(false));
      const end = () => {
        off();
        resolve(true);
      };
      work.then(end, end);
    });
  }
}

/** The work's outcome, or a rejection as soon as the signal aborts. */
function until<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
