import { measures } from './measures.ts';
import type { Pen } from './pen.ts';

/** What lies on a wire: how far it reaches around the wire, and how it is drawn. */
export interface Item {
  readonly width: number;
  /** Pixels above and below the wire. */
  readonly up: number;
  readonly down: number;
  /** Whether it ends at the right: what room is left goes before it, not behind it. */
  readonly ends: boolean;
  /** Whether it takes room itself: branches of outputs begin where they can. */
  readonly fills: boolean;
  /** Whether it is drawn up to the right end itself, so that no wire follows it. */
  readonly closes: boolean;
  /** Whether wire leads to it from the left. */
  readonly enters: boolean;
  /** Whether nothing is written where the wire goes through it. */
  readonly passes: boolean;
  /** Draws it with the wire from (x, y) to (x + room, y); there is room for its width at least. */
  put(pen: Pen, x: number, y: number, room: number): void;
}

/** Nothing but wire. */
const plainWire: Item = {
  width: measures.gap * 2,
  up: measures.symbol.height / 2,
  down: measures.symbol.height / 2,
  ends: false,
  fills: false,
  closes: false,
  enters: true,
  passes: true,
  put: (pen, x, y, room) => pen.wire([x, y, x + room, y]),
};

/** Items one after the other; what is left of the room goes before those that end, else behind all. */
export function inSeries(items: readonly Item[]): Item {
  if (items.length === 0) return plainWire;
  const { gap } = measures;
  let tail = items.length;
  while (tail > 0 && items[tail - 1]?.ends === true) tail--;
  const closes = items.at(-1)?.closes === true;
  return {
    width: items.reduce((sum, { width }) => sum + width, 0) + gap * (items.length + (closes ? 0 : 1)),
    up: Math.max(...items.map(({ up }) => up)),
    down: Math.max(...items.map(({ down }) => down)),
    ends: tail < items.length,
    fills: true,
    closes,
    enters: true,
    passes: items.every(({ passes }) => passes),
    put(pen, x, y, room) {
      const spare = room - this.width;
      let at = x;
      items.forEach((item, n) => {
        const own = n === tail ? spare : 0;
        const before = gap + (item.fills ? 0 : own);
        const width = item.width + (item.fills ? own : 0);
        pen.wire([at, y, at + before, y]);
        at += before;
        item.put(pen, at, y, width);
        at += width;
      });
      pen.wire([at, y, x + room, y]);
    },
  };
}

/** A branch of a parallel; `old` is one that is no more. */
export interface BranchItem {
  readonly item: Item;
  readonly old: boolean;
}

/** Branches below each other. `open`: nothing joins them again at the right. */
export function inParallel(branches: readonly BranchItem[], open: boolean): Item {
  const { gap, branchGap } = measures;
  const [first] = branches;
  if (first === undefined) return plainWire;
  const offsets = [0];
  for (let at = 1; at < branches.length; at++) {
    const [above, own] = [branches[at - 1]?.item, branches[at]?.item];
    offsets.push((offsets[at - 1] ?? 0) + (above?.down ?? 0) + branchGap + (own?.up ?? 0));
  }
  const widest = Math.max(...branches.map(({ item }) => item.width));
  return {
    width: widest + (open ? gap : gap * 2),
    up: first.item.up,
    down: (offsets.at(-1) ?? 0) + (branches.at(-1)?.item.down ?? 0),
    ends: branches.some(({ item }) => item.ends),
    fills: true,
    closes: open,
    enters: true,
    passes: first.item.passes,
    put(pen, x, y, room) {
      const inner = room - (open ? gap : gap * 2);
      branches.forEach(({ item, old }, at) => {
        const own = y + (offsets[at] ?? 0);
        const isOpen = open && !item.ends;
        const draw = (branchPen: Pen) => {
          branchPen.wire([x, own, x + gap, own]);
          item.put(branchPen, x + gap, own, isOpen ? item.width : inner);
          if (!open) branchPen.wire([x + gap + inner, own, x + room, own]);
        };
        if (old) pen.ghostly(draw);
        else draw(pen);
        if (at === 0) return;
        const above = y + (offsets[at - 1] ?? 0);
        const rungs = (riserPen: Pen) => {
          riserPen.wire([x, above, x, own]);
          if (!open) riserPen.wire([x + room, above, x + room, own]);
        };
        if (branches.slice(at).every(branch => branch.old)) pen.ghostly(rungs);
        else rungs(pen);
      });
    },
  };
}

/** An item with room for the outline and the badge of its mark. */
export function marked(item: Item, draw: (pen: Pen, x: number, y: number, room: number) => void): Item {
  const { side, above, below } = measures.mark;
  return {
    width: item.width + side * 2,
    up: item.up + above,
    down: item.down + below,
    ends: item.ends,
    fills: item.fills,
    closes: item.closes,
    enters: item.enters,
    passes: item.passes,
    put(pen, x, y, room) {
      const inner = room - side * 2;
      draw(pen, x, y, room);
      if (item.enters) pen.wire([x, y, x + side, y]);
      item.put(pen, x + side, y, inner);
      if (!item.closes) pen.wire([x + side + inner, y, x + room, y]);
    },
  };
}
