import type { Load } from '@witnessmark/shared/facts';

/**
 * What a connection has put on its controller so far: requests sent, bytes both ways with their TPKT and COTP
 * headers, and milliseconds with at least one request unanswered.
 */
export class LoadMeter {
  readonly #nowMs: () => number;
  #requests = 0;
  #bytes = 0;
  #ms = 0;
  #open = 0;
  #busySinceMs = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  sent(bytes: number): void {
    this.#requests += 1;
    this.#bytes += bytes;
    if (this.#open === 0) this.#busySinceMs = this.#nowMs();
    this.#open += 1;
  }

  received(bytes: number): void {
    this.#bytes += bytes;
  }

  /** A request was answered, or will not be any more. */
  ended(): void {
    this.#open -= 1;
    if (this.#open === 0) this.#ms += this.#nowMs() - this.#busySinceMs;
  }

  /** Whole numbers, as a fact holds them. */
  reading(): Load {
    const running = this.#open === 0 ? 0 : this.#nowMs() - this.#busySinceMs;
    return { requests: this.#requests, bytes: this.#bytes, ms: Math.round(this.#ms + running) };
  }
}

/** The load between two readings of one meter. */
export function loadBetween(before: Load, after: Load): Load {
  return {
    requests: after.requests - before.requests,
    bytes: after.bytes - before.bytes,
    ms: after.ms - before.ms,
  };
}
