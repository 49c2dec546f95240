/** A thing of the old side by its position, and the one of the new side it has become. */
export interface Pair {
  readonly old: number;
  readonly new: number;
}

/** Beyond this many pairs to be weighed, only those on the same place from either end are. */
const weighedAtMost = 40_000;

/**
 * Pairs of two short lists in their order, so that their likeness together is as great as can be. Pairs less
 * alike than `least` are none. Takes time with the product of the lengths, within a bound.
 */
export function aligned(
  oldLength: number,
  newLength: number,
  likeness: (old: number, now: number) => number,
  least: number,
): Pair[] {
  if (oldLength * newLength > weighedAtMost) return alignedByPlace(oldLength, newLength, likeness, least);
  const enough = least ** 2;
  const width = newLength + 1;
  const weights = new Float64Array(oldLength * newLength);
  const best = new Float64Array((oldLength + 1) * width);
  for (let old = oldLength - 1; old >= 0; old--) {
    for (let now = newLength - 1; now >= 0; now--) {
      // Squared: one pair that is alike weighs more than two that hardly are.
      const weight = likeness(old, now) ** 2;
      weights[old * newLength + now] = weight;
      const paired = weight >= enough ? weight + (best[(old + 1) * width + now + 1] ?? 0) : 0;
      const apart = Math.max(best[(old + 1) * width + now] ?? 0, best[old * width + now + 1] ?? 0);
      best[old * width + now] = Math.max(paired, apart);
    }
  }
  const pairs: Pair[] = [];
  for (let old = 0, now = 0; old < oldLength && now < newLength; ) {
    const here = best[old * width + now] ?? 0;
    const weight = weights[old * newLength + now] ?? 0;
    const paired = weight + (best[(old + 1) * width + now + 1] ?? 0);
    if (weight >= enough && paired >= here) pairs.push({ old: old++, new: now++ });
    else if ((best[(old + 1) * width + now] ?? 0) >= here) old++;
    else now++;
  }
  return pairs;
}

function alignedByPlace(
  oldLength: number,
  newLength: number,
  likeness: (old: number, now: number) => number,
  least: number,
): Pair[] {
  const pairs: Pair[] = [];
  const shorter = Math.min(oldLength, newLength);
  let fromStart = 0;
  while (fromStart < shorter && likeness(fromStart, fromStart) >= least)
    pairs.push({ old: fromStart, new: fromStart++ });
  const fromEnd: Pair[] = [];
  for (let left = 1; left <= shorter - fromStart; left++) {
    const [old, now] = [oldLength - left, newLength - left];
    if (likeness(old, now) < least) break;
    fromEnd.push({ old, new: now });
  }
  return [...pairs, ...fromEnd.reverse()];
}
