import { setTimeout as sleep } from 'node:timers/promises';

/** Spreads method calls over time; what a quiet second did not use may be caught up on. */
export class CallBudget {
  readonly #intervalMs: number;
  #next = Number.NEGATIVE_INFINITY;

  constructor(perSecond: number) {
    this.#intervalMs = 1000 / perSecond;
  }

  /** Resolves when `calls` more may leave together; rejects when the signal aborts. */
  async wait(calls: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const now = performance.now();
    const at = Math.max(this.#next, now - 1000);
    this.#next = at + calls * this.#intervalMs;
    if (at > now) await sleep(at - now, undefined, { signal });
  }
}
