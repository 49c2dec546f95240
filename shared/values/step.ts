import { durationOf, durationText } from './duration.ts';
import type { Member, Scalar, ValueType } from './member.ts';
import { formatScalar } from './scalar.ts';

const integerTypes: ReadonlySet<ValueType> = new Set([
  'SInt',
  'Int',
  'DInt',
  'LInt',
  'USInt',
  'UInt',
  'UDInt',
  'ULInt',
]);

export interface Step {
  /** new − old as text: exact for integers, durations and decimals of like size. */
  readonly text: string;
  readonly percent: number | null;
}

/** The way from one value to another of the same type; null where either is no finite number or duration. */
export function stepBetween(old: Member, now: Member): Step | null {
  const text = differenceText(old.type, old.value, now.value);
  if (text === null) return null;
  const range = now.range ?? old.range;
  const span = range === undefined ? Number.NaN : range[1] - range[0];
  const percent = Number.isFinite(span) ? (Number(text) / span) * 100 : Number.NaN;
  // Twelve digits: what binary fractions leave behind is not shown as if it had been measured.
  return { text, percent: Number.isFinite(percent) ? Number(percent.toPrecision(12)) : null };
}

/** True where two values of one type mean the same, e.g. `T#1000ms` and `T#1s`. */
export function sameValue(type: ValueType, a: Scalar, b: Scalar): boolean {
  if (formatScalar(type, a) === formatScalar(type, b)) return true;
  if (typeof a !== 'string' || typeof b !== 'string') return false;
  const duration = durationOf(type, a);
  return duration !== null && duration === durationOf(type, b);
}

function differenceText(type: ValueType, old: Scalar, now: Scalar): string | null {
  if (typeof old === 'bigint' && typeof now === 'bigint')
    return integerTypes.has(type) ? String(now - old) : null;
  if (typeof old === 'number' && typeof now === 'number') {
    if (integerTypes.has(type)) return String(now - old);
    return type === 'Real' || type === 'LReal' ? decimalDifference(type, old, now) : null;
  }
  if (typeof old === 'string' && typeof now === 'string') {
    const [from, to] = [durationOf(type, old), durationOf(type, now)];
    return from === null || to === null ? null : durationText(type, to - from);
  }
  return null;
}

/** Digits beyond which an exact difference of decimals says more than the numbers themselves do. */
const exactDigits = 20;

/** On the decimals as they are written: 0.3 − 0.1 is 0.2, whatever the bits between them say. */
function decimalDifference(type: ValueType, old: number, now: number): string | null {
  if (!Number.isFinite(old) || !Number.isFinite(now)) return null;
  const from = decimalOf(formatScalar(type, old));
  const to = decimalOf(formatScalar(type, now));
  const decimals = Math.max(from.decimals, to.decimals);
  const difference = scaled(to, decimals) - scaled(from, decimals);
  const digits = String(difference < 0n ? -difference : difference);
  if (Math.max(digits.length, decimals + 1) > exactDigits) return String(now - old);
  const padded = digits.padStart(decimals + 1, '0');
  const whole = padded.slice(0, padded.length - decimals);
  const fraction = padded.slice(padded.length - decimals).replace(/0+$/, '');
  return `${difference < 0n ? '-' : ''}${whole}.${fraction === '' ? '0' : fraction}`;
}

interface Decimal {
  readonly digits: bigint;
  readonly decimals: number;
}

/** A finite real as value text writes it. Its exponent is within ±324, so the integers stay small. */
function decimalOf(text: string): Decimal {
  const [mantissa = '0', exponent = '0'] = text.split('e');
  const fraction = mantissa.split('.')[1] ?? '';
  const decimals = fraction.length - Number(exponent);
  const digits = BigInt(mantissa.replace('.', ''));
  return decimals >= 0 ? { digits, decimals } : { digits: digits * 10n ** BigInt(-decimals), decimals: 0 };
}

function scaled({ digits, decimals }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(to - decimals);
}
