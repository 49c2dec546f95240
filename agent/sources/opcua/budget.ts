/**
 * Spreads requests so that no more than `perSecond` leave in a second. What a quiet second did not use may
 * be caught up on, so that a reading of few requests is not slowed at all.
 */
export class RequestBudget {
  readonly #intervalMs: number;
  #next = Number.NEGATIVE_INFINITY;

  constructor(perSecond: number) {
    this.#intervalMs = 1000 / perSecond;
  }

  /** Resolves when the next request may leave; rejects with the signal's reason when it aborts. */
  async wait(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const now = performance.now();
    const at = Math.max(this.#next, now - 1000);
    this.#next = at + this.#intervalMs;
    if (at <= now) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const abort = () => reject(signal.reason);
    const timer = setTimeout(resolve, at - now);
    signal.addEventListener('abort', abort, { once: true });
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }
  }
}
