import { setTimeout as delay } from 'node:timers/promises';

/**
 * Spaces requests out so that a controller never sees more than `perSecond`: every request reserves the next
 * free instant, 1/perSecond apart. An idle time saves up no more than `burst` requests.
 */
export class RequestBudget {
  readonly #spacingMs: number;
  readonly #savedMs: number;
  readonly #nowMs: () => number;
  #nextMs = Number.NEGATIVE_INFINITY;

  constructor(perSecond: number, burst: number, nowMs: () => number) {
    this.#spacingMs = 1000 / perSecond;
    this.#savedMs = this.#spacingMs * (burst - 1);
    this.#nowMs = nowMs;
  }

  /** Reserves one request and tells after how many milliseconds it may leave. */
  reserve(): number {
    const now = this.#nowMs();
    const at = Math.max(this.#nextMs, now - this.#savedMs);
    this.#nextMs = at + this.#spacingMs;
    return Math.max(0, at - now);
  }

  /** Waits until one request may leave; rejects with the signal's reason. */
  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const ms = this.reserve();
    if (ms < 1) return;
    try {
      await delay(ms, undefined, { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  }
}
