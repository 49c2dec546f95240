import { type Budget, type Edit, shortestEdits } from './myers.ts';

/** Comparisons for two sequences as a whole, and again for all places between anchors: well under a second each. */
const comparisons = 5_000_000;

/** Comparisons of texts as they are, for each of them: two versions that hardly differ need little more than one. */
const textComparisons = 4;

/** Things in their order: equal ones are equal. */
type Sequence = Int32Array | readonly string[];

/**
 * Places that differ, in order, none touching the next. Myers within its bounds; beyond them the lines
 * that are unique on both sides hold the texts together, and each place between them is compared by itself.
 */
export function editsBetween(old: readonly string[], now: readonly string[]): Edit[] {
  const budget = { comparisons: textComparisons * (old.length + now.length) + 1000 };
  return merged(editsOf(old, now, budget, numberedEdits));
}

/** The same of what already has numbers: equal numbers are equal things. */
export function editsOfIds(old: Int32Array, now: Int32Array): Edit[] {
  return merged(editsOf(old, now, { comparisons }, anchoredEdits));
}

/** Of texts that differ much: they get numbers, which are compared more quickly. */
function numberedEdits(old: readonly string[], now: readonly string[]): Edit[] {
  const ids = new Map<string, number>();
  const idOf = (line: string) => {
    const id = ids.get(line) ?? ids.size;
    ids.set(line, id);
    return id;
  };
  return editsOf(Int32Array.from(old, idOf), Int32Array.from(now, idOf), { comparisons }, anchoredEdits);
}

type Fallback<Of extends Sequence> = (old: Of, now: Of) => Edit[];

function editsOf<Of extends Sequence>(old: Of, now: Of, budget: Budget, fallback: Fallback<Of>): Edit[] {
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let [oldEnd, newEnd] = [old.length, now.length];
  while (oldEnd > start && newEnd > start && old[oldEnd - 1] === now[newEnd - 1]) {
    oldEnd--;
    newEnd--;
  }
  const [oldRest, newRest] = [part(old, start, oldEnd), part(now, start, newEnd)];
  if (oldRest.length === 0 && newRest.length === 0) return [];
  const simple = oldRest.length === 0 || newRest.length === 0;
  const found = simple
    ? replaced(oldRest, newRest)
    : (shortestEdits(oldRest, newRest, budget)?.reverse() ?? fallback(oldRest, newRest));
  return found.map(edit => moved(edit, start, start));
}

function part<Of extends Sequence>(sequence: Of, from: number, to: number): Of {
  return (sequence instanceof Int32Array ? sequence.subarray(from, to) : sequence.slice(from, to)) as Of;
}

/** Anchors: the longest run, rising on both sides, of lines that occur exactly once on each. */
function anchoredEdits(old: Int32Array, now: Int32Array): Edit[] {
  const edits: Edit[] = [];
  const budget = { comparisons };
  let [oldAt, newAt] = [0, 0];
  for (const anchor of [...risingAnchors(old, now), { old: old.length, new: now.length }]) {
    const gap = editsOf(old.subarray(oldAt, anchor.old), now.subarray(newAt, anchor.new), budget, replaced);
    for (const edit of gap) edits.push(moved(edit, oldAt, newAt));
    [oldAt, newAt] = [anchor.old + 1, anchor.new + 1];
  }
  return edits;
}

function replaced(old: Sequence, now: Sequence): Edit[] {
  return [{ oldFrom: 0, oldTo: old.length, newFrom: 0, newTo: now.length }];
}

interface Anchor {
  readonly old: number;
  readonly new: number;
}

function risingAnchors(old: Int32Array, now: Int32Array): Anchor[] {
  const places = uniquePlaces(now);
  const piles: { readonly anchor: Anchor; readonly before: number }[] = [];
  /** tops[i]: index into `piles` of the lowest end of a rising run of length i + 1. */
  const tops: number[] = [];
  for (const [id, oldAt] of uniquePlaces(old)) {
    const newAt = places.get(id);
    if (newAt === undefined) continue;
    let [low, high] = [0, tops.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const top = piles[tops[middle] ?? 0];
      if (top !== undefined && top.anchor.new < newAt) low = middle + 1;
      else high = middle;
    }
    tops[low] = piles.push({ anchor: { old: oldAt, new: newAt }, before: tops[low - 1] ?? -1 }) - 1;
  }
  const rising: Anchor[] = [];
  for (let at = tops.at(-1) ?? -1; at >= 0; ) {
    const pile = piles[at];
    if (pile === undefined) break;
    rising.push(pile.anchor);
    at = pile.before;
  }
  return rising.reverse();
}

/** Ids that occur once, with their position, in order. */
function uniquePlaces(ids: Int32Array): Map<number, number> {
  const places = new Map<number, number>();
  const repeated = new Set<number>();
  for (const [at, id] of ids.entries()) {
    if (places.has(id)) repeated.add(id);
    else places.set(id, at);
  }
  for (const id of repeated) places.delete(id);
  return places;
}

function moved(edit: Edit, byOld: number, byNew: number): Edit {
  return {
    oldFrom: edit.oldFrom + byOld,
    oldTo: edit.oldTo + byOld,
    newFrom: edit.newFrom + byNew,
    newTo: edit.newTo + byNew,
  };
}

/** Joins edits that touch. */
function merged(edits: readonly Edit[]): Edit[] {
  const joined: Edit[] = [];
  for (const edit of edits) {
    const last = joined.at(-1);
    if (last !== undefined && last.oldTo === edit.oldFrom && last.newTo === edit.newFrom) {
      joined[joined.length - 1] = { ...last, oldTo: edit.oldTo, newTo: edit.newTo };
    } else {
      joined.push(edit);
    }
  }
  return joined;
}
