import { type Reason, reasonSchema } from './attribution.ts';

export type ReasonCode = Reason['code'];
type About = Partial<Omit<Reason, 'code' | 'refs'>>;

const order = new Map(reasonSchema.shape.code.options.map((code, at) => [code, at]));
const most = 100;

/** Reasons as they come up, each once, with all records that speak for it; told in one order whatever came first. */
export class Reasons {
  readonly #found = new Map<string, { code: ReasonCode; about: About; refs: Set<number> }>();

  add(code: ReasonCode, about: About = {}, ...refs: readonly number[]): void {
    const key = JSON.stringify([
      code,
      about.session,
      about.path,
      about.identity,
      about.person,
      about.witness,
    ]);
    const found = this.#found.get(key) ?? { code, about, refs: new Set() };
    for (const ref of refs) found.refs.add(ref);
    this.#found.set(key, found);
  }

  list(): Reason[] {
    return [...this.#found.entries()]
      .sort(([a, x], [b, y]) => (order.get(x.code) ?? 0) - (order.get(y.code) ?? 0) || (a < b ? -1 : 1))
      .slice(0, most)
      .map(([, { code, about, refs }]) => ({ code, refs: firstOf(refs), ...about }));
  }
}

/** At most as many positions as a judgement holds, the oldest first. */
export function firstOf(refs: Iterable<number>): number[] {
  return [...new Set(refs)].sort((a, b) => a - b).slice(0, most);
}
