import { setTimeout as wait } from 'node:timers/promises';
import { isWitnessError } from '@witnessmark/shared/errors';
import type { Collected, Collector } from './collector.ts';

const batch = 100;
const heldAtMost = 5000;
const retryMs = 1000;

/**
 * Statements on their way to the log. Bounded: what does not fit is refused at once. What the log cannot take now is
 * tried again, in order.
 */
export class StatementQueue {
  readonly #name: string;
  readonly #collector: Pick<Collector, 'take'>;
  readonly #failed: (error: unknown) => void;
  readonly #held: Collected[] = [];
  readonly #stopping = new AbortController();
  #work: Promise<void> | null = null;

  constructor(name: string, collector: Pick<Collector, 'take'>, failed: (error: unknown) => void) {
    this.#name = name;
    this.#collector = collector;
    this.#failed = failed;
  }

  /** False where the queue is full. */
  add(collected: Collected): boolean {
    if (this.#held.length >= heldAtMost || this.#stopping.signal.aborted) return false;
    this.#held.push(collected);
    this.#work ??= this.#drain();
    return true;
  }

  /** Resolves when what was added so far is on disk, or was given up by a stop. */
  async settled(): Promise<void> {
    while (this.#work !== null) await this.#work;
  }

  /** Tries once more to write what waits. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.settled();
  }

  async #drain(): Promise<void> {
    // Whatever comes in the same turn shares the transaction.
    await Promise.resolve();
    while (this.#held.length > 0) {
      const taken = this.#held.slice(0, batch);
      try {
        await this.#take(taken);
        this.#held.splice(0, taken.length);
      } catch (error) {
        this.#failed(error);
        if (this.#stopping.signal.aborted) break;
        await wait(retryMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      }
    }
    this.#work = null;
  }

  async #take(taken: readonly Collected[]): Promise<void> {
    try {
      await this.#collector.take(this.#name, taken);
    } catch (error) {
      if (!isWitnessError(error) || error.code !== 'wire.fact-invalid') throw error;
      // One that is no statement must not hold up the others for ever.
      for (const each of taken) await this.#alone(each);
    }
  }

  async #alone(each: Collected): Promise<void> {
    try {
      await this.#collector.take(this.#name, [each]);
    } catch (error) {
      if (!isWitnessError(error) || error.code !== 'wire.fact-invalid') throw error;
      this.#failed(error);
    }
  }
}
