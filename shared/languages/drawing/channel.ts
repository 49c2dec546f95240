import type { Slot } from './columns.ts';
import type { Net } from './nets.ts';

/** One net in the space between two columns: from one height at the left to others at the right. */
export interface Run {
  readonly net: Net;
  readonly from: number;
  readonly to: readonly number[];
  /** Which of the vertical lines is its own, from the left; null where it goes straight through. */
  readonly track: number | null;
}

export interface Channel {
  readonly runs: readonly Run[];
  readonly tracks: number;
}

/** Pixels that two wires on one vertical line stay apart. */
const clear = 6;

/** How wires get from one column to the next at its right. */
export function channelOf(left: readonly Slot[], right: readonly Slot[]): Channel {
  const to = new Map<Net, number[]>();
  for (const { y, enters } of right)
    for (const end of enters) {
      const known = to.get(end.net);
      if (known === undefined) to.set(end.net, [y + end.y]);
      else known.push(y + end.y);
    }
  const runs = left.flatMap(({ y, leaves }) =>
    leaves.map(end => ({ net: end.net, from: y + end.y, to: to.get(end.net) ?? [] })),
  );
  let [tracks, last]: [number, readonly Span[]] = [0, []];
  const placed = runs.toSorted(inFans).map((run): Run => {
    const span = spanOf(run);
    if (span[0] === span[1]) return { ...run, track: null };
    // A line further to the left has wires at its right, which it would cross.
    const isFree = tracks > 0 && last.every(other => isClear(span, other));
    if (!isFree) tracks++;
    last = isFree ? [...last, span] : [span];
    return { ...run, track: tracks - 1 };
  });
  return { runs: placed, tracks };
}

type Span = readonly [top: number, bottom: number];

export function spanOf({ from, to }: Pick<Run, 'from' | 'to'>): Span {
  return [Math.min(from, ...to), Math.max(from, ...to)];
}

function isClear([top, bottom]: Span, other: Span): boolean {
  return bottom + clear < other[0] || other[1] + clear < top;
}

/** Wires that rise turn off the sooner the higher they come in, wires that fall the sooner the lower: so they do not cross. */
function inFans(one: Omit<Run, 'track'>, other: Omit<Run, 'track'>): number {
  const [a, b] = [rises(one), rises(other)];
  if (a !== b) return a ? -1 : 1;
  return a ? one.from - other.from : other.from - one.from;
}

function rises({ from, to }: Omit<Run, 'track'>): boolean {
  return Math.min(from, ...to) < from;
}

/** How often wires of two nets cross each other in a channel: each pair once for every crossing. */
export function crossingsOf({ runs }: Channel): [Net, Net][] {
  const found: [Net, Net][] = [];
  for (const one of runs) {
    if (one.track === null) continue;
    const [top, bottom] = spanOf(one);
    const isIn = (y: number) => top < y && y < bottom;
    for (const other of runs) {
      if (other === one) continue;
      // At the left of its own line a wire is at the height where it came in, at the right of it where it goes on.
      const heights = other.track !== null && other.track > one.track ? [other.from] : other.to;
      for (const y of heights) if (isIn(y)) found.push([one.net, other.net]);
    }
  }
  return found;
}
