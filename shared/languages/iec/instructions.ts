import type { Access, Statement } from '../model/index.ts';
import { list, mark, type OpenToken, operand, push, tokenOf } from './expression.ts';
import type { Reader } from './reader.ts';

/** Operators of Instruction List and what each does with its operand. Source: IEC 61131-3, 7.2 (2003: 3.2). */
const operators: ReadonlyMap<string, Access> = new Map([
  ...[
    'LD',
    'LDN',
    'AND',
    'ANDN',
    '&',
    '&N',
    'OR',
    'ORN',
    'XOR',
    'XORN',
    'NOT',
    'ADD',
    'SUB',
    'MUL',
    'DIV',
    'MOD',
  ].map(name => [name, 'read'] as const),
  ...['GT', 'GE', 'EQ', 'NE', 'LE', 'LT', 'JMP', 'JMPC', 'JMPCN', 'RET', 'RETC', 'RETCN'].map(
    name => [name, 'read'] as const,
  ),
  ...['ST', 'STN', 'S', 'R'].map(name => [name, 'write'] as const),
  ...['CAL', 'CALC', 'CALCN'].map(name => [name, 'call'] as const),
]);

/** Whether a body is Instruction List: its first line is an operator, with an operand behind it. A jump may also begin ST. */
export function isInstructionList(reader: Reader): boolean {
  const labelled = reader.isName() && reader.key(1) === ':' && reader.peek(2) !== undefined;
  const at = labelled ? 2 : 0;
  const next = reader.peek(at + 1);
  if (!operators.has(reader.key(at)) || next === undefined || reader.key(at).startsWith('JMP')) return false;
  return next.kind !== 'operator';
}

/** Reads a line each, up to a word that ends the block. */
export function instructions(reader: Reader, isEnd: (reader: Reader) => boolean): Statement[] {
  const found: Statement[] = [];
  while (!reader.ended && !isEnd(reader)) found.push(...line(reader));
  return found;
}

function line(reader: Reader): Statement[] {
  const from = reader.at;
  const at = reader.line;
  const found: Statement[] = [];
  if (reader.isName() && reader.key(1) === ':') {
    const tokens: OpenToken[] = [];
    push(reader, tokens);
    reader.next();
    found.push({ kind: 'label', tokens, holds: [], comment: null, line: at });
    if (reader.line !== at) return found;
  }
  const tokens: OpenToken[] = [];
  const word = reader.key();
  const access = operators.get(word);
  const first = reader.next();
  if (first === undefined) return found;
  // What is no operator is a function, called with the current result.
  tokens.push(
    access === undefined && first.kind === 'name'
      ? { ...tokenOf(first), access: 'call' }
      : { ...tokenOf(first), kind: 'keyword' },
  );
  if (!operands(reader, tokens, access ?? 'read', first.line))
    return [...found, unread(reader, from, first.line)];
  found.push({ kind: kindOf(word, access), tokens, holds: [], comment: reader.remarks(), line: at });
  return found;
}

/** What stands on the line, and what its brackets take beyond it. A lone `(` defers the operation to a line of its own. */
function operands(reader: Reader, tokens: OpenToken[], access: Access, line: number): boolean {
  if (reader.is('(') && reader.line === line) {
    push(reader, tokens);
    if (reader.ended || reader.line !== line) return true;
  }
  while (!reader.ended && reader.line === line) {
    const from = tokens.length;
    if (reader.is(')')) push(reader, tokens);
    else {
      if (reader.is('-')) push(reader, tokens);
      if (!operand(reader, tokens)) return false;
    }
    mark(tokens, from, access);
    if (reader.is(',')) push(reader, tokens);
    else if (reader.is('(') && !list(reader, tokens, ')', 0)) return false;
    else if (reader.is(':') || reader.is(';')) return false;
  }
  return true;
}

function kindOf(word: string, access: Access | undefined): Statement['kind'] {
  if (word.startsWith('JMP')) return 'jump';
  if (word.startsWith('RET')) return 'return';
  return access === 'call' || (access === undefined && word !== ')') ? 'call' : 'instruction';
}

function unread(reader: Reader, from: number, line: number): Statement {
  while (!reader.ended && reader.line === line) reader.next();
  reader.problem(
    `not understood: ${reader.written(from, Math.min(reader.at, from + 12)).slice(0, 120)}`,
    line,
  );
  reader.keep(from);
  const tokens = reader.lexemes(from, reader.at).map(tokenOf);
  return { kind: 'other', tokens, holds: [], comment: reader.remarks(), line };
}
