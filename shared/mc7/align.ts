/** Pairs [old index, new index] of equal items, both rising. */
export type Pairs = [number, number][];

/** Cells of one comparison table at most; beyond, only items that stand once on both sides are paired. */
const mostCells = 4_000_000;

/**
 * A longest common subsequence of two lists of keys. Lists too long for a whole table are split at the keys
 * that occur exactly once in both; what is still too long between two of them stays unpaired, so time and
 * memory are bounded.
 */
export function align(old: readonly string[], now: readonly string[]): Pairs {
  const pairs: Pairs = [];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) {
    pairs.push([start, start]);
    start++;
  }
  let oldEnd = old.length;
  let newEnd = now.length;
  const tail: Pairs = [];
  while (oldEnd > start && newEnd > start && old[oldEnd - 1] === now[newEnd - 1]) {
    oldEnd--;
    newEnd--;
    tail.push([oldEnd, newEnd]);
  }
  pairs.push(...between(old, now, start, oldEnd, start, newEnd), ...tail.reverse());
  return pairs;
}

function between(
  old: readonly string[],
  now: readonly string[],
  oldFrom: number,
  oldTo: number,
  newFrom: number,
  newTo: number,
): Pairs {
  const cells = (oldTo - oldFrom) * (newTo - newFrom);
  if (cells === 0) return [];
  if (cells <= mostCells) return table(old, now, oldFrom, oldTo, newFrom, newTo);
  const anchors = rising(uniquePairs(old, now, oldFrom, oldTo, newFrom, newTo));
  const pairs: Pairs = [];
  let oldAt = oldFrom;
  let newAt = newFrom;
  for (const [oldIndex, newIndex] of [...anchors, [oldTo, newTo] as const]) {
    if ((oldIndex - oldAt) * (newIndex - newAt) <= mostCells)
      pairs.push(...table(old, now, oldAt, oldIndex, newAt, newIndex));
    if (oldIndex < oldTo) pairs.push([oldIndex, newIndex]);
    oldAt = oldIndex + 1;
    newAt = newIndex + 1;
  }
  return pairs;
}

function table(
  old: readonly string[],
  now: readonly string[],
  oldFrom: number,
  oldTo: number,
  newFrom: number,
  newTo: number,
): Pairs {
  const width = newTo - newFrom + 1;
  if (oldTo <= oldFrom || width <= 1) return [];
  const lengths = new Uint16Array((oldTo - oldFrom + 1) * width);
  const at = (row: number, column: number) => lengths[row * width + column] ?? 0;
  for (let row = oldTo - oldFrom - 1; row >= 0; row--) {
    for (let column = width - 2; column >= 0; column--) {
      lengths[row * width + column] =
        old[oldFrom + row] === now[newFrom + column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const pairs: Pairs = [];
  for (let row = 0, column = 0; row < oldTo - oldFrom && column < width - 1; ) {
    if (old[oldFrom + row] === now[newFrom + column]) pairs.push([oldFrom + row++, newFrom + column++]);
    else if (at(row + 1, column) >= at(row, column + 1)) row++;
    else column++;
  }
  return pairs;
}

function uniquePairs(
  old: readonly string[],
  now: readonly string[],
  oldFrom: number,
  oldTo: number,
  newFrom: number,
  newTo: number,
): Pairs {
  const single = (keys: readonly string[], from: number, to: number) => {
    const places = new Map<string, number>();
    for (let index = from; index < to; index++) {
      const key = keys[index] ?? '';
      places.set(key, places.has(key) ? -1 : index);
    }
    return places;
  };
  const inNew = single(now, newFrom, newTo);
  const pairs: Pairs = [];
  for (const [key, index] of single(old, oldFrom, oldTo)) {
    const other = inNew.get(key) ?? -1;
    if (index >= 0 && other >= 0) pairs.push([index, other]);
  }
  return pairs.sort((a, b) => a[0] - b[0]);
}

/** The longest part of `pairs` whose second numbers rise too (patience sorting). */
function rising(pairs: Pairs): Pairs {
  const piles: number[] = [];
  const before: number[] = [];
  for (const [index, [, value]] of pairs.entries()) {
    let low = 0;
    let high = piles.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[piles[middle] ?? 0]?.[1] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    before[index] = piles[low - 1] ?? -1;
    piles[low] = index;
  }
  const kept: Pairs = [];
  for (let index = piles.at(-1) ?? -1; index >= 0; index = before[index] ?? -1) {
    const pair = pairs[index];
    if (pair !== undefined) kept.push(pair);
  }
  return kept.reverse();
}
