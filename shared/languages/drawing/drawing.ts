/*
 * A network as shapes at their places. Lengths are pixels at a zoom of 1, x to the right and y downwards from the top left
 * corner. Nothing in it depends on fonts that are installed: texts are measured in cells of a monospaced font.
 */

export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How a piece differs; never told by colour alone. */
export type MarkSign = 'added' | 'removed' | 'changed' | 'moved';

/** Of an overlaid drawing: a ghost stands on the old side alone. */
interface Ghostly {
  readonly ghost: boolean;
}

/** A line through points, as x and y in turn; its segments are horizontal or vertical. */
export interface Wire extends Ghostly {
  readonly is: 'wire';
  /** `rail` carries power, `end` is where a rung ends, `double` joins what runs at once, `jump` ends in an arrow, `guide` is no connection. */
  readonly line: 'wire' | 'rail' | 'end' | 'double' | 'jump' | 'guide';
  readonly points: readonly number[];
}

/** A contact or a coil: what stands between its plates is its letter. */
export interface Plates extends Ghostly {
  readonly is: 'contact' | 'coil';
  readonly frame: Frame;
  readonly letter: string;
  readonly place: string;
}

/** A rectangle: of an instruction, of a step (doubly framed where the chart begins), of text kept as it is. */
export interface Box extends Ghostly {
  readonly is: 'box' | 'step' | 'initial-step' | 'verbatim' | 'action';
  readonly frame: Frame;
  readonly place: string;
}

/** The bar of a transition. */
export interface Bar extends Ghostly {
  readonly is: 'transition';
  readonly frame: Frame;
  readonly place: string;
}

/** The circle of a negated pin. */
export interface Bubble extends Ghostly {
  readonly is: 'bubble';
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly place: string;
}

/** Where wires of one net meet. */
export interface Dot extends Ghostly {
  readonly is: 'dot';
  readonly x: number;
  readonly y: number;
}

export type TextRole =
  | 'operand'
  | 'instance'
  | 'memory'
  | 'type'
  | 'pin'
  | 'exit'
  | 'comment'
  | 'verbatim'
  | 'step'
  | 'action'
  | 'transition'
  | 'condition'
  | 'jump'
  | 'empty'
  | 'was';

/** Lines of text in a frame; cut or wrapped where `full` says what it is in full. */
export interface Text extends Ghostly {
  readonly is: 'text';
  readonly role: TextRole;
  readonly lines: readonly string[];
  readonly frame: Frame;
  readonly align: 'start' | 'middle' | 'end';
  /** The whole text where the lines show only a part of it. */
  readonly full: string | null;
  /** The name it stands for, by which it leads elsewhere; null where it stands for none. */
  readonly name: string | null;
  readonly place: string;
}

/** An outline around a piece that differs, and the badge with its sign. */
export interface Mark {
  readonly is: 'mark';
  readonly sign: MarkSign;
  readonly frame: Frame;
  readonly badge: Frame;
  readonly place: string;
  /** Indexes of the changes told of it, as the caller numbered them. */
  readonly changes: readonly number[];
}

export type Shape = Wire | Plates | Box | Bar | Bubble | Dot | Text | Mark;

export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** From the lowest to the topmost. */
  readonly shapes: readonly Shape[];
}

/** How the tool draws it: IEC 61131-3 as TIA Portal and CODESYS do, or Logix with a right rail and its own letters. */
export type Look = 'iec' | 'logix';

/** A change of a piece of a network: where it stands on each side, null where it is not there. */
export interface PlacedChange {
  readonly old: string | null;
  readonly new: string | null;
  /** What kind of piece it is, as differences say it: several may share a place. */
  readonly aspect: string;
  readonly sign: MarkSign;
  /** The caller's number of it. */
  readonly change: number;
}
