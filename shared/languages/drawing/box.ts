import { type Item, inSeries } from './item.ts';
import { measures } from './measures.ts';
import { nameIn } from './names.ts';
import { type Block, block, nothing, type Pen } from './pen.ts';
import { type Box, isOperand, type Pin, type Series } from './pieces.ts';
import { type Style, wasBlock, withMark } from './style.ts';

/**
 * How power goes: `through` a box of a rung and `last` in it; `out` of a box that flows into a pin; `alone` in a function
 * block diagram.
 */
export type Flow = 'through' | 'last' | 'out' | 'alone';

/** How a circuit that leads to a pin is laid out. */
type SeriesItem = (series: Series, style: Style, last: boolean) => Item;

interface Layout {
  readonly style: Style;
  readonly series: SeriesItem;
}

/** What stands at a pin outside of its box, around the pin's line. */
interface Outside {
  readonly width: number;
  readonly up: number;
  readonly down: number;
  put(pen: Pen, edge: number, y: number): void;
}

interface Row {
  readonly input: { readonly name: Block; readonly outside: Outside; readonly pin: Pin } | null;
  readonly output: { readonly name: Block; readonly outside: Outside; readonly pin: Pin } | null;
}

/** An instruction: its type on top, its instance over it, names of pins inside, what is connected outside. */
export function boxItem(box: Box, style: Style, flow: Flow, series: SeriesItem): Item {
  const layout = { style, series };
  const { type, pin, near, comment, operand } = measures;
  const head = block(box.type === '' ? '?' : box.type, type.cells, type.lines);
  const instance = box.instance === null ? nothing : block(box.instance.text, operand.cells, operand.lines);
  const note = box.comment === null ? nothing : block(box.comment, comment.cells, comment.lines);
  const was = wasBlock(box.was);
  const rows = rowsOf(box, layout, flow);
  const inner = Math.max(...rows.map(each => namesWidth(each)), 0);
  const bodyWidth = Math.max(58, inner, head.width + near * 4, instance.width, note.width, was.width);
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
  const above = note.height + was.height + instance.height;
  return {
    width: leftWidth + bodyWidth + rightWidth,
    up: Math.max(headUp + above + (above === 0 ? 0 : 2), reaches[0]?.up ?? 0),
    down: Math.max(bodyDown, rowsDown),
    ends: flow === 'last' && style.look === 'logix',
    fills: false,
    closes: false,
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
      if (flow === 'through' || flow === 'last') {
        pen.wire([x, y, left, y]);
        pen.wire([right, y, x + room, y]);
      } else if (flow === 'out') pen.wire([right, y, x + room, y]);
      for (const [at, row] of rows.entries()) putRow(row, y + (wires[at] ?? 0), left, right, pen);
    },
  };
}

/** Power has the first line where it comes in; where it only goes out, the first input stands beside it. */
function rowsOf(box: Box, layout: Layout, flow: Flow): Row[] {
  const inputs = box.inputs.map(each => sideOf(each, layout, 'left'));
  const outputs = box.outputs.map(each => sideOf(each, layout, 'right'));
  const power = flow === 'through' || flow === 'last';
  const [ins, outs] = [
    power ? [null, ...inputs] : inputs,
    power || flow === 'out' ? [null, ...outputs] : outputs,
  ];
  const count = Math.max(ins.length, outs.length, 1);
  return Array.from({ length: count }, (_, at) => ({ input: ins[at] ?? null, output: outs[at] ?? null }));
}

function sideOf(pin: Pin, layout: Layout, side: 'left' | 'right') {
  const name = block(pin.name, measures.pin.cells, 1);
  return { name, outside: marked(pin, connected(pin, layout, side), layout.style, side), pin };
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
    const { name, outside, pin } = side;
    const isInput = side === input;
    const draw = (own: Pen) => {
      outside.put(own, edge, y);
      const align = isInput ? 'start' : 'end';
      const at = isInput ? edge + near : edge - near;
      own.text(name, at, Math.round(y - name.height / 2), { role: 'pin', align, place: pin.place });
    };
    if (pin.on === 'old') pen.ghostly(draw);
    else draw(pen);
  }
}

/** What a pin is connected to, at the left or the right of its box. */
function connected(pin: Pin, layout: Layout, side: 'left' | 'right'): Outside {
  const { stub, operandCells, lines } = measures.pin;
  const { near } = measures;
  const way = side === 'left' ? -1 : 1;
  const circle = pin.negated ? 8 : 0;
  const lead = (pen: Pen, edge: number, y: number, length: number) => {
    if (pin.negated) pen.bubble(edge + way * 4, y, pin.place);
    const [from, to] = [edge + way * circle, edge + way * length].sort((a, b) => a - b);
    pen.wire([from ?? edge, y, to ?? edge, y]);
  };
  if (pin.from !== null && !isOperand(pin.from)) {
    const item = leading(pin.from, layout, side);
    const width = item.width + stub;
    return {
      width,
      up: item.up + 2,
      down: item.down + 2,
      put(pen, edge, y) {
        lead(pen, edge, y, stub);
        item.put(pen, side === 'left' ? edge - width : edge + stub, y, item.width);
      },
    };
  }
  const text = pin.from === null ? nothing : block(pin.from.text, operandCells, lines);
  const was = wasBlock(pin.was);
  const height = text.height + was.height;
  const name = nameIn(pin.from?.text ?? '');
  return {
    width: stub + (height === 0 ? 0 : near + Math.max(text.width, was.width) + near),
    up: Math.ceil(height / 2) + 1,
    down: Math.ceil(height / 2) + 1,
    put(pen, edge, y) {
      lead(pen, edge, y, stub);
      const at = edge + way * (stub + near);
      const align = side === 'left' ? 'end' : 'start';
      const top = y - Math.floor(height / 2);
      pen.text(was, at, top, { role: 'was', align, place: pin.place });
      pen.text(text, at, top + was.height, { role: 'operand', name, align, place: pin.place });
    },
  };
}

/** What flows into a pin: a box, or a circuit that begins at a rail of its own. */
function leading(from: Box | Series, { style, series }: Layout, side: 'left' | 'right'): Item {
  if (from.is === 'box') return withMark(from, boxItem(from, style, 'out', series), style);
  const item = inSeries([series(from, style, side === 'right')]);
  if (side === 'right') return item;
  return {
    ...item,
    put(pen, x, y, room) {
      pen.wire([x, y - 9, x, y + 9], 'rail');
      item.put(pen, x, y, room);
    },
  };
}

/** Room for outline and badge of a pin that is marked: beside what it is connected to. */
function marked(pin: Pin, outside: Outside, { marks }: Style, side: 'left' | 'right'): Outside {
  const mark = marks.get(pin);
  if (mark === undefined) return outside;
  const { badge, below } = measures.mark;
  const extra = badge + 6;
  const half = Math.max(badge / 2 + 2, outside.up, outside.down) + below - 2;
  return {
    width: outside.width + extra,
    up: half + 1,
    down: half + 1,
    put(pen, edge, y) {
      const width = outside.width + extra;
      const x = side === 'left' ? edge - width : edge;
      const frame = { x: x + 1, y: y - half, width: width - 2, height: half * 2 };
      const badgeAt = { x: side === 'left' ? x + 3 : x + width - badge - 3, y: y - badge / 2 };
      pen.mark(mark, frame, pin.place, badgeAt);
      outside.put(pen, edge, y);
    },
  };
}
