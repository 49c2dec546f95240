import type { Statement } from '../model/index.ts';
import { expression, list, mark, type OpenToken, path, push, tokenOf } from './expression.ts';
import { iecLimits } from './limits.ts';
import type { Reader } from './reader.ts';
import { assigning } from './words.ts';

/**
 * Reads statements up to a word that cannot begin one, which is left for the caller: `END_IF` for who reads an
 * `IF`, the end of the block for who reads a block.
 */
export function statements(reader: Reader, depth = 0, selecting = false): Statement[] {
  const found: Statement[] = [];
  while (!reader.ended) {
    if (isCloser(reader)) break;
    if (selecting && isSelection(reader)) break;
    const statement = depth > iecLimits.depth ? unread(reader, reader.at) : one(reader, depth);
    if (statement !== null) found.push(statement);
  }
  return found;
}

/** Words that begin statements. All other reserved words end them. */
const openers = new Set(['IF', 'CASE', 'FOR', 'WHILE', 'REPEAT', 'EXIT', 'CONTINUE', 'RETURN', '__TRY']);

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

function isCloser(reader: Reader): boolean {
  const lexeme = reader.peek();
  if (lexeme?.kind === 'keyword') return !openers.has(lexeme.key) && !operands.has(lexeme.key);
  // Two names in a row are no statement, so this is a unit within or behind the body.
  return lexeme?.kind === 'name' && unitWords.has(lexeme.key) && reader.isName(1);
}

/** Whether labels of a `CASE` come next: up to a colon there is nothing that a statement would have. */
function isSelection(reader: Reader): boolean {
  for (let ahead = 0; ; ahead++) {
    const lexeme = reader.peek(ahead);
    if (lexeme === undefined || lexeme.kind === 'pragma' || lexeme.kind === 'keyword') return false;
    if (lexeme.kind !== 'operator') continue;
    if (lexeme.key === ':') return ahead > 0;
    if (lexeme.key === ';' || assigning.has(lexeme.key)) return false;
  }
}

function one(reader: Reader, depth: number): Statement | null {
  const from = reader.at;
  const lexeme = reader.peek();
  if (lexeme === undefined) return null;
  if (lexeme.key === ';' && lexeme.kind === 'operator') {
    reader.noise('empty-statement', ';');
    reader.next();
    return null;
  }
  if (lexeme.kind === 'pragma') return pragma(reader);
  if (lexeme.kind === 'keyword') return compound(reader, lexeme.key, depth);
  if (lexeme.kind === 'name' && reader.key(1) === ':') return simple(reader, from, 'label', [], 2);
  if (lexeme.key === 'JMP' && reader.isName(1)) return simple(reader, from, 'jump', [], 2);
  return plain(reader, from);
}

/** Folding marks of the editor mean nothing; any other pragma is told to the compiler. */
function pragma(reader: Reader): Statement | null {
  const lexeme = reader.next();
  if (lexeme === undefined) return null;
  if (/^\{\s*(?:end)?region\b/i.test(lexeme.text)) {
    reader.noise('region', lexeme.text, lexeme.line);
    return null;
  }
  reader.take(';');
  const key = lexeme.key.replaceAll(' ', '');
  return made('other', [{ ...tokenOf(lexeme), key }], [], reader, lexeme.line);
}

/** An assignment or a call. */
function plain(reader: Reader, from: number): Statement {
  const out: OpenToken[] = [];
  const isPath = reader.isName() || reader.peek()?.kind === 'address';
  if (!isPath || !target(reader, out)) return unread(reader, from);
  if (isBare(out) && reader.key() === 'ACCESS') {
    // Automation Studio: a dynamic variable is bound to an address.
    mark(out, 0, 'write');
    push(reader, out);
    return expression(reader, out) ? end(reader, from, 'assignment', out) : unread(reader, from);
  }
  if (!assigning.has(reader.key())) {
    mark(out, 0, 'call');
    return end(reader, from, 'call', out);
  }
  let at = 0;
  while (assigning.has(reader.key())) {
    mark(out, at, 'write');
    push(reader, out);
    at = out.length;
    if (!expression(reader, out)) return unread(reader, from);
  }
  return end(reader, from, 'assignment', out);
}

function target(reader: Reader, out: OpenToken[]): boolean {
  if (reader.isName()) return path(reader, out, 0);
  push(reader, out);
  return true;
}

function isBare(out: readonly OpenToken[]): boolean {
  return out.length === 1;
}

function simple(
  reader: Reader,
  from: number,
  kind: Statement['kind'],
  out: OpenToken[],
  count: number,
): Statement {
  for (let at = 0; at < count; at++) push(reader, out);
  if (kind === 'label') {
    out.pop();
    return made(kind, out, [], reader, reader.lexemes(from, from + 1)[0]?.line ?? reader.line);
  }
  return end(reader, from, kind, out);
}

/** Closes a statement that a semicolon ends; without one it is read all the same, and said. */
function end(reader: Reader, from: number, kind: Statement['kind'], out: OpenToken[]): Statement {
  if (reader.take(';') || mayEnd(reader)) {
    return made(kind, out, [], reader, reader.lexemes(from, from + 1)[0]?.line ?? reader.line);
  }
  return unread(reader, from);
}

/** The semicolon is missing where the next statement begins, or the block ends; anything else fits no grammar. */
function mayEnd(reader: Reader): boolean {
  const lexeme = reader.peek();
  const last = reader.peek(-1);
  const begins =
    lexeme === undefined || isCloser(reader) || (lexeme.kind === 'keyword' && openers.has(lexeme.key));
  const starts = lexeme?.kind === 'name' && last !== undefined && lexeme.line > last.line;
  if (begins || starts) reader.problem('`;` expected', last?.line ?? reader.line);
  return begins || starts;
}

/** Up to the next semicolon, or to what ends the block: kept as it is written, and told as tokens without a sense. */
function unread(reader: Reader, from: number): Statement {
  const line = reader.lexemes(from, from + 1)[0]?.line ?? reader.line;
  if (reader.at === from) reader.next();
  while (!reader.ended && !reader.is(';') && !isCloser(reader)) reader.next();
  const to = reader.at;
  reader.take(';');
  reader.problem(`not understood: ${reader.written(from, Math.min(to, from + 12)).slice(0, 120)}`, line);
  reader.keep(from, to);
  return made('other', reader.lexemes(from, to).map(tokenOf), [], reader, line);
}

function made(
  kind: Statement['kind'],
  tokens: OpenToken[],
  holds: readonly Statement[],
  reader: Reader,
  line: number,
): Statement {
  return { kind, tokens, holds, comment: reader.remarks(), line };
}

function compound(reader: Reader, key: string, depth: number): Statement {
  const from = reader.at;
  switch (key) {
    case 'IF':
      return ifStatement(reader, depth);
    case 'CASE':
      return caseStatement(reader, depth);
    case 'FOR':
      return loop(reader, depth, 'DO', 'END_FOR');
    case 'WHILE':
      return loop(reader, depth, 'DO', 'END_WHILE');
    case 'REPEAT':
      return repeat(reader, depth);
    case '__TRY':
      return attempt(reader, depth);
    case 'RETURN':
      return simple(reader, from, 'return', [], 1);
    case 'EXIT':
    case 'CONTINUE':
      return simple(reader, from, 'jump', [], 1);
    default:
      return unread(reader, from);
  }
}

/** The words from one that opens to the one before what is held: `IF a THEN`. A condition that does not hold the grammar is kept, and said. */
function head(reader: Reader, until: string): OpenToken[] {
  const out: OpenToken[] = [];
  push(reader, out);
  condition(reader, out);
  if (reader.is(until)) push(reader, out);
  else {
    const from = reader.at;
    while (!reader.ended && !reader.is(until) && !reader.is(';') && !isEnding(reader)) push(reader, out);
    reader.problem(`\`${until}\` expected`, reader.peek(-1)?.line ?? reader.line);
    if (reader.at > from) reader.keep(from);
    if (reader.is(until)) push(reader, out);
  }
  return out;
}

function isEnding(reader: Reader): boolean {
  const lexeme = reader.peek();
  return lexeme?.kind === 'keyword' && (openers.has(lexeme.key) || lexeme.key.startsWith('END_'));
}

function condition(reader: Reader, out: OpenToken[]): void {
  const from = out.length;
  if (!expression(reader, out)) {
    reader.problem('a condition expected');
    return;
  }
  if (!reader.is(':=')) return;
  // Of a FOR: the variable that counts, its first value, its last and its step.
  mark(out, from, 'write');
  push(reader, out);
  while (expression(reader, out) && (reader.is('TO') || reader.is('BY'))) push(reader, out);
}

function ifStatement(reader: Reader, depth: number): Statement {
  const line = reader.line;
  const tokens = head(reader, 'THEN');
  const before = reader.remarks();
  const holds = statements(reader, depth + 1);
  for (;;) {
    const at = reader.line;
    if (reader.is('ELSIF')) {
      const branch = head(reader, 'THEN');
      const comment = reader.remarks();
      const held = statements(reader, depth + 1);
      holds.push({
        kind: 'elsif',
        tokens: branch,
        holds: held,
        comment: both(comment, reader.remarks()),
        line: at,
      });
    } else if (reader.is('ELSE')) {
      holds.push(elseStatement(reader, depth));
    } else break;
  }
  return closed(reader, 'if', tokens, holds, before, line, 'END_IF');
}

function elseStatement(reader: Reader, depth: number): Statement {
  const line = reader.line;
  const tokens: OpenToken[] = [];
  push(reader, tokens);
  const comment = reader.remarks();
  const holds = statements(reader, depth + 1);
  return { kind: 'else', tokens, holds, comment: both(comment, reader.remarks()), line };
}

function caseStatement(reader: Reader, depth: number): Statement {
  const line = reader.line;
  const tokens = head(reader, 'OF');
  const before = reader.remarks();
  // What stands before the first label belongs to none and is never done.
  const holds = statements(reader, depth + 1, true);
  while (!reader.ended) {
    if (reader.is('ELSE')) holds.push(elseStatement(reader, depth));
    else if (!isCloser(reader) && isSelection(reader)) holds.push(selection(reader, depth));
    else break;
  }
  return closed(reader, 'case', tokens, holds, before, line, 'END_CASE');
}

function selection(reader: Reader, depth: number): Statement {
  const line = reader.line;
  const from = reader.at;
  const tokens: OpenToken[] = [];
  let fits = expression(reader, tokens);
  while (fits && reader.is(',')) {
    push(reader, tokens);
    fits = expression(reader, tokens);
  }
  if (!reader.is(':')) {
    const stuck = reader.at;
    while (!reader.ended && !reader.is(':')) push(reader, tokens);
    reader.problem('a label of CASE expected', line);
    reader.keep(Math.min(from, stuck));
  }
  push(reader, tokens);
  const comment = reader.remarks();
  const holds = statements(reader, depth + 1, true);
  return { kind: 'selection', tokens, holds, comment: both(comment, reader.remarks()), line };
}

function loop(reader: Reader, depth: number, until: string, close: string): Statement {
  const line = reader.line;
  const tokens = head(reader, until);
  const before = reader.remarks();
  const holds = statements(reader, depth + 1);
  return closed(reader, 'loop', tokens, holds, before, line, close);
}

/** `REPEAT … UNTIL x END_REPEAT` holds what is repeated; its head is `REPEAT UNTIL x`. */
function repeat(reader: Reader, depth: number): Statement {
  const line = reader.line;
  const tokens: OpenToken[] = [];
  push(reader, tokens);
  const before = reader.remarks();
  const holds = statements(reader, depth + 1);
  if (reader.is('UNTIL')) {
    push(reader, tokens);
    if (!expression(reader, tokens)) reader.problem('a condition expected');
    reader.take(';');
  } else reader.problem('`UNTIL` expected');
  return closed(reader, 'loop', tokens, holds, before, line, 'END_REPEAT');
}

/** CODESYS V3: `__TRY`, `__CATCH(e)`, `__FINALLY`, `__ENDTRY`. */
function attempt(reader: Reader, depth: number): Statement {
  const line = reader.line;
  const tokens: OpenToken[] = [];
  push(reader, tokens);
  const before = reader.remarks();
  const holds = statements(reader, depth + 1);
  while (reader.is('__CATCH') || reader.is('__FINALLY')) {
    const at = reader.line;
    const branch: OpenToken[] = [];
    push(reader, branch);
    if (reader.is('(') && !list(reader, branch, ')', 0)) reader.problem('a name expected');
    const comment = reader.remarks();
    const held = statements(reader, depth + 1);
    holds.push({
      kind: 'other',
      tokens: branch,
      holds: held,
      comment: both(comment, reader.remarks()),
      line: at,
    });
  }
  return closed(reader, 'other', tokens, holds, before, line, '__ENDTRY');
}

function closed(
  reader: Reader,
  kind: Statement['kind'],
  tokens: OpenToken[],
  holds: readonly Statement[],
  before: string | null,
  line: number,
  close: string,
): Statement {
  reader.expect(close);
  reader.take(';');
  return { kind, tokens, holds, comment: both(before, reader.remarks()), line };
}

function both(first: string | null, second: string | null): string | null {
  return first === null || second === null ? (first ?? second) : `${first}\n${second}`;
}

/** All of a text as statements: what ends a block that none began is kept and said, and reading goes on behind it. */
export function allStatements(reader: Reader): Statement[] {
  const found = statements(reader);
  while (!reader.ended) {
    found.push(unread(reader, reader.at));
    found.push(...statements(reader));
  }
  return found;
}
