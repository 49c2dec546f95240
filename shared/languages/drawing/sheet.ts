import { boxItem } from './box.ts';
import { lineHeight } from './cells.ts';
import { type Channel, channelOf, spanOf } from './channel.ts';
import { columnsOf, type Shape, type Slot } from './columns.ts';
import { tangled } from './crossings.ts';
import type { Drawing } from './drawing.ts';
import { seriesItem } from './ladder.ts';
import { measures } from './measures.ts';
import { type Cluster, clustersOf, type Net, type Standing } from './nets.ts';
import { block, Pen } from './pen.ts';
import type { Box, Pin } from './pieces.ts';
import { type Style, withMark } from './style.ts';

/** Pixels between vertical lines of a channel, and beside them. */
const track = 8;
const beside = 8;

/** How often those wires are left out that cross too much, before all that have a name are. */
const rounds = 4;

/** Boxes of a function block diagram, joined by wires; what no wire joins stands below each other. */
export function blocksDrawing(boxes: readonly Box[], style: Style): Drawing {
  const told = new Set<string>();
  for (let round = 0; ; round++) {
    const sheets = clustersOf(boxes, told).map(cluster => new Sheet(cluster, style));
    const left = sheets.flatMap(sheet => sheet.tangled(round < rounds));
    if (left.length === 0) return drawnBelow(sheets);
    for (const key of left) told.add(key);
  }
}

function drawnBelow(sheets: readonly Sheet[]): Drawing {
  const { margin, circuitGap, gap } = measures;
  const pen = new Pen();
  let y: number = margin;
  for (const sheet of sheets) {
    sheet.put(pen, margin, y);
    y += sheet.height + circuitGap;
  }
  if (sheets.length === 0) {
    const where = { role: 'empty', align: 'start', place: '' } as const;
    pen.text(block('empty', measures.operand.cells, 1), margin + gap, y, where);
    y += lineHeight + circuitGap;
  }
  const widest = Math.max(120, ...sheets.map(({ width }) => width));
  return pen.drawing(widest + margin * 2, y - circuitGap + margin);
}

/** Boxes that wires join, in columns from the left to the right. */
class Sheet {
  readonly #columns: readonly (readonly Slot[])[];
  readonly #channels: readonly Channel[];
  readonly #nets: readonly Net[];

  constructor(cluster: Cluster, style: Style) {
    this.#nets = cluster.nets;
    const [pins, exits] = [new Set<Pin>(), new Map<Standing, string[]>()];
    for (const { source, port, readers } of cluster.nets) {
      for (const { pin } of readers) pins.add(pin);
      if (typeof port !== 'string') pins.add(port);
      else exits.set(source, [...(exits.get(source) ?? []), port]);
    }
    const shapeOf = (box: Standing) => boxShape(box.box, pins, exits.get(box) ?? [], style);
    this.#columns = columnsOf(cluster, shapeOf).toReversed();
    this.#channels = this.#columns.slice(1).map((right, at) => channelOf(this.#columns[at] ?? [], right));
  }

  get height(): number {
    return Math.max(...this.#columns.flat().map(({ y, down }) => y + down));
  }

  get width(): number {
    const channels = this.#channels.map(widthOf);
    const columns = this.#columns.map(column => reachOf(column, 'left') + reachOf(column, 'right'));
    return [...channels, ...columns].reduce((sum, each) => sum + each, 0);
  }

  /** What is to be told by name; all that has one where it is not worth another try. */
  tangled(tries: boolean): string[] {
    const found = tangled(this.#channels);
    return tries || found.length === 0 ? found : this.#nets.flatMap(({ key }) => key ?? []);
  }

  put(pen: Pen, left: number, top: number): void {
    let x = left;
    for (const [at, column] of this.#columns.entries()) {
      const line = x + reachOf(column, 'left');
      const right = line + reachOf(column, 'right');
      for (const slot of column) {
        const y = top + slot.y;
        const put = (own: Pen) =>
          slot.shape === null ? own.wire([x, y, right, y]) : slot.shape.put(own, line, y);
        if (slot.ghost) pen.ghostly(put);
        else put(pen);
      }
      const [channel, next = []] = [this.#channels[at], this.#columns[at + 1]];
      if (channel === undefined) return;
      const end = right + widthOf(channel);
      const nextLine = end + reachOf(next, 'left');
      putEnds(pen, column, 'leaves', top, slot => (slot.shape === null ? right : line), right);
      putEnds(pen, next, 'enters', top, slot => (slot.shape === null ? end : nextLine), end);
      putChannel(pen, channel, right, end, top);
      x = end;
    }
  }
}

function boxShape(box: Box, pins: ReadonlySet<Pin>, exits: readonly string[], style: Style): Shape {
  const bare = boxItem(box, style, 'alone', seriesItem, { pins, exits });
  const item = withMark(box, bare, style);
  const side = item === bare ? 0 : measures.mark.side;
  const left = bare.left + side;
  const at = (found: { readonly x: number; readonly y: number } | undefined) => {
    if (found === undefined) throw new Error('a wire to a pin that a box does not have');
    return { x: found.x - bare.left, y: found.y };
  };
  return {
    up: item.up,
    down: item.down,
    left,
    right: item.width - left,
    input: pin => at(bare.inputs.get(pin)),
    output: port => at(bare.outputs.get(port)),
    put: (pen, x, y) => item.put(pen, x - left, y, item.width),
  };
}

function reachOf(column: readonly Slot[], side: 'left' | 'right'): number {
  return Math.max(0, ...column.map(({ shape }) => shape?.[side] ?? 0));
}

function widthOf({ tracks }: Channel): number {
  return beside * 2 + tracks * track;
}

/** Wires from the ends of slots to the edge of their column. */
function putEnds(
  pen: Pen,
  column: readonly Slot[],
  side: 'enters' | 'leaves',
  top: number,
  lineOf: (slot: Slot) => number,
  edge: number,
): void {
  for (const slot of column)
    for (const { net, x, y } of slot[side]) {
      const at = top + slot.y + y;
      const put = (own: Pen) => own.wire([lineOf(slot) + x, at, edge, at]);
      if (net.ghost) pen.ghostly(put);
      else put(pen);
    }
}

function putChannel(pen: Pen, { runs }: Channel, left: number, right: number, top: number): void {
  for (const run of runs) {
    const put = (own: Pen) => {
      const from = top + run.from;
      if (run.track === null) {
        own.wire([left, from, right, from]);
        return;
      }
      const x = left + beside + run.track * track + track / 2;
      const [high, low] = spanOf(run);
      own.wire([left, from, x, from]);
      own.wire([x, top + high, x, top + low]);
      for (const y of run.to) own.wire([x, top + y, right, top + y]);
      // A dot where three wires or more meet: where two cross without one, they do not touch.
      for (const y of new Set([run.from, ...run.to])) {
        const arms =
          (y === run.from ? 1 : 0) + (run.to.includes(y) ? 1 : 0) + (high < y ? 1 : 0) + (y < low ? 1 : 0);
        if (arms > 2) own.dot(x, top + y);
      }
    };
    if (run.net.ghost) pen.ghostly(put);
    else put(pen);
  }
}
