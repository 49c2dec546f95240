import type { Scalar, ValueType } from '../values/index.ts';
import { signed16 } from './bytes.ts';
import type { DataType } from './data-type.ts';
import { dayMs, isDecimal } from './duration.ts';
import type { Initial } from './initial.ts';

/** A value of a data block as value text holds it. */
export interface DataScalar {
  readonly type: ValueType;
  readonly value: Scalar;
}

type Coding = readonly [type: ValueType, value: (raw: number) => Scalar];

const word: Coding = ['Word', raw => BigInt(raw)];
const codings: Readonly<Record<string, Coding>> = {
  BOOL: ['Bool', raw => raw !== 0],
  BYTE: ['Byte', raw => BigInt(raw)],
  CHAR: ['Char', raw => String.fromCharCode(raw)],
  WORD: word,
  INT: ['Int', signed16],
  DWORD: ['DWord', raw => BigInt(raw)],
  DINT: ['DInt', raw => raw | 0],
  REAL: ['Real', real],
  DATE: ['Date', raw => `D#${isoDate(raw)}`],
  TIME_OF_DAY: ['Time_Of_Day', raw => (raw < dayMs ? `TOD#${clock(raw)}` : bare(raw, 8))],
  TIME: ['Time', raw => `T#${duration(raw | 0)}`],
  S5TIME: ['S5Time', raw => s5Time(raw)],
  COUNTER: word,
  TIMER: word,
  BLOCK_DB: word,
};

/**
 * A value of an elementary type or a string in the type and writing that value text gives it, so that it can
 * be held against a value that was read; null for a type that value text has no word for. What is no valid
 * time stands as its bytes.
 */
export function dataScalar(type: DataType, value: Initial): DataScalar | null {
  if (typeof value !== 'number') return wideScalar(type, value);
  const coding = type.kind === 'simple' ? codings[type.name] : undefined;
  return coding === undefined ? null : { type: coding[0], value: coding[1](value) };
}

function wideScalar(type: DataType, bytes: Uint8Array): DataScalar | null {
  if (type.kind === 'string')
    return { type: 'String', value: latin1(bytes.subarray(2, 2 + (bytes[1] ?? 0))) };
  if (type.kind !== 'simple') return null;
  if (type.name === 'DATE_AND_TIME') return { type: 'Date_And_Time', value: moment(bytes) };
  return type.name === 'POINTER' || type.name === 'ANY'
    ? { type: 'ByteString', value: `16#${hexOf(bytes)}` }
    : null;
}

function real(raw: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, raw);
  return view.getFloat32(0);
}

const units: readonly (readonly [string, number])[] = [
  ['d', dayMs],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
];

function duration(milliseconds: number): string {
  let left = Math.abs(milliseconds);
  let text = '';
  for (const [unit, length] of units) {
    const count = Math.floor(left / length);
    left -= count * length;
    if (count > 0) text += `${count}${unit}`;
  }
  return `${milliseconds < 0 ? '-' : ''}${text === '' ? '0s' : text}`;
}

/** Two bits of time base over three decimal digits; the two bits above have no meaning and are not expected. */
function s5Time(raw: number): string {
  const digits = raw & 0x0fff;
  if (raw >= 0x4000 || !isDecimal(digits, 3)) return bare(raw, 4);
  return `S5T#${duration(Number(digits.toString(16)) * 10 ** ((raw >> 12) + 1))}`;
}

/** Year (90..99 are 19xx), month, day, hour, minute, second and milliseconds, two decimal digits a byte. */
function moment(bytes: Uint8Array): string {
  const digits = hexOf(bytes);
  const [year, month, day, hour, minute, second] = (digits.match(/../g) ?? []).map(Number);
  const milliseconds = Number(digits.slice(12, 15));
  const full = (year ?? 0) >= 90 ? 1900 + (year ?? 0) : 2000 + (year ?? 0);
  const date = new Date(Date.UTC(full, (month ?? 0) - 1, day ?? 0));
  const valid =
    /^\d{15}/.test(digits) && date.getUTCMonth() === (month ?? 0) - 1 && date.getUTCDate() === day;
  if (!valid || (hour ?? 99) > 23 || (minute ?? 99) > 59 || (second ?? 99) > 59) return `16#${digits}`;
  const ofDay = (((hour ?? 0) * 60 + (minute ?? 0)) * 60 + (second ?? 0)) * 1000 + milliseconds;
  return `DT#${date.toISOString().slice(0, 10)}-${clock(ofDay)}`;
}

/** DATE: days since 1990-01-01. */
function isoDate(days: number): string {
  return new Date(Date.UTC(1990, 0, 1) + days * dayMs).toISOString().slice(0, 10);
}

function clock(milliseconds: number): string {
  const text = new Date(milliseconds).toISOString();
  const fraction = text.slice(20, 23).replace(/0+$/, '');
  return `${text.slice(11, 19)}${fraction === '' ? '' : `.${fraction}`}`;
}

function bare(raw: number, digits: number): string {
  return `16#${raw.toString(16).toUpperCase().padStart(digits, '0')}`;
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
