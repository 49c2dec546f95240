import { formatScalar, parseScalar } from '../values/index.ts';
import { hex } from './bytes.ts';
import { dayMs, durationText, isDecimal, milliseconds, s5Bits, s5Text } from './duration.ts';
import type { Mnemonics } from './mnemonics.ts';
import type { ConstantType } from './operand.ts';
import { pointerBits, pointerText } from './pointer-text.ts';

/** How a constant of 8, 16 or 32 bits is written; one pattern has one text, and back. */
interface Notation {
  readonly bits: 8 | 16 | 32;
  /** Null where the pattern is none that this notation can write. */
  readonly write: (value: number, mnemonics: Mnemonics) => string | null;
  readonly pattern: RegExp;
  /** Null where the text names no pattern. */
  readonly read: (groups: readonly (string | undefined)[], mnemonics: Mnemonics) => number | null;
}

/** DATE counts days from here (IEC as STEP 7 has it); TIME_OF_DAY counts milliseconds. */
const firstDate = Date.UTC(1990, 0, 1);

const notations: Readonly<Record<ConstantType, Notation>> = {
  INT: {
    bits: 16,
    write: value => String((value << 16) >> 16),
    pattern: /^(-?\d{1,5})$/,
    read: ([digits]) => ranged(Number(digits), -0x8000, 0x7fff, 0x10000),
  },
  DINT: {
    bits: 32,
    write: value => `L#${value | 0}`,
    pattern: /^L#(-?\d{1,10})$/,
    read: ([digits]) => ranged(Number(digits), -0x80000000, 0x7fffffff, 0x100000000),
  },
  BYTE: hexNotation('B#16#', 2, 8),
  WORD: hexNotation('W#16#', 4, 16),
  DWORD: hexNotation('DW#16#', 8, 32),
  BIN16: binaryNotation(16),
  BIN32: binaryNotation(32),
  REAL: {
    bits: 32,
    write: value => {
      const real = fromBits(value);
      return Number.isFinite(real) ? formatScalar('Real', real) : null;
    },
    pattern: /^(-?\d+\.\d+(?:e[+-]?\d+)?)$/,
    read: ([text = '']) => {
      const real = parseScalar('Real', text);
      return typeof real === 'number' && Number.isFinite(real) ? toBits(real) : null;
    },
  },
  POINTER: {
    bits: 32,
    write: pointerText,
    pattern: /^P#(?:(DBX|DIX|[A-Z]) )?(\d{1,5})\.([0-7])$/,
    read: ([area, byte, bit], mnemonics) => pointerBits(area, Number(byte) * 8 + Number(bit), mnemonics),
  },
  OFFSET: {
    bits: 16,
    write: value => `P#${value >> 3}.${value & 7}`,
    pattern: /^P#(\d{1,4})\.([0-7])$/,
    read: ([byte, bit]) => ranged(Number(byte) * 8 + Number(bit), 0, 0xffff, 0),
  },
  S5TIME: {
    bits: 16,
    write: s5Text,
    pattern: /^S5T#((?:\d+(?:H|MS|M|S))+)$/,
    read: ([text = '']) => s5Bits(milliseconds(text)),
  },
  TIME: {
    bits: 32,
    write: value => `T#${durationText(value | 0)}`,
    pattern: /^T#(-?(?:\d+(?:D|H|MS|M|S))+)$/,
    read: ([text = '']) => ranged(milliseconds(text), -0x80000000, 0x7fffffff, 0x100000000),
  },
  DATE: {
    bits: 16,
    write: value => `D#${new Date(firstDate + value * dayMs).toISOString().slice(0, 10)}`,
    pattern: /^D#(\d{4}-\d{2}-\d{2})$/,
    read: ([text = '']) => ranged((Date.parse(text) - firstDate) / dayMs, 0, 0xffff, 0),
  },
  TOD: {
    bits: 32,
    write: value => (value < dayMs ? `TOD#${new Date(value).toISOString().slice(11, 23)}` : null),
    pattern: /^TOD#(\d{2}:\d{2}:\d{2}\.\d{3})$/,
    read: ([text = '']) => ranged(Date.parse(`1970-01-01T${text}Z`), 0, dayMs - 1, 0),
  },
  COUNT: {
    bits: 16,
    write: value => (isDecimal(value, 3) ? `C#${value.toString(16)}` : null),
    pattern: /^C#(0|[1-9]\d{0,2})$/,
    read: ([digits = '']) => Number.parseInt(digits, 16),
  },
  CHARS2: charsNotation(2),
  CHARS4: charsNotation(4),
  BYTES2: bytesNotation(2),
  BYTES4: bytesNotation(4),
};

/** `type`, or the hex notation of its width where the pattern is none that `type` can write. */
export function writtenType(type: ConstantType, value: number): ConstantType {
  const { bits, write } = notations[type];
  return write(value, 'german') === null ? (bits === 32 ? 'DWORD' : 'WORD') : type;
}

/** Whether the text of a constant means this pattern again: one S5TIME can be held in several time bases. */
export function isFaithful(type: ConstantType, value: number): boolean {
  return type !== 'S5TIME' || parseConstantAs(type, constantText(type, value, 'german'), 'german') === value;
}

/** The text of a constant: in its own notation, or in hex where the pattern is none of it. */
export function constantText(type: ConstantType, value: number, mnemonics: Mnemonics): string {
  const { bits, write } = notations[type];
  const text = write(value, mnemonics);
  if (text !== null) return text;
  return bits === 32 ? `DW#16#${hex(value, 0)}` : `W#16#${hex(value, 0)}`;
}

/** The type and pattern a text means; `OFFSET` is not among them, since `P#1.0` alone is a pointer. Null for other texts. */
export function parseConstant(
  text: string,
  mnemonics: Mnemonics,
): { readonly type: ConstantType; readonly value: number } | null {
  for (const type of parsed) {
    const value = parseConstantAs(type, text, mnemonics);
    if (value !== null) return { type, value };
  }
  return null;
}
const parsed = (Object.keys(notations) as ConstantType[]).filter(type => type !== 'OFFSET');

export function parseConstantAs(type: ConstantType, text: string, mnemonics: Mnemonics): number | null {
  const { pattern, read } = notations[type];
  const groups: (string | undefined)[] | undefined = pattern.exec(text)?.slice(1);
  return groups === undefined ? null : read(groups, mnemonics);
}

/** `value` where it is a whole number in the range; negative ones get `modulus` added. */
function ranged(value: number, least: number, most: number, modulus: number): number | null {
  if (!Number.isInteger(value) || value < least || value > most) return null;
  return value < 0 ? value + modulus : value;
}

function hexNotation(prefix: string, digits: number, bits: 8 | 16 | 32): Notation {
  return {
    bits,
    write: value => `${prefix}${hex(value, 0)}`,
    pattern: new RegExp(`^${prefix}(0|[1-9A-F][0-9A-F]{0,${digits - 1}})$`),
    read: ([text = '']) => Number.parseInt(text, 16),
  };
}

function binaryNotation(bits: 16 | 32): Notation {
  const groups = bits / 4 - 1;
  return {
    bits,
    write: value => `2#${(value.toString(2).padStart(bits, '0').match(/.{4}/g) ?? []).join('_')}`,
    pattern: new RegExp(`^2#([01]{4}(?:_[01]{4}){${groups}})$`),
    read: ([text = '']) => Number.parseInt(text.replaceAll('_', ''), 2),
  };
}

function charsNotation(count: 2 | 4): Notation {
  return {
    bits: count === 2 ? 16 : 32,
    write: value => {
      const text = Buffer.from(hex(value, count * 2), 'hex').toString('latin1');
      return /^[ !#%&(-.0-:<-~]+$/.test(text) ? `'${text}'` : null;
    },
    pattern: new RegExp(`^'([ !#%&(-.0-:<-~]{${count}})'$`),
    read: ([text = '']) => Number.parseInt(Buffer.from(text, 'latin1').toString('hex'), 16),
  };
}

function bytesNotation(count: 2 | 4): Notation {
  return {
    bits: count === 2 ? 16 : 32,
    write: value => `B#(${[...Buffer.from(hex(value, count * 2), 'hex')].join(', ')})`,
    pattern: new RegExp(`^B#\\((\\d{1,3}(?:, \\d{1,3}){${count - 1}})\\)$`),
    read: ([text = '']) => {
      const bytes = text.split(', ').map(Number);
      return bytes.every(byte => byte < 0x100) ? bytes.reduce((sum, byte) => sum * 0x100 + byte, 0) : null;
    },
  };
}

function fromBits(value: number): number {
  scratch.setUint32(0, value);
  return scratch.getFloat32(0);
}

function toBits(real: number): number {
  scratch.setFloat32(0, real);
  return scratch.getUint32(0);
}
const scratch = new DataView(new ArrayBuffer(4));
