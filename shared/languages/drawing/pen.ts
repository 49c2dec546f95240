import { cells, lineHeight, oneLine, widthOf, wrapped } from './cells.ts';
import type { Bar, Box, Drawing, Frame, Plates, Shape, Text, TextRole, Wire } from './drawing.ts';
import type { MarkOf } from './marks.ts';
import { measures } from './measures.ts';

/** A text laid out before it is drawn. */
export interface Block {
  readonly lines: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly full: string | null;
}

/** A text in at most `lines` lines of `atMost` cells. */
export function block(text: string, atMost: number, lines: number): Block {
  const whole = oneLine(text);
  const shown = wrapped(whole, atMost, lines);
  return {
    lines: shown,
    width: widthOf(shown),
    height: shown.length * lineHeight,
    full: shown.length > 1 || cells(whole) > atMost ? whole : null,
  };
}

/** Several lines as they are. */
export function blockOfLines(lines: readonly string[], full: string | null): Block {
  return { lines, width: widthOf(lines), height: lines.length * lineHeight, full };
}

export const nothing: Block = { lines: [], width: 0, height: 0, full: null };

interface TextPlace {
  readonly role: TextRole;
  readonly place: string;
  readonly name?: string | null;
  readonly align?: Text['align'];
}

/** Takes the shapes of a drawing. */
export class Pen {
  readonly #shapes: Shape[];
  readonly #ghost: boolean;

  constructor(shapes: Shape[] = [], ghost = false) {
    this.#shapes = shapes;
    this.#ghost = ghost;
  }

  /** Whether what is drawn is no more. */
  get ghost(): boolean {
    return this.#ghost;
  }

  ghostly(draw: (pen: Pen) => void): void {
    draw(new Pen(this.#shapes, true));
  }

  wire(points: readonly number[], line: Wire['line'] = 'wire'): void {
    const [x, y, toX, toY] = points;
    if (points.length === 4 && x === toX && y === toY) return;
    this.#shapes.push({ is: 'wire', line, points, ghost: this.#ghost });
  }

  symbol(is: Plates['is'], frame: Frame, letter: string, place: string): void {
    this.#shapes.push({ is, frame, letter, place, ghost: this.#ghost });
  }

  box(is: Box['is'] | Bar['is'], frame: Frame, place: string): void {
    this.#shapes.push({ is, frame, place, ghost: this.#ghost });
  }

  bubble(x: number, y: number, place: string): void {
    this.#shapes.push({ is: 'bubble', x, y, radius: 4, place, ghost: this.#ghost });
  }

  dot(x: number, y: number): void {
    this.#shapes.push({ is: 'dot', x, y, ghost: this.#ghost });
  }

  /** Lines from `y` downwards; `x` is their beginning, middle or end. */
  text({ lines, width, height, full }: Block, x: number, y: number, where: TextPlace): void {
    if (lines.length === 0) return;
    const { align = 'middle', role, place, name = null } = where;
    const left = align === 'start' ? x : align === 'end' ? x - width : Math.round(x - width / 2);
    const frame = { x: left, y, width, height };
    this.#shapes.push({ is: 'text', role, lines, frame, align, full, name, place, ghost: this.#ghost });
  }

  /** The badge stands in the top left corner of its outline, unless it is put elsewhere. */
  mark(
    { sign, changes }: MarkOf,
    frame: Frame,
    place: string,
    corner: Pick<Frame, 'x' | 'y'> = { x: frame.x + 1, y: frame.y + 1 },
  ): void {
    const { badge } = measures.mark;
    const at = { x: corner.x, y: corner.y, width: badge, height: badge };
    this.#shapes.push({ is: 'mark', sign, frame, badge: at, place, changes });
  }

  drawing(width: number, height: number): Drawing {
    // Outlines lie below everything else, wires below boxes.
    const order = (shape: Shape) =>
      shape.is === 'mark' ? 0 : shape.is === 'wire' ? 1 : shape.is === 'text' ? 3 : 2;
    return { width, height, shapes: this.#shapes.toSorted((a, b) => order(a) - order(b)) };
  }
}
