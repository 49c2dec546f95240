import { type Item, inSeries } from './item.ts';
import { measures } from './measures.ts';
import { nameIn } from './names.ts';
import { block, nothing, type Pen } from './pen.ts';
import { type Box, isOperand, type Pin, type Series } from './pieces.ts';
import { type Style, wasBlock, withMark } from './style.ts';

/** How what flows into a pin is laid out. */
export interface Inner {
  readonly style: Style;
  series(series: Series, last: boolean): Item;
  box(box: Box): Item;
}

/** What stands at a pin outside of its box, around the pin's line. */
export interface Outside {
  readonly width: number;
  readonly up: number;
  readonly down: number;
  put(pen: Pen, edge: number, y: number): void;
}

/** What stands at a pin outside of its box, with its mark. */
export function outsideOf(pin: Pin, inner: Inner, side: 'left' | 'right'): Outside {
  return withPinMark(pin, connected(pin, inner, side), inner.style, side);
}

/** What a pin is connected to, at the left or the right of its box. */
function connected(pin: Pin, inner: Inner, side: 'left' | 'right'): Outside {
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
    const item = leading(pin.from, inner, side);
    const width = item.width + stub;
    return {
      width,
      up: item.up + near,
      down: item.down + near,
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
function leading(from: Box | Series, inner: Inner, side: 'left' | 'right'): Item {
  if (from.is === 'box') return withMark(from, inner.box(from), inner.style);
  const item = inSeries([inner.series(from, side === 'right')]);
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
function withPinMark(pin: Pin, outside: Outside, { marks }: Style, side: 'left' | 'right'): Outside {
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
      // Up to the edge of the box, so that the circle of a negated pin is in it.
      const frame = { x: side === 'left' ? x + 1 : x, y: y - half, width: width - 1, height: half * 2 };
      const badgeAt = { x: side === 'left' ? x + 3 : x + width - badge - 3, y: y - badge / 2 };
      pen.mark(mark, frame, pin.place, badgeAt);
      outside.put(pen, edge, y);
    },
  };
}
