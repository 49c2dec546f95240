/** A token bucket a key: `perSecond` on average, `burst` at once. Keys that are full again are forgotten. */
export interface RateBound {
  /** Seconds to wait, rounded up; 0 where the call may go on. */
  take(key: string): number;
}

const sweepAbove = 10_000;

export function createRateBound(perSecond: number, burst: number, nowMs: () => number): RateBound {
  const buckets = new Map<string, { tokens: number; at: number }>();

  function sweep(at: number): void {
    for (const [key, bucket] of buckets) {
      if (bucket.tokens + ((at - bucket.at) / 1000) * perSecond >= burst) buckets.delete(key);
    }
  }

  return {
    take(key) {
      const at = nowMs();
      const bucket = buckets.get(key) ?? { tokens: burst, at };
      const tokens = Math.min(burst, bucket.tokens + (Math.max(0, at - bucket.at) / 1000) * perSecond);
      if (buckets.size > sweepAbove) sweep(at);
      if (tokens < 1) {
        buckets.set(key, { tokens, at });
        return Math.ceil((1 - tokens) / perSecond);
      }
      buckets.set(key, { tokens: tokens - 1, at });
      return 0;
    },
  };
}
