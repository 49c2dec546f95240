import { meets } from './intervals.ts';
import type { Interval } from './question.ts';

const dayMs = 86_400_000;

/** Finds what can have been in an interval without looking at all there is. */
export class TimeIndex<Entry> {
  /** What lasts too long to be sorted away. */
  readonly #long: { readonly span: Interval; readonly entry: Entry }[] = [];
  readonly #short: { readonly span: Interval; readonly entry: Entry }[] = [];

  constructor(entries: readonly Entry[], spanOf: (entry: Entry) => Interval) {
    for (const entry of entries) {
      const span = spanOf(entry);
      (span.to - span.from > dayMs ? this.#long : this.#short).push({ span, entry });
    }
    this.#short.sort((a, b) => a.span.from - b.span.from);
  }

  in(interval: Interval): Entry[] {
    const found = this.#long.filter(({ span }) => meets(span, interval));
    let [low, high] = [0, this.#short.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#short[middle]?.span.from ?? 0) < interval.from - dayMs) low = middle + 1;
      else high = middle;
    }
    for (let at = low; at < this.#short.length; at += 1) {
      const held = this.#short[at];
      if (held === undefined || held.span.from > interval.to) break;
      if (meets(held.span, interval)) found.push(held);
    }
    return found.map(({ entry }) => entry);
  }
}
