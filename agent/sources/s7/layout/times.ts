/** Text of S7 dates and times as IEC 61131-3 literals. What is no valid value of its type is given in hex. */

const dayMs = 86_400_000;

export function timeText(milliseconds: number): string {
  return durationText('T', BigInt(milliseconds) * 1_000_000n);
}

export function longTimeText(nanoseconds: bigint): string {
  return durationText('LT', nanoseconds);
}

const units: readonly (readonly [string, bigint])[] = [
  ['d', 86_400_000_000_000n],
  ['h', 3_600_000_000_000n],
  ['m', 60_000_000_000n],
  ['s', 1_000_000_000n],
  ['ms', 1_000_000n],
  ['us', 1_000n],
  ['ns', 1n],
];

function durationText(prefix: string, nanoseconds: bigint): string {
  let rest = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  let text = '';
  for (const [unit, size] of units) {
    if (rest >= size) text += `${rest / size}${unit}`;
    rest %= size;
  }
  return `${prefix}#${nanoseconds < 0n ? '-' : ''}${text === '' ? '0s' : text}`;
}

/** S5TIME: time base in the high nibble (10 ms, 100 ms, 1 s, 10 s), then three BCD digits. */
export function s5TimeText(raw: Buffer): string {
  const base = raw.readUInt8(0) >> 4;
  const digits = bcd(raw.readUInt16BE(0) & 0x0fff, 3);
  if (base > 3 || digits === null) return hexText(raw);
  return durationText('S5T', BigInt(digits) * 10n ** BigInt(base) * 10_000_000n);
}

/** DATE: days since 1990-01-01. */
export function dateText(days: number): string {
  return `D#${isoDate(Date.UTC(1990, 0, 1) + days * dayMs)}`;
}

/** TIME_OF_DAY: milliseconds since midnight. */
export function timeOfDayText(raw: Buffer): string {
  const milliseconds = raw.readUInt32BE(0);
  return milliseconds < dayMs ? `TOD#${clock(BigInt(milliseconds) * 1_000_000n)}` : hexText(raw);
}

/** LTIME_OF_DAY: nanoseconds since midnight. */
export function longTimeOfDayText(raw: Buffer): string {
  const nanoseconds = raw.readBigUInt64BE(0);
  return nanoseconds < BigInt(dayMs) * 1_000_000n ? `LTOD#${clock(nanoseconds)}` : hexText(raw);
}

/** LDT: nanoseconds since 1970-01-01. */
export function longDateTimeText(raw: Buffer): string {
  const nanoseconds = raw.readBigUInt64BE(0);
  const days = nanoseconds / (BigInt(dayMs) * 1_000_000n);
  const rest = nanoseconds % (BigInt(dayMs) * 1_000_000n);
  return `LDT#${isoDate(Number(days) * dayMs)}-${clock(rest)}`;
}

/** DATE_AND_TIME: year (90..99 are 19xx), month, day, h, min, s, ms in BCD; the last digit is the weekday. */
export function dateAndTimeText(raw: Buffer): string {
  const parts = [0, 1, 2, 3, 4, 5].map(at => bcd(raw.readUInt8(at), 2));
  const milliseconds = bcd(raw.readUInt16BE(6) >> 4, 3);
  const [year, month, day, hour, minute, second] = parts;
  if (year == null || month == null || day == null || milliseconds === null) return hexText(raw);
  if (hour == null || minute == null || second == null) return hexText(raw);
  const full = year >= 90 ? 1900 + year : 2000 + year;
  const nanoseconds = BigInt(milliseconds) * 1_000_000n;
  return calendar('DT', [full, month, day, hour, minute, second], nanoseconds) ?? hexText(raw);
}

/** DTL: year (2), month, day, weekday, h, min, s, nanoseconds (4), all binary. */
export function dtlText(raw: Buffer): string {
  const parts = [2, 3, 5, 6, 7].map(at => raw.readUInt8(at));
  return calendar('DTL', [raw.readUInt16BE(0), ...parts], BigInt(raw.readUInt32BE(8))) ?? hexText(raw);
}

/** Bytes as one hexadecimal literal. */
export function hexText(raw: Buffer): string {
  return `16#${raw.toString('hex').toUpperCase()}`;
}

function calendar(prefix: string, parts: readonly number[], nanoseconds: bigint): string | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  if (nanoseconds >= 1_000_000_000n || hour > 23 || minute > 59 || second > 59) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || year > 9999) return null;
  const seconds = BigInt((hour * 60 + minute) * 60 + second);
  return `${prefix}#${isoDate(date.getTime())}-${clock(seconds * 1_000_000_000n + nanoseconds)}`;
}

function isoDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/** `hh:mm:ss` with the fraction's significant digits. */
function clock(nanoseconds: bigint): string {
  const seconds = Number(nanoseconds / 1_000_000_000n);
  const fraction = String(nanoseconds % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '');
  const two = (value: number) => String(value).padStart(2, '0');
  const text = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return fraction === '' ? text : `${text}.${fraction}`;
}

function bcd(value: number, digits: number): number | null {
  const text = value.toString(16).padStart(digits, '0');
  return /^\d+$/.test(text) ? Number(text) : null;
}
