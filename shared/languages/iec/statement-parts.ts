import type { Statement } from '../model/index.ts';
import { type OpenToken, tokenOf } from './expression.ts';
import type { Reader } from './reader.ts';
import { assigning } from './words.ts';

/** Words that begin statements. All other reserved words end them. */
export const openers = new Set([
  'IF',
  'CASE',
  'FOR',
  'WHILE',
  'REPEAT',
  'EXIT',
  'CONTINUE',
  'RETURN',
  '__TRY',
]);

const unitWords = new Set([
  'METHOD',
  'ACTION',
  'PROPERTY',
  'TRANSITION',
  'INTERFACE',
  'CLASS',
  'TYPE',
  'CONFIGURATION',
]);

/** The words of expressions begin no statement, but they do not end a list of them either. */
const operands = new Set(['TRUE', 'FALSE', 'NOT', 'AND', 'OR', 'XOR', 'MOD', 'AND_THEN', 'OR_ELSE']);

export function isCloser(reader: Reader): boolean {
  const lexeme = reader.peek();
  if (lexeme?.kind === 'keyword') return !openers.has(lexeme.key) && !operands.has(lexeme.key);
  // Two names in a row are no statement, so this is a unit within or behind the body.
  return lexeme?.kind === 'name' && unitWords.has(lexeme.key) && reader.isName(1);
}

/** Whether labels of a `CASE` come next: up to a colon there is nothing that a statement would have. */
export function isSelection(reader: Reader): boolean {
  for (let ahead = 0; ; ahead++) {
    const lexeme = reader.peek(ahead);
    if (lexeme === undefined || lexeme.kind === 'pragma' || lexeme.kind === 'keyword') return false;
    if (lexeme.kind !== 'operator') continue;
    if (lexeme.key === ':') return ahead > 0;
    if (lexeme.key === ';' || assigning.has(lexeme.key)) return false;
  }
}

/** Up to the next semicolon, or to what ends the block: kept as it is written, and told as tokens without a sense. */
export function unread(reader: Reader, from: number): Statement {
  const line = reader.lexemes(from, from + 1)[0]?.line ?? reader.line;
  if (reader.at === from) reader.next();
  while (!reader.ended && !reader.is(';') && !isCloser(reader)) reader.next();
  const to = reader.at;
  reader.take(';');
  reader.problem(`not understood: ${reader.written(from, Math.min(to, from + 12)).slice(0, 120)}`, line);
  reader.keep(from, to);
  return made('other', reader.lexemes(from, to).map(tokenOf), [], reader, line);
}

export function made(
  kind: Statement['kind'],
  tokens: OpenToken[],
  holds: readonly Statement[],
  reader: Reader,
  line: number,
): Statement {
  return { kind, tokens, holds, comment: reader.remarks(), line };
}

export function both(first: string | null, second: string | null): string | null {
  return first === null || second === null ? (first ?? second) : `${first}\n${second}`;
}
