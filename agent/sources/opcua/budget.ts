import { setTimeout as sleep } from 'node:timers/promises';

/** Spreads requests so that no more than `perSecond` leave in a second; the first one goes at once. */
export class RequestBudget {
  readonly #intervalMs: number;
  #next = 0;

  constructor(perSecond: number) {
    this.#intervalMs = 1000 / perSecond;
  }

  /** Resolves when the next request may leave; rejects when `signal` aborts. */
  async wait(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const now = performance.now();
    // A quiet second may be caught up on, so that a reading of few requests is not slowed at all.
    const at = Math.max(this.#next, now - 1000);
    this.#next = at + this.#intervalMs;
    if (at > now) await sleep(at - now, undefined, { signal });
  }
}
