import type { Watch } from './evidence.ts';
import type { AttributionPolicy } from './policy.ts';
import type { Interval } from './question.ts';
import { trustIn } from './trust.ts';

/** Proven life of witnesses: when their silence means something. */
export class Watches {
  readonly #byWitness = new Map<string, Watch[]>();

  constructor(watches: readonly Watch[], policy: AttributionPolicy) {
    for (const watch of watches) {
      // Who could forge that a witness listened could make its silence speak.
      if (trustIn(watch, policy) !== 'proof') continue;
      if (watch.clockErrorMs === null || watch.during.to < watch.during.from) continue;
      const list = this.#byWitness.get(watch.witness);
      if (list === undefined) this.#byWitness.set(watch.witness, [watch]);
      else list.push(watch);
    }
  }

  /**
   * Spans over which a witness listened without a break; on one path, or on whatever it listens to where `path` is
   * null. Its intervals are joined as its own clock tells them, since an error moves all of them alike, and only the
   * ends are drawn in by their errors: a witness that is wrong about the time listened surely only in between.
   */
  spans(witness: string, path: string | null): Interval[] {
    const watches = (this.#byWitness.get(witness) ?? [])
      .filter(watch => path === null || watch.path === path)
      .sort((a, b) => a.during.from - b.during.from);
    const spans: Interval[] = [];
    let joined: { to: number; sure: { from: number; to: number } } | null = null;
    for (const { during, clockErrorMs } of watches) {
      const error = clockErrorMs ?? 0;
      if (joined === null || during.from > joined.to) {
        joined = { to: during.to, sure: { from: during.from + error, to: during.to - error } };
        spans.push(joined.sure);
        continue;
      }
      joined.to = Math.max(joined.to, during.to);
      joined.sure.from = Math.min(joined.sure.from, during.from + error);
      joined.sure.to = Math.max(joined.sure.to, during.to - error);
    }
    return spans.filter(({ from, to }) => from <= to);
  }
}
