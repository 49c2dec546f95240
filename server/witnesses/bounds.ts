/** Token buckets: `perSecond` on average for each key, `burst` at once. Bounded; forgets who was silent longest. */
export class TokenBuckets {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #keysAtMost: number;
  readonly #buckets = new Map<string, { readonly tokens: number; readonly at: number }>();

  constructor(bounds: { perSecond: number; burst: number; keysAtMost: number }) {
    this.#perSecond = bounds.perSecond;
    this.#burst = bounds.burst;
    this.#keysAtMost = bounds.keysAtMost;
  }

  /** True where one more is within bounds at `now` (milliseconds); it is then taken. */
  take(key: string, now: number): boolean {
    const bucket = this.#buckets.get(key) ?? { tokens: this.#burst, at: now };
    const filled = bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * this.#perSecond;
    const tokens = Math.min(this.#burst, filled);
    const within = tokens >= 1;
    this.#buckets.delete(key);
    this.#buckets.set(key, { tokens: within ? tokens - 1 : tokens, at: now });
    if (this.#buckets.size > this.#keysAtMost) {
      const [oldest] = this.#buckets.keys();
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    return within;
  }
}
