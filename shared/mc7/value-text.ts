import { doubleWord, word } from './bytes.ts';
import { constantText } from './constant-text.ts';
import type { DataType } from './data-type.ts';
import type { Initial } from './initial.ts';
import type { ConstantType } from './operand.ts';

const notations: Readonly<Record<string, ConstantType>> = {
  BYTE: 'BYTE',
  WORD: 'WORD',
  INT: 'INT',
  DWORD: 'DWORD',
  DINT: 'DINT',
  REAL: 'REAL',
  DATE: 'DATE',
  TIME_OF_DAY: 'TOD',
  TIME: 'TIME',
  S5TIME: 'S5TIME',
};

/** A value of an elementary type or a string as STL writes it, in hex where it is none of its notation. */
export function valueText(type: DataType, value: Initial): string {
  if (typeof value === 'number') return numberText(type, value);
  if (type.kind === 'string') return quoted(value.subarray(2, 2 + (value[1] ?? 0)));
  return type.kind === 'simple' && type.name === 'DATE_AND_TIME' ? momentText(value) : hexText(value);
}

/** What a member holds before anything was written to it, where its declaration gives no initial value. */
export function defaultValue(type: DataType): Initial | null {
  if (type.kind === 'string') return Uint8Array.of(type.capacity, 0);
  if (type.kind !== 'simple') return null;
  if (type.name === 'DATE_AND_TIME') return Uint8Array.of(0x90, 1, 1, 0, 0, 0, 0, 2);
  if (type.name === 'CHAR') return 0x20;
  return type.bits > 32 ? new Uint8Array(type.bits / 8) : 0;
}

/** A value as it stands in a data block’s actual values (big-endian); null where the block ends before it. */
export function readValue(type: DataType, data: Uint8Array, at: number): Initial | null {
  const byte = Math.floor(at / 8);
  if (type.kind === 'string') {
    const length = 2 + (data[byte + 1] ?? 0);
    return byte + Math.max(length, 2) > data.length ? null : data.subarray(byte, byte + length);
  }
  if (type.kind !== 'simple' || byte + Math.ceil(type.bits / 8) > data.length) return null;
  if (type.bits === 1) return ((data[byte] ?? 0) >> (at % 8)) & 1;
  if (type.bits === 8) return data[byte] ?? 0;
  if (type.bits > 32) return data.subarray(byte, byte + type.bits / 8);
  return type.bits === 16 ? word(data, byte) : doubleWord(data, byte);
}

function numberText(type: DataType, value: number): string {
  const name = type.kind === 'simple' ? type.name : '';
  if (name === 'BOOL') return value === 0 ? 'FALSE' : 'TRUE';
  if (name === 'CHAR') return quoted(Uint8Array.of(value));
  const notation = notations[name];
  return notation === undefined
    ? `W#16#${value.toString(16).toUpperCase()}`
    : constantText(notation, value, 'german');
}

/** Latin-1 characters; `$` escapes itself, quotes and what cannot be printed, as IEC 61131-3 has it. */
function quoted(bytes: Uint8Array): string {
  const text = Array.from(bytes, byte => {
    if (byte === 0x24 || byte === 0x27) return `$${String.fromCharCode(byte)}`;
    const prints = (byte >= 0x20 && byte < 0x7f) || byte >= 0xa1;
    return prints ? String.fromCharCode(byte) : `$${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  });
  return `'${text.join('')}'`;
}

/** Year from 1990, month, day, hour, minute, second, milliseconds and weekday, two decimal digits a byte. */
function momentText(bytes: Uint8Array): string {
  const digits = Buffer.from(bytes).toString('hex');
  if (!/^\d{16}$/.test(digits)) return hexText(bytes);
  const [year, month, day, hour, minute, second] = digits.match(/\d\d/g) ?? [];
  const century = Number(year) >= 90 ? '19' : '20';
  return `DT#${century}${year}-${month}-${day}-${hour}:${minute}:${second}.${digits.slice(12, 15)}`;
}

function hexText(bytes: Uint8Array): string {
  return `16#${Buffer.from(bytes).toString('hex').toUpperCase()}`;
}
