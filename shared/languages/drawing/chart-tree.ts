import { type ChartPieces, type ChartStep, type ChartTransition, stepKey } from './chart-pieces.ts';

export type ChartPiece =
  | { readonly is: 'step'; readonly step: ChartStep }
  | { readonly is: 'transition'; readonly transition: ChartTransition };

/** What hangs below a piece: a piece, a line that joins another further down, or an arrow to one that stands above. */
export type Below =
  | { readonly is: 'node'; readonly node: ChartNode }
  | { readonly is: 'lane'; readonly to: ChartNode }
  | { readonly is: 'jump'; readonly to: string };

/** A piece in the chart as it is drawn: it hangs below one other at most; `rank` counts from the top. */
export interface ChartNode {
  readonly piece: ChartPiece;
  readonly below: readonly Below[];
  readonly rank: number;
  /** How many lines come in from above. */
  readonly into: number;
}

interface Edge {
  readonly node: Made | null;
  readonly name: string;
  way: 'tree' | 'lane' | 'jump';
}

interface Made {
  readonly piece: ChartPiece;
  readonly to: Edge[];
  readonly below: Below[];
  rank: number;
  into: number;
  state: 'new' | 'open' | 'done';
}

/**
 * Steps and transitions as trees from where a chart begins, whatever loops and branches they make: a loop ends in an
 * arrow with a name, as the tools draw it, and branches join again by a line. Parents stand before what hangs below them.
 */
export function chartTree(pieces: ChartPieces): { readonly tops: ChartNode[]; readonly nodes: ChartNode[] } {
  const all = connected(pieces);
  const entered = new Set(all.flatMap(({ to }) => to.map(({ node }) => node)));
  const begins = ({ piece }: Made) => piece.is === 'step' && piece.step.initial;
  // Where the chart begins, then what nothing leads to, then what only leads to itself.
  const order = (node: Made) => (begins(node) ? 0 : entered.has(node) ? 2 : 1);
  const nodes: Made[] = [];
  const finished: Made[] = [];
  const tops: Made[] = [];
  for (const top of all.toSorted((a, b) => order(a) - order(b))) {
    if (top.state !== 'new') continue;
    tops.push(top);
    walk(top, nodes, finished);
  }
  for (const node of finished.toReversed())
    for (const { node: to, way } of node.to)
      if (to !== null && way !== 'jump') {
        to.rank = Math.max(to.rank, node.rank + 1);
        to.into++;
      }
  for (const node of nodes)
    for (const { node: to, name, way } of node.to)
      node.below.push(
        to === null || way === 'jump'
          ? { is: 'jump', to: name }
          : way === 'tree'
            ? { is: 'node', node: to }
            : { is: 'lane', to },
      );
  return { tops, nodes };
}

function connected({ steps, transitions }: ChartPieces): Made[] {
  const byName = new Map<string, Made>();
  const all: Made[] = steps.map(step => {
    const node = made({ is: 'step', step });
    // A ghost is found by its name only where no step of today has it.
    if (!byName.has(stepKey(step.name)) || step.on !== 'old') byName.set(stepKey(step.name), node);
    return node;
  });
  for (const transition of transitions) {
    const node = made({ is: 'transition', transition });
    all.push(node);
    const { name, from, to } = transition;
    for (const key of new Set(from.map(stepKey))) byName.get(key)?.to.push({ node, name, way: 'lane' });
    for (const step of new Map(to.map(each => [stepKey(each), each])))
      node.to.push({ node: byName.get(step[0]) ?? null, name: step[1], way: 'lane' });
  }
  return all;
}

function made(piece: ChartPiece): Made {
  return { piece, to: [], below: [], rank: 0, into: 0, state: 'new' };
}

/**
 * Depth first, without recursion: `nodes` gets each node before what hangs below it, `finished` after all it leads to.
 */
function walk(top: Made, nodes: Made[], finished: Made[]): void {
  const open = [{ node: top, at: 0 }];
  nodes.push(top);
  top.state = 'open';
  for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
    const edge = last.node.to[last.at++];
    if (edge === undefined) {
      last.node.state = 'done';
      finished.push(last.node);
      open.pop();
    } else if (edge.node?.state === 'open') edge.way = 'jump';
    else if (edge.node?.state === 'new') {
      edge.way = 'tree';
      edge.node.state = 'open';
      nodes.push(edge.node);
      open.push({ node: edge.node, at: 0 });
    }
  }
}
