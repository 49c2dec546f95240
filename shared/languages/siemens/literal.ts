import { dateKey, durationKey, numberKey, textKey } from '../iec/index.ts';
import type { Token } from '../model/index.ts';

/** Short names of types before a literal, as classic STEP 7 writes them. */
const shortTypes: Readonly<Record<string, string>> = { B: 'BYTE', W: 'WORD', DW: 'DWORD', L: 'DINT' };
const bitTypes: ReadonlySet<string> = new Set(['BYTE', 'WORD', 'DWORD', 'LWORD']);
const realTypes: ReadonlySet<string> = new Set(['REAL', 'LREAL']);
/** Digits beyond this are no number of a controller and stay as they are written. */
const longest = 80;

interface Literal {
  /** In capitals, a short name replaced; empty for `16#FF`. */
  readonly type: string;
  readonly body: string;
}

function partsOf(text: string): Literal {
  const hash = text.indexOf('#');
  const before = text.slice(0, hash).toUpperCase();
  // `16#FF` has a base where others have a type.
  if (/^\d/.test(before)) return { type: '', body: text };
  return { type: shortTypes[before] ?? before, body: text.slice(hash + 1) };
}

/** What a typed literal is and how it is compared: by its value within its type. */
export function literalToken(text: string): Pick<Token, 'kind' | 'key'> {
  const { type, body } = partsOf(text);
  if (type === '') return { kind: 'number', key: numberKey(body) };
  if (/^(?:S5)?T(?:IME)?$|^LT(?:IME)?$/.test(type))
    return { kind: 'duration', key: anyDurationKey(type, body) };
  if (body.startsWith("'")) return { kind: 'text', key: `${type}#${textKey(body)}` };
  const date = /^[\d:._-]+$/.test(body) && /D|TOD/.test(type) ? dateKey(text) : null;
  if (date !== null) return { kind: 'other', key: date };
  if (/^[-+]?\d/.test(body)) return { kind: 'number', key: `${type}#${signedKey(body)}` };
  return { kind: 'other', key: `${type}#${body.replace(/\s+/g, '').toUpperCase()}` };
}

function anyDurationKey(type: string, body: string): string {
  // S5TIME is a type of its own with steps of its own, so it never equals a TIME.
  const key = durationKey(`${type.startsWith('S5') ? 'T' : type}#${body}`);
  if (key === null) return `${type}#${body.toUpperCase()}`;
  return type.startsWith('S5') ? `S5${key}` : key;
}

function signedKey(body: string): string {
  const negative = body.startsWith('-');
  const key = numberKey(body.replace(/^[-+]/, ''));
  return negative ? `-${key}` : key;
}

/**
 * The start value of a member in one writing: `T#90s` and `t#1m_30s` are `T#1m30s`, `INT#16#0A` of an Int is `10`,
 * `5` of a Real is `5.0`, `255` of a Byte is `16#FF`. `type` is the member's; what is not understood stays as written.
 */
export function canonicalLiteral(text: string, type: string): string {
  const of = type.toUpperCase();
  if (!text.includes('#')) return /^\d/.test(text) ? numberText(text, of) : wordText(text);
  const literal = partsOf(text);
  if (literal.type === '') return numberText(literal.body, of);
  const { kind, key } = literalToken(text);
  if (kind === 'duration') return durationText(key);
  if (/^[-+]?\d/.test(literal.body) && kind === 'number') {
    const negative = literal.body.startsWith('-');
    const number = numberText(literal.body.replace(/^[-+]/, ''), literal.type);
    return `${literal.type === of ? '' : `${literal.type}#`}${negative ? '-' : ''}${number}`;
  }
  if (kind === 'text') return literal.type === of ? textKey(literal.body) : key;
  if (literal.type === 'BOOL') return wordText(literal.body);
  return key;
}

function wordText(text: string): string {
  return /^(?:true|false)$/i.test(text) ? text.toUpperCase() : text;
}

function numberText(text: string, type: string): string {
  const key = numberKey(text);
  if (type === 'BOOL' && /^[01]$/.test(key)) return key === '1' ? 'TRUE' : 'FALSE';
  if (bitTypes.has(type) && /^\d+$/.test(key) && key.length <= longest)
    return `16#${BigInt(key).toString(16).toUpperCase()}`;
  return realTypes.has(type) && /^\d+$/.test(key) ? numberKey(`${key}.0`) : key;
}

const units = [
  ['d', 86_400_000n],
  ['h', 3_600_000n],
  ['m', 60_000n],
  ['s', 1_000n],
] as const;

/** `T#90000ms` as people write it: `T#1m30s`. */
function durationText(key: string): string {
  const [, type = '', sign = '', whole = '', fraction = ''] =
    /^(\w+)#(-?)(\d+)((?:\.\d+)?)ms$/.exec(key) ?? [];
  if (type === '') return key;
  let rest = BigInt(whole);
  let text = '';
  for (const [unit, milliseconds] of units) {
    if (rest >= milliseconds) text += `${rest / milliseconds}${unit}`;
    rest %= milliseconds;
  }
  if (rest > 0n || fraction !== '' || text === '') text += `${rest}${fraction}ms`;
  return `${type}#${sign}${text}`;
}
