/** Digits beyond this are compared as they are written: no number of a controller has them. */
const longest = 80;

/** Digits of whole numbers that a number holds exactly. */
const exact = 15;

/** `16#FF`, `1_000`, `1.50`, `1E3` by their value: `255`, `1000`, `1.5`, `1000.0`. An integer never equals a real. */
export function numberKey(text: string): string {
  const plain = text.replaceAll('_', '');
  if (plain.length > longest) return plain.toUpperCase();
  const hash = plain.indexOf('#');
  if (hash > 0) return basedKey(plain, Number(plain.slice(0, hash)), plain.slice(hash + 1));
  if (!/^\d+$/.test(plain)) return realKey(plain);
  return plain.length <= exact ? String(Number(plain)) : BigInt(plain).toString();
}

function basedKey(plain: string, base: number, digits: string): string {
  const prefix = { 2: '0b', 8: '0o', 10: '', 16: '0x' }[base];
  const fits = { 2: /^[01]+$/, 8: /^[0-7]+$/, 10: /^\d+$/, 16: /^[\da-f]+$/i }[base];
  if (prefix === undefined || fits === undefined || !fits.test(digits)) return plain.toUpperCase();
  return BigInt(prefix + digits).toString();
}

/** By value, as a LREAL holds it; what is beyond it stays as written, so that no difference is lost. */
function realKey(plain: string): string {
  const value = Number(plain);
  const vanished = value === 0 && /[1-9]/.test(plain.split(/e/i)[0] ?? '');
  if (!Number.isFinite(value) || vanished) return plain.toUpperCase();
  const written = String(value);
  return /[.e]/.test(written) ? written : `${written}.0`;
}

const nanoseconds: Readonly<Record<string, bigint>> = {
  D: 86_400_000_000_000n,
  H: 3_600_000_000_000n,
  M: 60_000_000_000n,
  S: 1_000_000_000n,
  MS: 1_000_000n,
  US: 1_000n,
  NS: 1n,
};

/**
 * `T#1m30s` as `T#90000ms`, whatever its writing; null where it is no duration. The width of the type (TIME,
 * LTIME) stays. Source of the writing: IEC 61131-3, 6.3.4 (duration literals).
 */
export function durationKey(text: string): string | null {
  const hash = text.indexOf('#');
  const type = text.slice(0, hash).toUpperCase();
  const body = text
    .slice(hash + 1)
    .replaceAll('_', '')
    .toUpperCase();
  if (body.length > longest) return null;
  const negative = body.startsWith('-');
  let rest = negative || body.startsWith('+') ? body.slice(1) : body;
  if (rest === '') return null;
  let sum = 0n;
  while (rest !== '') {
    const part = /^(\d+)(?:\.(\d{1,18}))?(MS|US|NS|D|H|M|S)/.exec(rest);
    const unit = part?.[3] === undefined ? undefined : nanoseconds[part[3]];
    if (part === null || unit === undefined) return null;
    const fraction = part[2] ?? '';
    sum += (BigInt((part[1] ?? '') + fraction) * unit * 1_000_000n) / 10n ** BigInt(fraction.length);
    rest = rest.slice(part[0].length);
  }
  const wide = type.startsWith('L') ? 'LTIME' : 'T';
  return `${wide}#${negative && sum > 0n ? '-' : ''}${milliseconds(sum)}ms`;
}

/** Of millionths of a nanosecond: whole where they are, else with as many digits as it takes. */
function milliseconds(sum: bigint): string {
  const scale = 1_000_000_000_000n;
  const whole = sum / scale;
  const part = sum % scale;
  return part === 0n ? `${whole}` : `${whole}.${`${part}`.padStart(12, '0').replace(/0+$/, '')}`;
}

const shortTypes: Readonly<Record<string, string>> = {
  DATE: 'D',
  LDATE: 'LD',
  TIME_OF_DAY: 'TOD',
  LTIME_OF_DAY: 'LTOD',
  DATE_AND_TIME: 'DT',
  LDATE_AND_TIME: 'LDT',
};

/** `DATE#2020-1-5` as `D#2020-01-05`, `TOD#6:00:00` as `TOD#06:00:00`; null where it is no date and no time of day. */
export function dateKey(text: string): string | null {
  const hash = text.indexOf('#');
  const type = text.slice(0, hash).toUpperCase();
  const body = text.slice(hash + 1).replaceAll('_', '');
  const short = shortTypes[type] ?? type;
  const parts =
    /^(?:(\d{1,4})-(\d{1,2})-(\d{1,2}))?-?(?:(\d{1,2}):(\d{1,2})(?::(\d{1,2})(\.\d{1,12})?)?)?$/.exec(body);
  if (parts === null || body === '') return null;
  const [, year, month, day, hour, minute, second, fraction] = parts;
  const date = year === undefined ? '' : `${year.padStart(4, '0')}-${two(month)}-${two(day)}`;
  const clock =
    hour === undefined
      ? ''
      : `${two(hour)}:${two(minute)}:${two(second)}${(fraction ?? '').replace(/\.?0+$/, '')}`;
  return `${short}#${[date, clock].filter(part => part !== '').join('-')}`;
}

function two(digits: string | undefined): string {
  return (digits ?? '').padStart(2, '0');
}

/** `$n` as `$N`, `$0a` as `$0A`: what is between quotes, with one writing for each escape; its quotes stay. */
export function textKey(text: string): string {
  return text.includes('$')
    ? text.replace(/\$(?:[lnprt]|[\da-f]{2,4})/gi, found => found.toUpperCase())
    : text;
}
