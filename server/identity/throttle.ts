/**
 * Slows guessing: after `free` failures of a key within `windowMs` each further try must wait, twice as
 * long each time, up to `longestMs`. With `forgetMs` one failure is forgotten each so often, so that a slow
 * trickle never adds up. Bounded in memory; forgets the oldest keys first.
 */
export class Throttle {
  readonly #free: number;
  readonly #windowMs: number;
  readonly #longestMs: number;
  readonly #forgetMs: number;
  readonly #failures = new Map<string, { count: number; last: number }>();

  constructor(options: { free: number; windowMs: number; longestMs: number; forgetMs?: number }) {
    this.#free = options.free;
    this.#windowMs = options.windowMs;
    this.#longestMs = options.longestMs;
    this.#forgetMs = options.forgetMs ?? Number.POSITIVE_INFINITY;
  }

  /** Milliseconds the key must still wait at `now`; 0 where it may try. */
  wait(key: string, now: number): number {
    const failed = this.#failures.get(key);
    const count = failed ? this.#left(failed, now) : 0;
    if (!failed || count < this.#free) return 0;
    const delay = Math.min(this.#longestMs, 1000 * 2 ** Math.min(30, Math.floor(count) - this.#free));
    return Math.max(0, failed.last + delay - now);
  }

  fail(key: string, now: number): void {
    const before = this.#failures.get(key);
    const count = before && now - before.last < this.#windowMs ? this.#left(before, now) + 1 : 1;
    this.#failures.delete(key);
    this.#failures.set(key, { count, last: now });
    if (this.#failures.size > 10_000) {
      const [oldest] = this.#failures.keys();
      if (oldest !== undefined) this.#failures.delete(oldest);
    }
  }

  /** Takes one failure back: the try it was counted for was none. */
  forgive(key: string): void {
    const failed = this.#failures.get(key);
    if (!failed) return;
    if (failed.count <= 1) this.#failures.delete(key);
    else this.#failures.set(key, { ...failed, count: failed.count - 1 });
  }

  succeed(key: string): void {
    this.#failures.delete(key);
  }

  #left({ count, last }: { readonly count: number; readonly last: number }, now: number): number {
    return Math.max(0, count - Math.max(0, now - last) / this.#forgetMs);
  }
}
