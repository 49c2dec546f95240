import type { ChartNode } from './chart-tree.ts';
import { measures } from './measures.ts';

/** Lines that come from beside a piece and go along above it. */
export interface Joint {
  readonly node: ChartNode;
  readonly from: number;
  readonly to: number;
  readonly old: boolean;
}

/** What stands at one height, and the lines above it. */
export interface Rank {
  readonly top: number;
  readonly bottom: number;
  /** Where branches part above it. */
  readonly split: number;
  readonly joints: ReadonlyMap<ChartNode, Joint & { readonly y: number }>;
}

/** Pixels between two ranks, to where branches part, and for each line that goes along. */
const between = 20;
const toSplit = 10;
const track = 10;
/** What an arrow that leads back takes. */
export const arrow = 20;

/** Whether nothing but an arrow follows a transition: it stands close below, before any line that goes along. */
export function endsInArrow({ piece, below }: ChartNode): boolean {
  return piece.is === 'transition' && below.length === 1 && below[0]?.is === 'jump';
}

/** Heights of all ranks; lines that go along at one height do not touch. */
export function ranksOf(
  nodes: readonly ChartNode[],
  heightOf: (node: ChartNode) => number,
  joints: readonly Joint[],
): Rank[] {
  const heights: number[] = [];
  const splits = new Set<number>();
  const raise = (rank: number, height: number) => {
    while (heights.length <= rank) heights.push(0);
    heights[rank] = Math.max(heights[rank] ?? 0, height);
  };
  for (const node of nodes) {
    raise(node.rank, heightOf(node) + (endsInArrow(node) ? arrow : 0));
    if (!endsInArrow(node) && node.below.some(({ is }) => is === 'jump')) raise(node.rank + 1, arrow);
    if (node.below.length > 1) {
      raise(node.rank + 1, 0);
      splits.add(node.rank + 1);
    }
  }
  const along = new Map<number, Joint[]>();
  for (const joint of joints) {
    const known = along.get(joint.node.rank);
    if (known === undefined) along.set(joint.node.rank, [joint]);
    else known.push(joint);
  }
  let y: number = measures.margin;
  return heights.map((height, rank) => {
    const tracks = tracksOf(along.get(rank) ?? []);
    const split = y + toSplit;
    const first = y + (splits.has(rank) ? toSplit * 2 : toSplit);
    const placed = tracks.flatMap((lines, at) =>
      lines.map(joint => [joint.node, { ...joint, y: first + at * track }] as const),
    );
    const gap = (splits.has(rank) ? toSplit : 0) + tracks.length * track + between;
    const top = rank === 0 ? y : y + gap;
    y = top + height;
    return { top, bottom: y, split, joints: new Map(placed) };
  });
}

/** Lines side by side on as few heights as they fit. */
function tracksOf(joints: readonly Joint[]): Joint[][] {
  const tracks: Joint[][] = [];
  for (const joint of joints.toSorted((a, b) => a.from - b.from)) {
    const free = tracks.find(lines => (lines.at(-1)?.to ?? 0) + 8 < joint.from);
    if (free === undefined) tracks.push([joint]);
    else free.push(joint);
  }
  return tracks;
}
