import { type Item, inSeries } from './item.ts';
import type { MarkOf } from './marks.ts';
import { measures } from './measures.ts';
import { nameIn } from './names.ts';
import { block, nothing, type Pen } from './pen.ts';
import { type Box, isOperand, type Pin, type Series } from './pieces.ts';
import { type Style, wasBlock, withMark } from './style.ts';

/** How what flows into a pin is laid out. */
export interface Inner {
  readonly style: Style;
  /** Pins that wires lead to or come from. */
  readonly wired: ReadonlySet<Pin>;
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
  const outside = connected(pin, inner, side);
  const mark = inner.style.marks.get(pin);
  if (mark === undefined) return outside;
  return inner.wired.has(pin) ? markedWire(pin, outside, mark, side) : markedPin(pin, outside, mark, side);
}

/** What a pin is connected to, at the left or the right of its box. */
function connected(pin: Pin, inner: Inner, side: 'left' | 'right'): Outside {
  const { stub, operandCells, lines } = measures.pin;
  const { near } = measures;
  const way = side === 'left' ? -1 : 1;
  const circle = pin.negated ? 8 : 0;
  const lead: Lead = (pen, edge, y, length) => {
    if (pin.negated) pen.bubble(edge + way * 4, y, pin.place);
    const [from, to] = [edge + way * circle, edge + way * length].sort((a, b) => a - b);
    pen.wire([from ?? edge, y, to ?? edge, y]);
  };
  if (inner.wired.has(pin)) return side === 'left' ? stubOutside(lead) : overWire(pin, lead);
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

type Lead = (pen: Pen, edge: number, y: number, length: number) => void;

function stubOutside(lead: Lead): Outside {
  const { stub } = measures.pin;
  return { width: stub, up: 0, down: 0, put: (pen, edge, y) => lead(pen, edge, y, stub) };
}

/** An output that is written to a variable and read by others: its name stands over the wire that goes on. */
function overWire(pin: Pin, lead: Lead): Outside {
  const { stub, operandCells, lines } = measures.pin;
  const { near } = measures;
  if (pin.from === null || !isOperand(pin.from)) return stubOutside(lead);
  const { text } = pin.from;
  const shown = block(text, operandCells, lines);
  const was = wasBlock(pin.was);
  const height = shown.height + was.height;
  const width = stub + near + Math.max(shown.width, was.width) + near;
  return {
    width,
    up: height + near,
    down: 0,
    put(pen, edge, y) {
      lead(pen, edge, y, width);
      const where = { align: 'start', place: pin.place } as const;
      const [at, top] = [edge + stub + near, y - height - 2];
      pen.text(was, at, top, { role: 'was', ...where });
      pen.text(shown, at, top + was.height, { role: 'operand', name: nameIn(text), ...where });
    },
  };
}

/** An output without a pin, of which only the wire is seen. */
export const exitOutside: Outside = {
  width: measures.pin.stub,
  up: 0,
  down: 0,
  put: (pen, edge, y) => pen.wire([edge, y, edge + measures.pin.stub, y]),
};

/** A pin in the line of the power, with its circle. */
export function onWayOutside({ negated, place }: Pin, side: 'left' | 'right'): Outside {
  return {
    width: negated ? measures.pin.stub : 0,
    up: 0,
    down: 0,
    put: (pen, edge, y) => {
      if (negated) pen.bubble(edge + (side === 'left' ? -4 : 4), y, place);
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
function markedPin(pin: Pin, outside: Outside, mark: MarkOf, side: 'left' | 'right'): Outside {
  const { badge, below } = measures.mark;
  const width = outside.width + badge + 6;
  const half = Math.max(badge / 2 + 2, outside.up, outside.down) + below - 2;
  return {
    width,
    up: half + 1,
    down: half + 1,
    put(pen, edge, y) {
      const x = side === 'left' ? edge - width : edge;
      // Up to the edge of the box, so that the circle of a negated pin is in it.
      const frame = { x: side === 'left' ? x + 1 : x, y: y - half, width: width - 1, height: half * 2 };
      const badgeAt = { x: side === 'left' ? x + 3 : x + width - badge - 3, y: y - badge / 2 };
      pen.mark(mark, frame, pin.place, badgeAt);
      outside.put(pen, edge, y);
    },
  };
}

/** The same where a wire goes on: the badge stands over it. */
function markedWire(pin: Pin, outside: Outside, mark: MarkOf, side: 'left' | 'right'): Outside {
  const { badge, below } = measures.mark;
  const width = outside.width + badge + 6;
  const up = Math.max(badge + 4, outside.up) + 2;
  return {
    width,
    up: up + 1,
    down: below + 3,
    put(pen, edge, y) {
      const x = side === 'left' ? edge - width : edge;
      const frame = { x: side === 'left' ? x + 1 : x, y: y - up, width: width - 1, height: up + below + 2 };
      const badgeAt = { x: side === 'left' ? x + 3 : x + width - badge - 3, y: y - badge - 2 };
      pen.mark(mark, frame, pin.place, badgeAt);
      outside.put(pen, edge, y);
      const end = side === 'left' ? edge - outside.width : edge + outside.width;
      pen.wire([end, y, side === 'left' ? x : x + width, y]);
    },
  };
}
