import { lineHeight } from './cells.ts';
import { type ChartShape, nodeShape } from './chart-node.ts';
import type { ChartPieces } from './chart-pieces.ts';
import { arrow, endsInArrow, type Joint, type Rank, ranksOf } from './chart-ranks.ts';
import { type Below, type ChartNode, chartTree } from './chart-tree.ts';
import type { Drawing } from './drawing.ts';
import type { Marks } from './marks.ts';
import { measures } from './measures.ts';
import { block, Pen } from './pen.ts';

/** Pixels between what stands beside each other. */
const apart = 26;

/** How far something with all that hangs below it reaches to both sides of its line. */
interface Span {
  readonly left: number;
  readonly right: number;
}

interface Placed {
  readonly below: Below;
  readonly x: number;
}

/** A sequence with its steps below each other and its branches beside each other. */
export function chartDrawing(pieces: ChartPieces, marks: Marks): Drawing {
  return new ChartLayout(pieces, marks).drawing();
}

class ChartLayout {
  readonly #tops: readonly ChartNode[];
  readonly #nodes: readonly ChartNode[];
  readonly #shapes = new Map<ChartNode, ChartShape>();
  readonly #spans = new Map<ChartNode, Span>();
  /** Where the line of each piece runs. */
  readonly #xs = new Map<ChartNode, number>();
  readonly #pen = new Pen();

  constructor(pieces: ChartPieces, marks: Marks) {
    const { tops, nodes } = chartTree(pieces);
    this.#tops = tops;
    this.#nodes = nodes;
    for (const node of nodes) this.#shapes.set(node, nodeShape(node.piece, marks));
  }

  drawing(): Drawing {
    const { margin, operand } = measures;
    if (this.#nodes.length === 0) {
      const where = { role: 'empty', align: 'start', place: '' } as const;
      this.#pen.text(block('empty', operand.cells, 1), margin, margin, where);
      return this.#pen.drawing(120, margin * 2 + lineHeight);
    }
    const width = this.#columns();
    const ranks = ranksOf(this.#nodes, node => this.#shape(node).height, this.#joints());
    for (const node of this.#nodes) this.#draw(node, ranks);
    return this.#pen.drawing(width + margin, (ranks.at(-1)?.bottom ?? 0) + margin);
  }

  #shape(node: ChartNode): ChartShape {
    const shape = this.#shapes.get(node);
    if (shape === undefined) throw new Error('a piece of a chart without a shape');
    return shape;
  }

  #x(node: ChartNode): number {
    return this.#xs.get(node) ?? 0;
  }

  /** Gives each piece its line, and the width of all. */
  #columns(): number {
    for (const node of this.#nodes.toReversed()) this.#spans.set(node, this.#spanOf(node));
    let x: number = measures.margin;
    for (const top of this.#tops) {
      const { left, right } = this.#spans.get(top) ?? { left: 0, right: 0 };
      this.#xs.set(top, x + left);
      x += left + right + apart;
    }
    for (const node of this.#nodes)
      for (const { below, x: at } of this.#placed(node))
        if (below.is === 'node') this.#xs.set(below.node, at);
    return x - apart;
  }

  #spanOf(node: ChartNode): Span {
    let { left, right } = this.#shape(node);
    for (const { below, x } of this.#placed(node)) {
      const span = this.#spanOfBelow(below);
      left = Math.max(left, span.left - x);
      right = Math.max(right, x + span.right);
    }
    return { left, right };
  }

  #spanOfBelow(below: Below): Span {
    if (below.is === 'node') return this.#spans.get(below.node) ?? { left: 0, right: 0 };
    if (below.is === 'lane') return { left: 6, right: 6 };
    return { left: 8, right: 12 + jumpBlock(below.to).width };
  }

  /** What hangs below a piece, each with where its line runs: the first straight below. */
  #placed(node: ChartNode): Placed[] {
    let x = this.#x(node);
    let before = 0;
    return node.below.map((below, at) => {
      const span = this.#spanOfBelow(below);
      if (at > 0) x += before + apart + span.left;
      before = span.right;
      return { below, x };
    });
  }

  /** Lines that join a piece from beside it. */
  #joints(): Joint[] {
    const found = new Map<ChartNode, Joint>();
    for (const node of this.#nodes)
      for (const { below, x } of this.#placed(node)) {
        if (below.is !== 'lane') continue;
        const own = this.#x(below.to);
        const known = found.get(below.to) ?? { node: below.to, from: own, to: own, old: true };
        found.set(below.to, {
          ...known,
          from: Math.min(known.from, x),
          to: Math.max(known.to, x),
          old: known.old && isOld(node, below.to),
        });
      }
    return [...found.values()];
  }

  #draw(node: ChartNode, ranks: readonly Rank[]): void {
    const rank = ranks[node.rank];
    const next = ranks[node.rank + 1];
    if (rank === undefined) return;
    const [x, shape] = [this.#x(node), this.#shape(node)];
    this.#ink(isOld(node, node), pen => shape.put(pen, x, rank.top));
    const joint = rank.joints.get(node);
    if (joint !== undefined) {
      const { from, to, y, old } = joint;
      this.#ink(old, pen => {
        pen.wire([from, y, to, y], node.piece.is === 'transition' ? 'double' : 'wire');
        // Nothing from above leads along to where a chart begins.
        if (this.#tops.includes(node)) pen.wire([x, y, x, rank.top]);
      });
    }
    const placed = this.#placed(node);
    const out = rank.top + shape.out;
    const [first] = placed;
    if (endsInArrow(node) && first?.below.is === 'jump') {
      const { to } = first.below;
      this.#ink(isOld(node, node), pen => jump(pen, to, x, out, out + arrow));
    }
    if (next === undefined || placed.length === 0 || endsInArrow(node)) return;
    const isSplit = placed.length > 1;
    if (isSplit) {
      const last = placed.at(-1)?.x ?? x;
      const old = placed.every(({ below }) => isOldBelow(node, below));
      this.#ink(old, pen => {
        pen.wire([x, out, x, next.split]);
        pen.wire([x, next.split, last, next.split], node.piece.is === 'transition' ? 'double' : 'wire');
      });
    }
    for (const { below, x: at } of placed)
      this.#ink(isOldBelow(node, below), pen =>
        lead(pen, below, at, isSplit ? next.split : out, ranks, next),
      );
  }

  #ink(old: boolean, draw: (pen: Pen) => void): void {
    if (old) this.#pen.ghostly(draw);
    else draw(this.#pen);
  }
}

/** The line to what hangs below a piece. */
function lead(pen: Pen, below: Below, x: number, from: number, ranks: readonly Rank[], next: Rank): void {
  if (below.is === 'jump') {
    jump(pen, below.to, x, from, next.top + lineHeight + 2);
    return;
  }
  const to = below.is === 'node' ? below.node : below.to;
  const rank = ranks[to.rank];
  if (rank === undefined) return;
  pen.wire([x, from, x, below.is === 'node' ? rank.top : (rank.joints.get(to)?.y ?? rank.top)]);
}

/** An arrow with the name of what it leads to beside its tip. */
function jump(pen: Pen, to: string, x: number, from: number, end: number): void {
  pen.wire([x, from, x, end], 'jump');
  pen.text(jumpBlock(to), x + 10, end - lineHeight, { role: 'jump', align: 'start', place: '' });
}

function isOld(from: ChartNode, to: ChartNode): boolean {
  return [from, to].some(({ piece }) =>
    piece.is === 'step' ? piece.step.on === 'old' : piece.transition.on === 'old',
  );
}

function isOldBelow(node: ChartNode, below: Below): boolean {
  return isOld(node, below.is === 'node' ? below.node : below.is === 'lane' ? below.to : node);
}

function jumpBlock(to: string) {
  return block(`→ ${to}`, measures.operand.cells, 1);
}
