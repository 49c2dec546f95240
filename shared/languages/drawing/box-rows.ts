import { measures } from './measures.ts';
import { type Block, block, type Pen } from './pen.ts';
import type { Box, Pin } from './pieces.ts';
import { exitOutside, type Inner, type Outside, onWayOutside, outsideOf } from './pin.ts';

/**
 * How power goes: `through` a box of a rung and `last` in it; `out` of a box that flows into a pin; `alone` in a function
 * block diagram, where wires lead on.
 */
export type Flow = 'through' | 'last' | 'out' | 'alone';

/** What a wire joins: a pin, or by its name an output that has no pin. */
export type Port = Pin | string;

/** A pin of a box, or the way its power goes out where that has a name. */
export interface Side {
  readonly port: Port;
  readonly name: Block;
  readonly outside: Outside;
  readonly role: 'pin' | 'exit';
  readonly place: string;
  readonly old: boolean;
}

export interface Row {
  readonly input: Side | null;
  readonly output: Side | null;
}

/** Power has the first line where it comes in; where it only goes out, the first input stands beside it. */
export function rowsOf(box: Box, inner: Inner, flow: Flow, exits: readonly string[]): Row[] {
  const power = flow === 'through' || flow === 'last';
  const into = power ? box.inputs.find(pin => isOnWay(pin, inner)) : undefined;
  const out = power || flow === 'out' ? box.outputs.find(pin => isOnWay(pin, inner)) : undefined;
  const inputs = box.inputs.filter(each => each !== into).map(each => sideOf(each, inner, 'left'));
  const outputs = box.outputs.filter(each => each !== out).map(each => sideOf(each, inner, 'right'));
  const ways = exits.map(name => exitOf(name, box.place));
  const first = out === undefined ? null : onWay(out, 'right');
  const [ins, outs] = [
    power ? [into === undefined ? null : onWay(into, 'left'), ...inputs] : inputs,
    power || flow === 'out' ? [first, ...outputs] : [...ways, ...outputs],
  ];
  const count = Math.max(ins.length, outs.length, 1);
  return Array.from({ length: count }, (_, at) => ({ input: ins[at] ?? null, output: outs[at] ?? null }));
}

function sideOf(pin: Pin, inner: Inner, side: 'left' | 'right'): Side {
  const outside = outsideOf(pin, inner, side);
  const name = block(pin.name, measures.pin.cells, 1);
  return { port: pin, name, outside, role: 'pin', place: pin.place, old: pin.on === 'old' };
}

/** What was there before, or is marked, needs a line of its own. */
function isOnWay(pin: Pin, { style: { marks } }: Inner): boolean {
  return pin.power && pin.from === null && pin.on !== 'old' && pin.was.length === 0 && !marks.has(pin);
}

/** A pin in the line of the power, which is its wire. */
function onWay(pin: Pin, side: 'left' | 'right'): Side {
  const name = block(pin.name, measures.pin.cells, 1);
  return { port: pin, name, outside: onWayOutside(pin, side), role: 'pin', place: pin.place, old: false };
}

function exitOf(name: string, place: string): Side {
  const shown = block(name, measures.pin.cells, 1);
  return { port: name, name: shown, outside: exitOutside, role: 'exit', place, old: false };
}

export function namesWidth({ input, output }: Row): number {
  const { near } = measures;
  const own = (name: Block | undefined) => (name === undefined || name.width === 0 ? 0 : name.width + near);
  const both = own(input?.name) + own(output?.name);
  return both + (input !== null && output !== null ? near * 4 : near * 2);
}

export function reach({ input, output }: Row): { up: number; down: number } {
  const half = measures.pin.row / 2;
  return {
    up: Math.max(half, input?.outside.up ?? 0, output?.outside.up ?? 0),
    down: Math.max(half, input?.outside.down ?? 0, output?.outside.down ?? 0),
  };
}

export function putRow({ input, output }: Row, y: number, left: number, right: number, pen: Pen): void {
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
