import type { Token } from '../model/index.ts';
import { shortText } from './pieces.ts';

/** A term of a condition, by what is compared and what is shown. */
export interface Term {
  readonly key: string;
  readonly text: string;
  readonly tokens: readonly Token[];
}

/** Terms that have all to be true for an expression to be: `a`, `NOT b`, `(c OR d)` of `a AND NOT b AND (c OR d)`. */
export function termsOf(tokens: readonly Token[]): Term[] {
  const closes = closings(tokens);
  const terms: Term[] = [];
  const open: Range[] = [[0, tokens.length]];
  for (let range = open.pop(); range !== undefined; range = open.pop()) {
    const [from, to] = unwrapped(tokens, closes, range);
    const parts = conjuncts(tokens, closes, from, to);
    // A bracket of terms that are all needed is those terms.
    if (parts.length > 1) for (const part of parts.reverse()) open.push(part);
    else if (from < to) terms.push(termOf(tokens.slice(from, to)));
  }
  return terms;
}

/** From the first to behind the last of some tokens. */
type Range = readonly [from: number, to: number];

/** Where the bracket that opens at a place closes; −1 where none opens or none closes it. */
function closings(tokens: readonly Token[]): Int32Array {
  const closes = new Int32Array(tokens.length).fill(-1);
  const open: number[] = [];
  tokens.forEach(({ key }, at) => {
    if (key === '(' || key === '[') open.push(at);
    else if (key === ')' || key === ']') closes[open.pop() ?? at] = at;
  });
  return closes;
}

function unwrapped(tokens: readonly Token[], closes: Int32Array, range: Range): Range {
  let [from, to] = range;
  while (from < to && tokens[from]?.key === '(' && closes[from] === to - 1) {
    from++;
    to--;
  }
  return [from, to];
}

/** What stands between the `AND`s of a range; all of it where an `OR` stands beside them. */
function conjuncts(tokens: readonly Token[], closes: Int32Array, from: number, to: number): Range[] {
  const parts: Range[] = [];
  let begin = from;
  for (let at = from; at < to; at++) {
    at = Math.max(at, closes[at] ?? -1);
    const key = tokens[at]?.key ?? '';
    if (alternatives.has(key)) return [[from, to]];
    if (!conjunctions.has(key)) continue;
    parts.push([begin, at]);
    begin = at + 1;
  }
  return [...parts, [begin, to]];
}

function termOf(tokens: readonly Token[]): Term {
  return { key: keysOf(tokens), text: joined(tokens), tokens };
}

/** What stands between `OR`s, each as the terms it is of. */
export function alternativesOf(tokens: readonly Token[]): { readonly key: string; readonly text: string }[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.key === '(' || token.key === '[') depth++;
    if (token.key === ')' || token.key === ']') depth--;
    if (depth === 0 && (token.key === 'OR' || token.key === 'OR_ELSE')) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.map(part => {
    const terms = termsOf(part);
    return {
      key: terms
        .map(({ key }) => key)
        .sort()
        .join(' AND '),
      text: terms.map(({ text }) => text).join(' AND '),
    };
  });
}

const conjunctions: ReadonlySet<string> = new Set(['AND', '&', 'AND_THEN']);
const alternatives: ReadonlySet<string> = new Set(['OR', 'XOR', 'OR_ELSE']);

function keysOf(tokens: readonly Token[]): string {
  return tokens.map(({ key }) => key).join(' ');
}

function joined(tokens: readonly Token[]): string {
  return shortText(
    tokens
      .map(({ text }) => text)
      .join(' ')
      .replace(/ ?([()[\].,^]) ?/g, '$1'),
  );
}
