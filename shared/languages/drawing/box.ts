import type { Item } from './item.ts';
import { measures } from './measures.ts';
import { nameIn } from './names.ts';
import { type Block, block, nothing, type Pen } from './pen.ts';
import type { Box, Pin, Series } from './pieces.ts';
import { type Inner, type Outside, outsideOf } from './pin.ts';
import { type Style, wasBlock } from './style.ts';

/**
 * How power goes: `through` a box of a rung and `last` in it; `out` of a box that flows into a pin; `alone` in a function
 * block diagram.
 */
export type Flow = 'through' | 'last' | 'out' | 'alone';

/** A pin of a box, or the way its power goes out where that has a name. */
interface Side {
  readonly name: Block;
  readonly outside: Outside;
  readonly role: 'pin' | 'exit';
  readonly place: string;
  readonly old: boolean;
}

interface Row {
  readonly input: Side | null;
  readonly output: Side | null;
}

/** How a circuit that leads to a pin is laid out. */
type SeriesItem = (series: Series, style: Style, last: boolean) => Item;

/** An instruction: its type on top, its instance over it, names of pins inside, what is connected outside. */
export function boxItem(box: Box, style: Style, flow: Flow, series: SeriesItem): Item {
  const inner: Inner = {
    style,
    series: (circuit, last) => series(circuit, style, last),
    box: each => boxItem(each, style, 'out', series),
  };
  const { type, pin, near, comment, operand } = measures;
  const head = block(box.type === '' ? '?' : box.type, type.cells, type.lines);
  const instance = box.instance === null ? nothing : block(box.instance.text, operand.cells, operand.lines);
  const note = box.comment === null ? nothing : block(box.comment, comment.cells, comment.lines);
  const was = wasBlock(box.was);
  const rows = rowsOf(box, inner, flow);
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
  return {
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

/** Power has the first line where it comes in; where it only goes out, the first input stands beside it. */
function rowsOf(box: Box, inner: Inner, flow: Flow): Row[] {
  const power = flow === 'through' || flow === 'last';
  const into = power ? box.inputs.find(pin => isOnWay(pin, inner.style)) : undefined;
  const out = power || flow === 'out' ? box.outputs.find(pin => isOnWay(pin, inner.style)) : undefined;
  const inputs = box.inputs.filter(each => each !== into).map(each => sideOf(each, inner, 'left'));
  const outputs = box.outputs.filter(each => each !== out).map(each => sideOf(each, inner, 'right'));
  const exit =
    out !== undefined ? onWay(out, 'right') : box.exit === undefined ? null : exitOf(box.exit, box.place);
  const [ins, outs] = [
    power ? [into === undefined ? null : onWay(into, 'left'), ...inputs] : inputs,
    power || flow === 'out' ? [exit, ...outputs] : outputs,
  ];
  const count = Math.max(ins.length, outs.length, 1);
  return Array.from({ length: count }, (_, at) => ({ input: ins[at] ?? null, output: outs[at] ?? null }));
}

function sideOf(pin: Pin, inner: Inner, side: 'left' | 'right'): Side {
  const name = block(pin.name, measures.pin.cells, 1);
  return { name, outside: outsideOf(pin, inner, side), role: 'pin', place: pin.place, old: pin.on === 'old' };
}

/** What was there before, or is marked, needs a line of its own. */
function isOnWay(pin: Pin, { marks }: Style): boolean {
  return pin.power && pin.from === null && pin.on !== 'old' && pin.was.length === 0 && !marks.has(pin);
}

/** A pin in the line of the power, which is its wire. */
function onWay({ name, negated, place }: Pin, side: 'left' | 'right'): Side {
  const outside: Outside = {
    width: negated ? measures.pin.stub : 0,
    up: 0,
    down: 0,
    put: (pen, edge, y) => {
      if (negated) pen.bubble(edge + (side === 'left' ? -4 : 4), y, place);
    },
  };
  return { name: block(name, measures.pin.cells, 1), outside, role: 'pin', place, old: false };
}

function exitOf(name: string, place: string): Side {
  const outside: Outside = { width: 0, up: 0, down: 0, put: () => undefined };
  return { name: block(name, measures.pin.cells, 1), outside, role: 'exit', place, old: false };
}

function namesWidth({ input, output }: Row): number {
  const { near } = measures;
  const own = (name: Block | undefined) => (name === undefined || name.width === 0 ? 0 : name.width + near);
  const both = own(input?.name) + own(output?.name);
  return both + (input !== null && output !== null ? near * 4 : near * 2);
}

function reach({ input, output }: Row): { up: number; down: number } {
  const half = measures.pin.row / 2;
  return {
    up: Math.max(half, input?.outside.up ?? 0, output?.outside.up ?? 0),
    down: Math.max(half, input?.outside.down ?? 0, output?.outside.down ?? 0),
  };
}

function putRow({ input, output }: Row, y: number, left: number, right: number, pen: Pen): void {
  const { near } = measures;
  for (const [side, edge] of [
    [input, left],
    [output, right],
  ] as const) {
    if (side === null) continue;
    const { name, outside, role, place, old } = side;
    const isInput = side === input;
    const draw = (own: Pen) => {
      outside.put(own, edge, y);
      const align = isInput ? 'start' : 'end';
      const at = isInput ? edge + near : edge - near;
      own.text(name, at, Math.round(y - name.height / 2), { role, align, place });
    };
    if (old) pen.ghostly(draw);
    else draw(pen);
  }
}
