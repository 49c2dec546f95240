import type { Access, Token } from '../model/index.ts';
import type { Lexeme } from './lexeme.ts';
import { iecLimits } from './limits.ts';
import type { Reader } from './reader.ts';
import { binary, callable, unary } from './words.ts';

/** A token while it is not known yet what its name does. */
export interface OpenToken {
  kind: Token['kind'];
  text: string;
  key: string;
  access?: Access;
}

export function tokenOf(lexeme: Lexeme): OpenToken {
  return { kind: lexeme.kind === 'pragma' ? 'other' : lexeme.kind, text: lexeme.text, key: lexeme.key };
}

/** Takes the next lexeme into the tokens as it is. */
export function push(reader: Reader, out: OpenToken[]): void {
  const lexeme = reader.next();
  if (lexeme !== undefined) out.push(tokenOf(lexeme));
}

/**
 * Reads an expression into tokens; false where the grammar does not hold, with the place at what does not fit.
 * Precedence is not told: the tokens in their order are what is compared.
 */
export function expression(reader: Reader, out: OpenToken[], depth = 0): boolean {
  if (depth > iecLimits.depth) return false;
  for (;;) {
    const from = out.length;
    while (unary.has(reader.key())) push(reader, out);
    const isNegative = out.length > from && out.at(-1)?.key === '-' && reader.peek()?.kind === 'number';
    if (isNegative) negative(reader, out);
    else if (!operand(reader, out, depth)) return false;
    // Assignments in expressions are of CODESYS V3: `IF (b := f()) THEN`.
    if (depth > 0 && reader.is(':=')) push(reader, out);
    else if (binary.has(reader.key())) push(reader, out);
    else return true;
  }
}

/** A negative number is one constant: what it became, and which way it went, is told of it with its sign. */
function negative(reader: Reader, out: OpenToken[]): void {
  out.pop();
  push(reader, out);
  const number = out.at(-1);
  if (number === undefined) return;
  number.text = `-${number.text}`;
  number.key = `-${number.key}`;
}

/** One operand with its parts, indices and arguments. */
export function operand(reader: Reader, out: OpenToken[], depth = 0): boolean {
  const lexeme = reader.peek();
  if (lexeme === undefined) return false;
  switch (lexeme.kind) {
    case 'name':
      return path(reader, out, depth);
    case 'address':
      push(reader, out);
      mark(out, out.length - 1, 'read');
      return trail(reader, out, out.length - 1, depth);
    case 'number':
      push(reader, out);
      // `3(0)`: three times zero, in the value of an array.
      return reader.is('(') ? list(reader, out, ')', depth) : true;
    case 'text':
    case 'duration':
    case 'date':
      push(reader, out);
      return true;
    case 'keyword':
      return word(reader, out, lexeme, depth);
    case 'operator':
      if (lexeme.key === '(') return list(reader, out, ')', depth) && trail(reader, out, -1, depth);
      return lexeme.key === '[' && list(reader, out, ']', depth);
    case 'pragma':
      // Code of another language, or an attribute of what follows.
      push(reader, out);
      return true;
    case 'other':
      return false;
  }
}

function word(reader: Reader, out: OpenToken[], lexeme: Lexeme, depth: number): boolean {
  if (lexeme.key === 'TRUE' || lexeme.key === 'FALSE') {
    push(reader, out);
    return true;
  }
  if (!callable.has(lexeme.key) || reader.key(1) !== '(') return false;
  out.push({ ...tokenOf(lexeme), kind: 'name', access: 'call' });
  reader.next();
  return list(reader, out, ')', depth);
}

/**
 * A name with its parts, as one token as long as no index stands between them: `axis.status.done`. What follows
 * an index is a name without access, a part of the one before.
 */
export function path(reader: Reader, out: OpenToken[], depth: number): boolean {
  const base = out.length;
  out.push(dotted(reader));
  mark(out, base, 'read');
  return trail(reader, out, base, depth);
}

function dotted(reader: Reader): OpenToken {
  const first = reader.next();
  let text = first?.text ?? '';
  let key = first?.key ?? '';
  if ((key === 'THIS' || key === 'SUPER') && reader.is('^')) {
    reader.next();
    text += '^';
    key += '^';
  }
  while (reader.is('.') && isPart(reader.peek(1))) {
    reader.next();
    const part = reader.next();
    text += `.${part?.text ?? ''}`;
    key += `.${part?.key ?? ''}`;
  }
  return { kind: 'name', text, key };
}

/** `x.3` and `x.%X3` are bits of it. */
function isPart(lexeme: Lexeme | undefined): boolean {
  return lexeme?.kind === 'name' || lexeme?.kind === 'number' || lexeme?.kind === 'address';
}

/** What may follow an operand: indices, parts, `^`, the brackets of a call. */
function trail(reader: Reader, out: OpenToken[], base: number, depth: number): boolean {
  for (;;) {
    if (reader.is('[')) {
      if (!list(reader, out, ']', depth)) return false;
    } else if (reader.is('(')) {
      mark(out, base, 'call');
      if (!list(reader, out, ')', depth)) return false;
    } else if (reader.is('^')) push(reader, out);
    else if (reader.is('.') && isPart(reader.peek(1))) {
      push(reader, out);
      out.push(dotted(reader));
    } else return true;
  }
}

/** What stands in brackets: arguments, elements, indices. `a :=` and `a =>` name a parameter; its value may be missing. */
export function list(reader: Reader, out: OpenToken[], close: string, depth: number): boolean {
  if (depth > iecLimits.depth) return false;
  push(reader, out);
  while (!reader.is(close)) {
    while (reader.is(',')) push(reader, out);
    if (reader.is(close)) break;
    if (!argument(reader, out, depth)) return false;
    if (!reader.is(',') && !reader.is(close)) return false;
  }
  push(reader, out);
  return true;
}

function argument(reader: Reader, out: OpenToken[], depth: number): boolean {
  const not = reader.is('NOT') ? 1 : 0;
  const named = reader.key(not + 1);
  if (reader.isName(not) && (named === ':=' || named === '=>' || named === 'REF=')) {
    for (let at = 0; at < not + 2; at++) push(reader, out);
    if (reader.is(',') || reader.is(')')) return true;
    const from = out.length;
    if (!expression(reader, out, depth + 1)) return false;
    if (named === '=>') mark(out, from, 'write');
    return true;
  }
  return expression(reader, out, depth + 1);
}

export function mark(out: OpenToken[], at: number, access: Access): void {
  const token = out[at];
  if (token !== undefined && (token.kind === 'name' || token.kind === 'address')) token.access = access;
}
