import { z } from 'zod';
import { isTimeZone, siteTime } from '../time/index.ts';

const numbers = {
  yyyy: [4, 'year'],
  yy: [2, 'year'],
  MM: [2, 'month'],
  M: [0, 'month'],
  dd: [2, 'day'],
  d: [0, 'day'],
  HH: [2, 'hour'],
  H: [0, 'hour'],
  h: [0, 'hour'],
  mm: [2, 'minute'],
  ss: [2, 'second'],
} as const;
type Unit = (typeof numbers)[keyof typeof numbers][1];
type Token = keyof typeof numbers | 'S' | 'a' | 'Z';

const tokenText = /yyyy|yy|MM|M|dd|d|HH|H|h|mm|ss|S+|a|Z|'[^']*'|[\s\S]/g;
const isToken = (part: string): part is Token => part in numbers || part === 'a' || part === 'Z';

/** How a record tells its time. */
export const momentSpecSchema = z.strictObject({
  /** Fields the time stands in: `{Date} {Time}`. */
  text: z.string().min(1).max(200),
  /**
   * `iso`, `unix`, `unix-ms`, `dotnet` (`/Date(1763860205000)/`) or a form such as `dd.MM.yyyy HH:mm:ss.S`: `S` any
   * number of digits behind the second, `a` AM or PM, `Z` an offset, anything in '' itself. Several are tried in turn.
   */
  formats: z.array(z.string().min(1).max(60)).min(1).max(10),
  /**
   * Zone of a time that tells no offset: `utc`, `site` (the zone of the asset's site) or an IANA name. `unknown` where
   * nobody can say: then the time proves nothing.
   */
  zone: z
    .string()
    .max(60)
    .refine(
      zone => ['utc', 'site', 'unknown'].includes(zone) || isTimeZone(zone),
      'utc, site, unknown or a zone',
    ),
});
export type MomentSpec = z.infer<typeof momentSpecSchema>;

/** A moment as told: as long as its smallest unit; twice as wide, and an hour more, where clocks are set back. */
export interface Moment {
  /** Milliseconds since 1970, UTC; the two ends of when it can have been by the device's own clock. */
  readonly from: number;
  readonly to: number;
}

/** Null where the text is no such time, the day does not exist, or its zone is not known. */
export function readMoment(spec: MomentSpec, text: string, site: string): Moment | null {
  const zone = spec.zone === 'site' ? site : spec.zone;
  for (const format of spec.formats) {
    const moment = readAs(format, text.trim(), zone);
    if (moment !== null) return moment;
  }
  return null;
}

function readAs(format: string, text: string, zone: string): Moment | null {
  if (text === '' || text.length > 100) return null;
  if (format === 'unix' || format === 'unix-ms') {
    if (!/^\d{1,13}(?:\.\d{1,9})?$/.test(text)) return null;
    const scale = format === 'unix' ? 1000 : 1;
    return bounded(Math.floor(Number(text) * scale), text.includes('.') || scale === 1 ? 0 : 999);
  }
  if (format === 'dotnet') {
    const ms = /^\/Date\((-?\d{1,14})(?:[+-]\d{4})?\)\/$/.exec(text)?.[1];
    return ms === undefined ? null : bounded(Number(ms), 0);
  }
  if (format === 'iso') {
    const iso = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?$/i.exec(
      text,
    );
    if (iso === null) return null;
    const [, day = '', time = '', fraction, offset = ''] = iso;
    const [year, month, date] = day.split('-').map(Number);
    const [hour, minute, second] = time.split(':').map(Number);
    return placed({ year, month, day: date, hour, minute, second, fraction, offset }, zone);
  }
  return readForm(format, text, zone);
}

type Read = { readonly [unit in Unit]?: number | undefined } & {
  readonly fraction?: string | undefined;
  readonly offset?: string | undefined;
};

function readForm(format: string, text: string, zone: string): Moment | null {
  const read: Record<string, number> = {};
  let [fraction, offset, half]: (string | undefined)[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found === undefined) return null;
    at += found.length;
    return found;
  };
  for (const part of format.match(tokenText) ?? []) {
    if (/^S+$/.test(part)) {
      const digits = take(/\d{1,9}/y);
      if (digits === null) return null;
      fraction = digits;
    } else if (part === 'a') {
      half = take(/[AaPp]\.?[Mm]\.?/y)?.[0]?.toLowerCase();
      if (half === undefined) return null;
    } else if (part === 'Z') {
      const told = take(/Z|[+-]\d{2}:?\d{2}/y);
      if (told === null) return null;
      offset = told;
    } else if (isToken(part) && part in numbers) {
      const [digits, unit] = numbers[part as keyof typeof numbers];
      const number = take(digits === 4 ? /\d{4}/y : digits === 2 ? /\d{2}/y : /\d{1,2}/y);
      if (number === null) return null;
      read[unit] = part === 'yy' ? 2000 + Number(number) : Number(number);
    } else {
      const literal = part.startsWith("'") && part.length > 1 ? part.slice(1, -1) : part;
      if (!text.startsWith(literal, at)) return null;
      at += literal.length;
    }
  }
  if (at !== text.length) return null;
  if (half !== undefined) {
    const hour = read['hour'] ?? 0;
    if (hour < 1 || hour > 12) return null;
    read['hour'] = (hour % 12) + (half === 'p' ? 12 : 0);
  }
  return placed({ ...read, fraction, offset }, zone);
}

function placed(read: Read, zone: string): Moment | null {
  const { year, month, day, hour = 0, minute = 0, second, fraction = '', offset = '' } = read;
  if (year === undefined || month === undefined || day === undefined) return null;
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const local = Date.UTC(year, month - 1, day, hour, minute, second ?? 0, ms);
  const back = new Date(local);
  // A day or an hour that does not exist was carried over into the next.
  const same =
    back.getUTCMonth() === month - 1 &&
    back.getUTCDate() === day &&
    back.getUTCHours() === hour &&
    back.getUTCMinutes() === minute &&
    back.getUTCSeconds() === (second ?? 0);
  if (!same) return null;
  const lasts = second === undefined ? 59_999 : 10 ** Math.max(0, 3 - fraction.length) - 1;
  if (offset !== '') return bounded(local - offsetMs(offset), lasts);
  const found = zone === 'unknown' ? [] : zone === 'utc' ? [local] : momentsIn(zone, local);
  const [first] = found;
  const last = found.at(-1);
  if (first === undefined || last === undefined) return null;
  return bounded(first, last - first + lasts);
}

/** The moments at which clocks of the zone showed this: none, one, or two where they are set back. */
function momentsIn(zone: string, local: number): number[] {
  const offsets = new Set([-1, 1].map(days => zoneOffset(zone, local + days * 86_400_000)));
  return [...offsets]
    .flatMap(offset => (offset === null ? [] : [local - offset]))
    .filter(moment => zoneOffset(zone, moment) === local - moment)
    .sort((a, b) => a - b);
}

function zoneOffset(zone: string, at: number): number | null {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return null;
  const told = siteTime(date.toISOString(), zone);
  return told === null ? null : offsetMs(told.offset);
}

function offsetMs(offset: string): number {
  const [, sign = '+', hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})/.exec(offset) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** Only moments that instants can tell: the years 1970 to 9999. */
function bounded(from: number, lasts: number): Moment | null {
  return from >= 0 && from + lasts < 253_402_300_800_000 ? { from, to: from + lasts } : null;
}
