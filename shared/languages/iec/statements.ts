import type { Statement } from '../model/index.ts';
import { compound } from './compound.ts';
import { expression, mark, type OpenToken, path, push, tokenOf } from './expression.ts';
import { iecLimits } from './limits.ts';
import type { Reader } from './reader.ts';
import { isCloser, isSelection, made, openers, unread } from './statement-parts.ts';
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
  if (lexeme.key === 'RETURN') return simple(reader, from, 'return', [], 1);
  if (lexeme.key === 'EXIT' || lexeme.key === 'CONTINUE') return simple(reader, from, 'jump', [], 1);
  if (lexeme.kind === 'keyword')
    return compound(statements, reader, lexeme.key, depth) ?? unread(reader, from);
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

/** All of a text as statements: what ends a block that none began is kept and said, and reading goes on behind it. */
export function allStatements(reader: Reader): Statement[] {
  const found = statements(reader);
  while (!reader.ended) {
    found.push(unread(reader, reader.at));
    found.push(...statements(reader));
  }
  return found;
}
