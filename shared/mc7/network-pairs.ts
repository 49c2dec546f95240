import { align } from './align.ts';

/** An old network and what it is now, by index; null where it was added or removed. */
export interface NetworkPair {
  readonly old: number | null;
  readonly now: number | null;
  /** It stands elsewhere among the networks that stayed. */
  readonly moved: boolean;
}

/** Pairs of networks that are compared for their likeness at most. */
const mostComparisons = 10_000;
/** A network is the same one, edited, when at least this part of the longer one’s statements is in both. */
const alike = 0.5;

/**
 * Which network became which: equal ones in order first, then equal ones elsewhere, then the most alike, those
 * at the same place before others. In the order of the new networks, the removed ones last.
 */
export function pairNetworks(
  old: readonly (readonly string[])[],
  now: readonly (readonly string[])[],
): NetworkPair[] {
  const oldKeys = old.map(keys => keys.join('\n'));
  const newKeys = now.map(keys => keys.join('\n'));
  const partner = new Map<number, number>();
  const moved = new Set<number>();
  for (const [a, b] of align(oldKeys, newKeys)) partner.set(b, a);
  const taken = new Set(partner.values());
  const pair = (oldIndex: number, newIndex: number) => {
    partner.set(newIndex, oldIndex);
    taken.add(oldIndex);
  };
  const unpaired = () => Array.from(now.keys()).filter(index => !partner.has(index));
  const free = () => Array.from(old.keys()).filter(index => !taken.has(index));
  const elsewhere = new Map<string, number[]>();
  for (const index of free()) {
    const key = oldKeys[index] ?? '';
    const places = elsewhere.get(key) ?? [];
    if (places.length === 0) elsewhere.set(key, places);
    places.push(index);
  }
  for (const newIndex of unpaired()) {
    const key = newKeys[newIndex] ?? '';
    const from = key === '' ? undefined : elsewhere.get(key)?.shift();
    if (from === undefined) continue;
    pair(from, newIndex);
    moved.add(newIndex);
  }
  let comparisons = 0;
  for (const newIndex of unpaired()) {
    if (comparisons > mostComparisons) break;
    let best = { index: -1, likeness: 0 };
    for (const index of free()) {
      if (++comparisons > mostComparisons) break;
      const likeness = likenessOf(old[index] ?? [], now[newIndex] ?? []);
      if (likeness > best.likeness) best = { index, likeness };
    }
    if (best.likeness >= alike) pair(best.index, newIndex);
  }
  pairBetween(old.length, now.length, partner, taken);
  const outOfOrder = crossing(partner, now.length);
  const pairs: NetworkPair[] = now.map((_keys, index) => ({
    old: partner.get(index) ?? null,
    now: index,
    moved: moved.has(index) || outOfOrder.has(index),
  }));
  for (const index of free()) pairs.push({ old: index, now: null, moved: false });
  return pairs;
}

/** A single old and a single new network between the same two neighbours are one, however much was edited. */
function pairBetween(
  oldCount: number,
  newCount: number,
  partner: Map<number, number>,
  taken: Set<number>,
): void {
  for (let index = 0; index < newCount; index++) {
    if (partner.has(index)) continue;
    const before = index === 0 ? -1 : (partner.get(index - 1) ?? null);
    const behind = index === newCount - 1 ? oldCount : (partner.get(index + 1) ?? null);
    if (before === null || behind === null || behind - before !== 2 || taken.has(before + 1)) continue;
    partner.set(index, before + 1);
    taken.add(before + 1);
  }
}

/** Networks whose old place is not in line with those that stayed in order. */
function crossing(partner: ReadonlyMap<number, number>, newCount: number): Set<number> {
  const inNew: string[] = [];
  const places: number[] = [];
  for (let index = 0; index < newCount; index++) {
    const old = partner.get(index);
    if (old === undefined) continue;
    inNew.push(String(old));
    places.push(index);
  }
  const inOld = [...inNew].sort((a, b) => Number(a) - Number(b));
  const kept = new Set(align(inOld, inNew).map(([, place]) => place));
  return new Set(places.filter((_index, place) => !kept.has(place)));
}

/** The statements in both, by the longer one’s count. */
function likenessOf(old: readonly string[], now: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const key of old) counts.set(key, (counts.get(key) ?? 0) + 1);
  let common = 0;
  for (const key of now) {
    const left = counts.get(key) ?? 0;
    if (left === 0) continue;
    counts.set(key, left - 1);
    common++;
  }
  return common / Math.max(old.length, now.length, 1);
}
