import type { ValueType } from './member.ts';

/** Nanoseconds of each unit of an IEC 61131-3 duration literal. */
const units: readonly (readonly [name: string, nanoseconds: bigint])[] = [
  ['d', 86_400_000_000_000n],
  ['h', 3_600_000_000_000n],
  ['m', 60_000_000_000n],
  ['s', 1_000_000_000n],
  ['ms', 1_000_000n],
  ['us', 1_000n],
  ['ns', 1n],
];
const sizes: ReadonlyMap<string, bigint> = new Map(units);
const durationTypes: ReadonlySet<ValueType> = new Set(['Time', 'LTime', 'S5Time']);

const literal = /^(?:L?T|L?TIME|S5T|S5TIME)#([+-]?)((?:\d{1,20}(?:\.\d{1,9})?(?:ms|us|ns|[dhms]))+)$/i;
const part = /(\d+)(?:\.(\d+))?(ms|us|ns|[dhms])/gi;

/** The length of a duration literal (`T#1m30s`, `LT#-5us`, `S5T#2.5s`) in nanoseconds; null where it is none. */
export function durationOf(type: ValueType, text: string): bigint | null {
  if (!durationTypes.has(type) || text.length > 200) return null;
  const [, minus, parts] = literal.exec(text.replaceAll('_', '')) ?? [];
  if (parts === undefined) return null;
  let total = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of parts.matchAll(part)) {
    const size = sizes.get(unit.toLowerCase()) ?? 0n;
    total += BigInt(whole) * size + (BigInt(fraction.padEnd(9, '0')) * size) / 1_000_000_000n;
  }
  return minus === '-' ? -total : total;
}

/** A duration as a literal of its type: `T#1m30s`, `T#-2s`, `T#0s`. */
export function durationText(type: ValueType, nanoseconds: bigint): string {
  const prefix = type === 'LTime' ? 'LT' : type === 'S5Time' ? 'S5T' : 'T';
  let rest = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  let text = '';
  for (const [unit, size] of units) {
    if (rest >= size) text += `${rest / size}${unit}`;
    rest %= size;
  }
  return `${prefix}#${nanoseconds < 0n ? '-' : ''}${text === '' ? '0s' : text}`;
}
