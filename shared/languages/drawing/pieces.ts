import type { PictureBox, PictureOperand, PicturePart, PicturePin } from '../diff/index.ts';

/*
 * A picture with a place at every piece, as changes name it: `0.2.1` is circuit 0, its part 2, of that branch 1; a pin
 * is called by its name. Overlaid pictures have pieces of both sides in them.
 */

/** Of an overlaid picture: `old` stands on the old side alone, `new` on the new one alone. */
export type On = 'both' | 'old' | 'new';

interface Placed {
  readonly place: string;
  readonly on: On;
}

/** What stood in its place before, as text; empty where that is the same. */
interface Was {
  readonly was: readonly string[];
}

export type Operand = PictureOperand;

export interface Series extends Placed {
  readonly is: 'series';
  readonly parts: readonly Part[];
}
export interface Parallel extends Placed {
  readonly is: 'parallel';
  readonly branches: readonly Series[];
}
export interface Contact extends Placed, Was {
  readonly is: 'contact';
  readonly kind: Extract<PicturePart, { is: 'contact' }>['kind'];
  readonly operand: Operand;
  readonly memory: Operand | null;
}
export interface Coil extends Placed, Was {
  readonly is: 'coil';
  readonly kind: Extract<PicturePart, { is: 'coil' }>['kind'];
  readonly operand: Operand;
  readonly memory: Operand | null;
}
export interface Box extends Placed, Was {
  readonly is: 'box';
  readonly type: string;
  readonly instance: Operand | null;
  readonly inputs: readonly Pin[];
  readonly outputs: readonly Pin[];
  readonly comment: string | null;
}
export interface Pin extends Placed, Was {
  readonly name: string;
  readonly negated: boolean;
  /** A box that flows in, a circuit that leads there, an operand, or nothing. */
  readonly from: Box | Series | Operand | null;
  /** The way of the power leads through it. */
  readonly power: boolean;
}
export interface Verbatim extends Placed, Was {
  readonly is: 'verbatim';
  readonly text: string;
}
export type Part = Series | Parallel | Contact | Coil | Box | Verbatim;

export function circuitPieces(circuits: readonly PicturePart[], on: On): Series[] {
  return circuits.map((circuit, at) => series(circuit, String(at), on));
}

export function boxPieces(boxes: readonly PictureBox[], on: On): Box[] {
  return boxes.map((box, at) => boxPiece(box, String(at), on));
}

export function isOperand(from: Box | Series | Operand): from is Operand {
  return 'key' in from;
}

function series(part: PicturePart, place: string, on: On): Series {
  const parts = part.is === 'series' ? part.parts : [part];
  return {
    is: 'series',
    place,
    on,
    parts: parts.map((each, at) => partPiece(each, `${place}.${at}`, on)),
  };
}

function partPiece(part: PicturePart, place: string, on: On): Part {
  switch (part.is) {
    case 'series':
      return series(part, place, on);
    case 'parallel': {
      const branches = part.branches.map((branch, at) => series(branch, `${place}.${at}`, on));
      return { is: 'parallel', place, on, branches };
    }
    case 'contact':
    case 'coil':
    case 'verbatim':
      return { ...part, place, on, was: [] };
    case 'box':
      return boxPiece(part.box, place, on);
  }
}

function boxPiece(box: PictureBox, place: string, on: On): Box {
  const pins = (list: readonly PicturePin[]) => list.map(pin => pinPiece(pin, place, on));
  const { type, instance, comment } = box;
  const [inputs, outputs] = [pins(box.inputs), pins(box.outputs)];
  return { is: 'box', place, on, was: [], type, instance, inputs, outputs, comment };
}

function pinPiece({ name, negated, from, power }: PicturePin, box: string, on: On): Pin {
  const place = `${box}.${name}`;
  const piece =
    from === null || 'key' in from
      ? from
      : 'inputs' in from
        ? boxPiece(from, place, on)
        : series(from, place, on);
  return { name, negated, from: piece, power: power === true, place, on, was: [] };
}
