import { type Flow, namesWidth, type Port, putRow, reach, rowsOf, type Side } from './box-rows.ts';
import type { Item } from './item.ts';
import { measures } from './measures.ts';
import { nameIn } from './names.ts';
import { block, nothing } from './pen.ts';
import type { Box, Pin, Series } from './pieces.ts';
import type { Inner } from './pin.ts';
import { type Style, wasBlock } from './style.ts';

/** How a circuit that leads to a pin is laid out. */
type SeriesItem = (series: Series, style: Style, last: boolean) => Item;

/** What of a box is joined by wires that are drawn between boxes. */
export interface Wired {
  readonly pins: ReadonlySet<Pin>;
  /** Outputs that have no pin of their own. */
  readonly exits: readonly string[];
}

/** Where a wire joins a box, from the left of the box on its first line. */
export interface Joined {
  readonly x: number;
  readonly y: number;
}

export interface BoxItem extends Item {
  /** Of what is connected at the left of the box itself. */
  readonly left: number;
  readonly inputs: ReadonlyMap<Port, Joined>;
  readonly outputs: ReadonlyMap<Port, Joined>;
}

const unwired: Wired = { pins: new Set(), exits: [] };

/** An instruction: its type on top, its instance over it, names of pins inside, what is connected outside. */
export function boxItem(
  box: Box,
  style: Style,
  flow: Flow,
  series: SeriesItem,
  wired: Wired = unwired,
): BoxItem {
  const inner: Inner = {
    style,
    wired: wired.pins,
    series: (circuit, last) => series(circuit, style, last),
    box: each => boxItem(each, style, 'out', series),
  };
  const { type, pin, near, comment, operand } = measures;
  const head = block(box.type.trim() === '' ? '?' : box.type, type.cells, type.lines);
  const instance = box.instance === null ? nothing : block(box.instance.text, operand.cells, operand.lines);
  const note = box.comment === null ? nothing : block(box.comment, comment.cells, comment.lines);
  const was = wasBlock(box.was);
  const rows = rowsOf(box, inner, flow, wired.exits);
  const names = Math.max(...rows.map(namesWidth), 0);
  const bodyWidth = Math.max(58, names, head.width + near * 4, instance.width, note.width, was.width);
  const leftWidth = Math.max(...rows.map(({ input }) => input?.outside.width ?? 0), 0);
  const rightWidth = Math.max(...rows.map(({ output }) => output?.outside.width ?? 0), 0);

  const reaches = rows.map(reach);
  const wires: number[] = [];
  for (const [at, { up }] of reaches.entries()) {
    const before = wires[at - 1];
    wires.push(before === undefined ? 0 : before + Math.max(pin.row, (reaches[at - 1]?.down ?? 0) + up));
  }
  const lastWire = wires.at(-1) ?? 0;
  const rowsDown = lastWire + (reaches.at(-1)?.down ?? 0);
  const bodyDown = lastWire + pin.row / 2 + near;
  const headUp = pin.row / 2 + head.height + near;
  const power = flow === 'through' || flow === 'last';
  const closes = flow === 'alone' || (flow === 'last' && style.look === 'iec');
  const above = note.height + was.height + instance.height;
  const joints = (side: 'input' | 'output', x: (side: Side) => number) =>
    new Map(
      rows.flatMap((row, at) => {
        const own = row[side];
        return own === null ? [] : [[own.port, { x: x(own), y: wires[at] ?? 0 }] as const];
      }),
    );
  return {
    left: leftWidth,
    inputs: joints('input', ({ outside }) => leftWidth - outside.width),
    outputs: joints('output', ({ outside }) => leftWidth + bodyWidth + outside.width),
    width: leftWidth + bodyWidth + rightWidth,
    up: Math.max(headUp + above + (above === 0 ? 0 : 2), reaches[0]?.up ?? 0),
    down: Math.max(bodyDown, rowsDown),
    ends: flow === 'last' && style.look === 'logix',
    fills: false,
    closes,
    enters: power,
    passes: power && rows[0]?.input === null && rows[0].output === null,
    put(pen, x, y, room) {
      const start = x + (this.ends ? room - this.width : 0);
      const [left, right] = [start + leftWidth, start + leftWidth + bodyWidth];
      const { place } = box;
      const top = y - headUp;
      const middle = left + bodyWidth / 2;
      pen.box('box', { x: left, y: top, width: bodyWidth, height: headUp + bodyDown }, place);
      pen.text(head, middle, top + near / 2, { role: 'type', name: nameIn(box.type), place });
      let over = top - 2 - above;
      for (const [text, role] of [
        [note, 'comment'],
        [was, 'was'],
        [instance, 'instance'],
      ] as const) {
        const name = role === 'instance' ? nameIn(box.instance?.text ?? '') : null;
        pen.text(text, middle, over, { role, name, place });
        over += text.height;
      }
      if (power) {
        pen.wire([x, y, left, y]);
        if (!closes) pen.wire([right, y, x + room, y]);
      } else if (flow === 'out') pen.wire([right, y, x + room, y]);
      for (const [at, row] of rows.entries()) putRow(row, y + (wires[at] ?? 0), left, right, pen);
    },
  };
}
