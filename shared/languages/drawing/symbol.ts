import { cells } from './cells.ts';
import type { Item } from './item.ts';
import { measures } from './measures.ts';
import { nameIn } from './names.ts';
import { block, blockOfLines, nothing, type Pen } from './pen.ts';
import type { Box, Coil, Contact, Verbatim } from './pieces.ts';
import { type Style, wasBlock } from './style.ts';

const contactLetters = { open: '', closed: '/', rising: 'P', falling: 'N' } as const;
const coilLetters = {
  iec: {
    ...{ coil: '', negated: '/', set: 'S', reset: 'R', rising: 'P', falling: 'N' },
    ...{ jump: 'JMP', return: 'RET' },
  },
  logix: {
    ...{ coil: '', negated: '/', set: 'L', reset: 'U', rising: 'P', falling: 'N' },
    ...{ jump: 'JMP', return: 'RET' },
  },
} as const;

function letterOf(piece: Contact | Coil, { look }: Style): string {
  if (piece.is === 'coil') return coilLetters[look][piece.kind];
  return look === 'logix' && piece.kind === 'rising' ? 'ONS' : contactLetters[piece.kind];
}

/** A contact or a coil: its operand above it, the bit of an edge below. */
export function symbolItem(piece: Contact | Coil, style: Style, last: boolean): Item {
  return platesItem({
    ...piece,
    letter: letterOf(piece, style),
    closes: last && piece.is === 'coil' && style.look === 'iec',
  });
}

/** What only turns the power over is drawn as a contact. */
export function isInverter({ type, instance, inputs, outputs }: Box): boolean {
  return /^(?:NOT|INV)$/i.test(type) && instance === null && inputs.length + outputs.length === 0;
}

export function inverterItem({ type, was, place }: Box): Item {
  const operand = { text: '', key: '' };
  return platesItem({
    is: 'contact',
    letter: type.toUpperCase(),
    operand,
    memory: null,
    was,
    place,
    closes: false,
  });
}

interface PlatesPiece extends Pick<Contact, 'operand' | 'memory' | 'was' | 'place'> {
  readonly is: 'contact' | 'coil';
  readonly letter: string;
  readonly closes: boolean;
}

function platesItem({ is, letter, operand, memory, was, place, closes }: PlatesPiece): Item {
  const { symbol, near, stub } = measures;
  const name = block(operand.text, measures.operand.cells, measures.operand.lines);
  const bit = memory === null ? nothing : block(memory.text, measures.operand.cells, measures.operand.lines);
  const before = wasBlock(was);
  const own = Math.max(symbol.width, cells(letter) * 8 + 10);
  const width = even(Math.max(own + stub * 2, name.width + near, bit.width + near, before.width + near));
  const half = symbol.height / 2;
  return {
    width,
    up: half + near + name.height + before.height,
    down: half + (bit.height === 0 ? 0 : bit.height + near),
    ends: is === 'coil',
    fills: false,
    closes,
    enters: true,
    passes: letter === '' || letter === '/',
    put(pen, x, y, room) {
      const middle = x + (this.ends ? room - width : 0) + width / 2;
      const left = middle - own / 2;
      pen.wire([x, y, left, y]);
      pen.symbol(is, { x: left, y: y - half, width: own, height: symbol.height }, letter, place);
      pen.wire([left + own, y, x + room, y]);
      if (closes) pen.wire([x + room, y - 5, x + room, y + 5], 'end');
      const top = y - half - near - name.height;
      pen.text(before, middle, top - before.height, { role: 'was', place });
      pen.text(name, middle, top, { role: 'operand', name: nameIn(operand.text), place });
      pen.text(bit, middle, y + half + near, { role: 'memory', name: nameIn(memory?.text ?? ''), place });
    },
  };
}

function even(width: number): number {
  return Math.ceil(width / 2) * 2;
}

/** A connection that is kept as text. */
export function verbatimItem({ text, was, place }: Verbatim): Item {
  const { verbatim, near } = measures;
  const all = text.split('\n').map(line => block(line, verbatim.cells, 1));
  const shown = all.slice(0, verbatim.lines).flatMap(({ lines }) => lines);
  const isCut = all.length > verbatim.lines || all.some(({ full }) => full !== null);
  const lines = all.length > verbatim.lines ? [...shown, '…'] : shown;
  const body = blockOfLines(lines.length === 0 ? ['?'] : lines, isCut ? text : null);
  const before = wasBlock(was);
  const width = Math.max(body.width, before.width) + near * 4;
  const half = Math.ceil((body.height + before.height) / 2) + near;
  return {
    width,
    up: half,
    down: half,
    ends: false,
    fills: false,
    closes: false,
    enters: true,
    passes: false,
    put(pen: Pen, x, y, room) {
      pen.box('verbatim', { x, y: y - half, width, height: half * 2 }, place);
      const top = y - Math.floor((body.height + before.height) / 2);
      pen.text(before, x + near * 2, top, { role: 'was', align: 'start', place });
      pen.text(body, x + near * 2, top + before.height, { role: 'verbatim', align: 'start', place });
      pen.wire([x + width, y, x + room, y]);
    },
  };
}
