import type { Port } from './box-rows.ts';
import { measures } from './measures.ts';
import type { Cluster, Net, Standing } from './nets.ts';
import type { Pen } from './pen.ts';
import type { Pin } from './pieces.ts';

/** An end of a wire at what stands in a column: `x` from the line of the column, `y` from the slot's own. */
export interface End {
  readonly net: Net;
  readonly x: number;
  readonly y: number;
}

/** A box as it stands in a column, around the column's line and a line of its own. */
export interface Shape {
  readonly up: number;
  readonly down: number;
  readonly left: number;
  readonly right: number;
  input(pin: Pin): Pick<End, 'x' | 'y'>;
  output(port: Port): Pick<End, 'x' | 'y'>;
  put(pen: Pen, x: number, y: number): void;
}

/** What stands in a column: a box, or a wire that goes by (which has no shape). */
export interface Slot {
  readonly shape: Shape | null;
  readonly ghost: boolean;
  readonly up: number;
  readonly down: number;
  readonly enters: readonly End[];
  readonly leaves: readonly End[];
  readonly y: number;
}

interface Made extends Slot {
  y: number;
}

/** Pixels between what stands below each other, around a wire that goes by, and by which a slot is moved at once. */
const apart = measures.circuitGap;
const by = 6;
const nudge = 4;

/**
 * Columns of slots from the right to the left, each slot at its height: a box stands beside what reads it, and no wire
 * that comes into the space between two columns runs on at the height of another that leaves it.
 */
export function columnsOf(cluster: Cluster, shapeOf: (box: Standing) => Shape): readonly (readonly Slot[])[] {
  const columns = slots(cluster, shapeOf);
  const [last = []] = columns;
  settle(last, () => null);
  for (const [at, column] of columns.entries()) if (at > 0) settle(column, facing(columns[at - 1] ?? []));
  for (let at = columns.length - 2; at >= 0; at--) settle(columns[at] ?? [], behind(columns[at + 1] ?? []));
  for (const [at, column] of columns.entries())
    if (at > 0) settle(column, facing(columns[at - 1] ?? []), endsOf(columns[at - 1] ?? [], 'enters'));
  const top = Math.min(...columns.flat().map(({ y, up }) => y - up));
  for (const slot of columns.flat()) slot.y -= top;
  return columns;
}

/** Slots in the order in which wires are followed against the flow, from what nothing reads. */
function slots(cluster: Cluster, shapeOf: (box: Standing) => Shape): Made[][] {
  const columns: Made[][] = [];
  const into = new Map<Pin, Net>();
  const outOf = new Map<Standing, Net[]>();
  for (const net of cluster.nets) {
    for (const { pin } of net.readers) into.set(pin, net);
    const known = outOf.get(net.source);
    if (known === undefined) outOf.set(net.source, [net]);
    else known.push(net);
  }
  const put = (column: number, slot: Made) => {
    while (columns.length <= column) columns.push([]);
    columns[column]?.push(slot);
  };
  const stood = new Set<Standing>();
  const led = new Map<Net, number>();
  const stand = (box: Standing): void => {
    if (stood.has(box)) return;
    stood.add(box);
    const shape = shapeOf(box);
    const own = cluster.column(box);
    const enters: End[] = [];
    for (const pin of box.box.inputs) {
      const net = into.get(pin);
      if (net !== undefined) enters.push({ net, ...shape.input(pin) });
    }
    const leaves = (outOf.get(box) ?? []).map(net => ({ net, ...shape.output(net.port) }));
    const { ghost } = box;
    put(own, { shape, ghost, up: shape.up, down: shape.down, enters, leaves, y: 0 });
    for (const { net } of enters) {
      const source = cluster.column(net.source);
      // One way by for all readers: it goes on to those further to the right.
      const from = led.get(net) ?? source;
      for (let at = own + 1; at < from; at++) put(at, way(net));
      led.set(net, Math.min(from, own + 1));
      stand(net.source);
    }
  };
  for (const box of cluster.boxes) if (!outOf.has(box)) stand(box);
  return columns;
}

function way(net: Net): Made {
  const ends = [{ net, x: 0, y: 0 }];
  return { shape: null, ghost: net.ghost, up: by, down: by, enters: ends, leaves: ends, y: 0 };
}

interface At {
  readonly net: Net;
  readonly y: number;
}

function endsOf(column: readonly Slot[], side: 'enters' | 'leaves'): At[] {
  return column.flatMap(slot => slot[side].map(({ net, y }) => ({ net, y: slot.y + y })));
}

/** Where a slot would like to stand for its first wire to be straight; null where it does not matter. */
type Wish = (slot: Slot) => number | null;

function facing(column: readonly Slot[]): Wish {
  const ends = firstEnds(endsOf(column, 'enters'));
  return ({ leaves }) => wish(leaves, ends);
}

function behind(column: readonly Slot[]): Wish {
  const ends = firstEnds(endsOf(column, 'leaves'));
  return ({ enters, y }) => Math.max(y, wish(enters, ends) ?? y);
}

function firstEnds(ends: readonly At[]): ReadonlyMap<Net, number> {
  const found = new Map<Net, number>();
  for (const { net, y } of ends) if (!found.has(net)) found.set(net, y);
  return found;
}

function wish(ends: readonly End[], others: ReadonlyMap<Net, number>): number | null {
  for (const { net, y } of ends) {
    const other = others.get(net);
    if (other !== undefined) return other - y;
  }
  return null;
}

/** Slots of a column below each other in their order, each where it wishes or below that. */
function settle(column: readonly Made[], wishOf: Wish, against: readonly At[] = []): void {
  let bottom = Number.NEGATIVE_INFINITY;
  for (const slot of column) {
    const free = bottom === Number.NEGATIVE_INFINITY ? 0 : bottom + apart + slot.up;
    slot.y = bottom === Number.NEGATIVE_INFINITY ? (wishOf(slot) ?? 0) : Math.max(free, wishOf(slot) ?? free);
    slot.y = undisturbed(slot, against);
    bottom = slot.y + slot.down;
  }
}

/** The next height at which no wire leaves where another one enters: at the latest below all of them. */
function undisturbed({ y, leaves }: Slot, against: readonly At[]): number {
  const below = Math.max(...against.map(end => end.y)) + nudge;
  for (let at = y; at < below; at += nudge)
    if (
      leaves.every(end => against.every(({ net, y: other }) => net === end.net || isApart(at + end.y, other)))
    )
      return at;
  return Math.max(y, below);
}

function isApart(one: number, other: number): boolean {
  return Math.abs(one - other) >= nudge;
}
