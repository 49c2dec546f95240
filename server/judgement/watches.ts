import type { Watch } from '../attribution/index.ts';

/** A stretch over which a witness takes back, or never claimed, that it would have told. */
export interface Unwatched {
  readonly witness: string;
  readonly path: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Proven life without what was taken back: a witness found to have missed something was not watching, whatever it said
 * of that time before.
 */
export function withoutUnwatched(watches: readonly Watch[], unwatched: readonly Unwatched[]): Watch[] {
  return unwatched.reduce<Watch[]>((left, gap) => left.flatMap(watch => without(watch, gap)), [...watches]);
}

function without(watch: Watch, { witness, path, from, to }: Unwatched): Watch[] {
  const { during } = watch;
  if (watch.witness !== witness || watch.path !== path || to < during.from || from > during.to)
    return [watch];
  return [
    ...(from > during.from ? [{ ...watch, during: { from: during.from, to: from } }] : []),
    ...(to < during.to ? [{ ...watch, during: { from: to, to: during.to } }] : []),
  ];
}
