import type { Interval, Moment } from './question.ts';

export const always: Interval = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** Where something can have been, given the bound of its clock error in milliseconds; anywhere without a bound. */
export function widened({ from, to }: Interval, errorMs: number | null): Interval {
  return errorMs === null ? always : { from: from - errorMs, to: to + errorMs };
}

export function meets(a: Interval, b: Interval): boolean {
  return a.from <= b.to && b.from <= a.to;
}

export function isWithin(inner: Interval, outer: Interval): boolean {
  return outer.from <= inner.from && inner.to <= outer.to;
}

/** What two intervals that meet have in common. */
export function common(a: Interval, b: Interval): Interval {
  return { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
}

/** Whether spans together hold every moment of a whole; spans that only touch are joined. */
export function covers(spans: readonly Interval[], whole: Interval): boolean {
  let reached: Moment | null = null;
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    // What was over before says nothing, and leaves no gap either.
    if (to < from || to < whole.from) continue;
    if (reached === null ? from > whole.from : from > reached) break;
    reached = Math.max(reached ?? to, to);
  }
  return reached !== null && reached >= whole.to;
}
