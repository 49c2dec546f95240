import type { MarkSign, PlacedChange } from './drawing.ts';
import type { On } from './pieces.ts';

/** What is said at one piece: its sign, and the changes told of it. */
export interface MarkOf {
  readonly sign: MarkSign;
  readonly changes: readonly number[];
}

/** A piece as marks are looked up: several may stand at one place. */
export interface Candidate {
  readonly piece: object;
  readonly place: string;
  /** Aspects of differences that are told of such a piece. */
  readonly aspects: readonly string[];
  readonly on: On;
  /** Whether what it stands in is on one side alone as well, so that it is marked there. */
  readonly within: boolean;
  /** Whether it stood there in another way. */
  readonly altered: boolean;
}

export type Side = 'old' | 'new' | 'overlaid';
export type Marks = ReadonlyMap<object, MarkOf>;

/** Which pieces are marked: each change at its own piece, or at the nearest around where that is not drawn. */
export function marksOf(
  changes: readonly PlacedChange[],
  candidates: readonly Candidate[],
  side: Side,
): Map<object, MarkOf> {
  const found = new Map<object, MarkOf>();
  const byPlace = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const known = byPlace.get(candidate.place);
    if (known === undefined) byPlace.set(candidate.place, [candidate]);
    else known.push(candidate);
  }
  const put = (change: PlacedChange, place: string | null, on: readonly On[]) => {
    const candidate = place === null ? null : nearest(byPlace, place, change.aspect, on);
    if (candidate === null) return;
    const known = found.get(candidate.piece);
    found.set(candidate.piece, {
      sign: known === undefined || known.sign === change.sign ? change.sign : 'changed',
      changes: [...(known?.changes ?? []), change.change],
    });
  };
  for (const change of changes) {
    if (side !== 'overlaid') {
      put(change, change[side], ['both']);
      continue;
    }
    put(change, change.new, ['both', 'new']);
    if (change.new === null || change.sign === 'moved') put(change, change.old, ['old']);
  }
  return found;
}

/** Marks of an overlaid picture: whatever stands on one side alone is marked, also where no change is told of it. */
export function overlaidMarks(
  changes: readonly PlacedChange[],
  candidates: readonly Candidate[],
): Map<object, MarkOf> {
  const found = marksOf(changes, candidates, 'overlaid');
  for (const { piece, on, within, altered } of candidates) {
    if (found.has(piece) || within) continue;
    const sign = on === 'old' ? 'removed' : on === 'new' ? 'added' : altered ? 'changed' : null;
    if (sign !== null) found.set(piece, { sign, changes: [] });
  }
  return found;
}

function nearest(
  byPlace: ReadonlyMap<string, readonly Candidate[]>,
  place: string,
  aspect: string,
  on: readonly On[],
): Candidate | null {
  for (let at = place; ; at = at.slice(0, at.lastIndexOf('.'))) {
    const here = (byPlace.get(at) ?? []).filter(candidate => on.includes(candidate.on));
    const [first] = here;
    const fitting = at === place ? here.find(({ aspects }) => aspects.includes(aspect)) : undefined;
    if (first !== undefined) return fitting ?? first;
    if (!at.includes('.')) return null;
  }
}
