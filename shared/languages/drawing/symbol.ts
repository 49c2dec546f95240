import { cells } from './cells.ts';
import type { Item } from './item.ts';
import { measures } from './measures.ts';
import { nameIn } from './names.ts';
import { block, blockOfLines, nothing, type Pen } from './pen.ts';
import type { Coil, Contact, Verbatim } from './pieces.ts';
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
  const { symbol, near, stub, operand } = measures;
  const letter = letterOf(piece, style);
  const name = block(piece.operand.text, operand.cells, operand.lines);
  const memory = piece.memory === null ? nothing : block(piece.memory.text, operand.cells, operand.lines);
  const was = wasBlock(piece.was);
  const own = Math.max(symbol.width, cells(letter) * 8 + 10);
  const width = even(Math.max(own + stub * 2, name.width + near, memory.width + near, was.width + near));
  const half = symbol.height / 2;
  const closes = last && piece.is === 'coil' && style.look === 'iec';
  return {
    width,
    up: half + near + name.height + was.height,
    down: half + (memory.height === 0 ? 0 : memory.height + near),
    ends: piece.is === 'coil',
    fills: false,
    closes,
    put(pen, x, y, room) {
      const middle = x + (this.ends ? room - width : 0) + width / 2;
      const left = middle - own / 2;
      const { place } = piece;
      pen.wire([x, y, left, y]);
      pen.symbol(piece.is, { x: left, y: y - half, width: own, height: symbol.height }, letter, place);
      pen.wire([left + own, y, x + room, y]);
      if (closes) pen.wire([x + room, y - 5, x + room, y + 5], 'end');
      const top = y - half - near - name.height;
      pen.text(was, middle, top - was.height, { role: 'was', place });
      pen.text(name, middle, top, { role: 'operand', name: nameIn(piece.operand.text), place });
      const bit = { role: 'memory', name: nameIn(piece.memory?.text ?? ''), place } as const;
      pen.text(memory, middle, y + half + near, bit);
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
    put(pen: Pen, x, y, room) {
      pen.box('verbatim', { x, y: y - half, width, height: half * 2 }, place);
      const top = y - Math.floor((body.height + before.height) / 2);
      pen.text(before, x + near * 2, top, { role: 'was', align: 'start', place });
      pen.text(body, x + near * 2, top + before.height, { role: 'verbatim', align: 'start', place });
      pen.wire([x + width, y, x + room, y]);
    },
  };
}
