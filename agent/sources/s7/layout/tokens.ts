import { WitnessError } from '@witnessmark/shared/errors';

export interface Token {
  /** `quoted` holds the text between double quotes, `text` that between single quotes. */
  readonly kind: 'word' | 'number' | 'quoted' | 'text' | 'attributes' | 'mark' | 'end';
  readonly value: string;
  readonly line: number;
}

/** Larger declarations are refused; a real one is a few hundred kilobytes at most. */
const maxChars = 4 * 1024 * 1024;

const patterns = [
  ['space', /[\s\uFEFF]+/y],
  ['comment', /\/\/[^\n]*/y],
  ['comment', /\(\*[\s\S]*?\*\)/y],
  // A title is free text up to the end of its line.
  ['comment', /TITLE[ \t]*=[^\n]*/iy],
  ['attributes', /\{[^}]*\}/y],
  ['quoted', /"[^"\n]*"/y],
  ['text', /'(?:[^'$\n]|\$.)*'/y],
  ['number', /\d[\d_]*/y],
  ['word', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['mark', /:=|\.\.|[^\s"'{}]/uy],
] as const;

/** Splits a declaration into tokens. Throws `s7.layout-invalid` with file and line. */
export function tokens(source: string, file: string): Token[] {
  if (source.length > maxChars) {
    throw new WitnessError('s7.layout-invalid', file, `more than ${maxChars} characters`);
  }
  const found: Token[] = [];
  let line = 1;
  for (let at = 0; at < source.length; ) {
    const next = match(source, at);
    if (next === null) {
      throw new WitnessError(
        's7.layout-invalid',
        `${file}:${line}`,
        `cannot read ${source.slice(at, at + 1)}`,
      );
    }
    const { kind, raw } = next;
    if (kind !== 'space' && kind !== 'comment') {
      found.push({ kind, value: kind === 'quoted' || kind === 'text' ? raw.slice(1, -1) : raw, line });
    }
    line += raw.split('\n').length - 1;
    at += raw.length;
  }
  found.push({ kind: 'end', value: 'the end of the file', line });
  return found;
}

function match(source: string, at: number) {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const raw = pattern.exec(source)?.[0];
    if (raw !== undefined) return { kind, raw };
  }
  return null;
}
