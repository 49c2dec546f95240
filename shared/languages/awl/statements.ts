import type { Access, Statement, Token } from '../model/index.ts';
import { type BodyContext, nameKey } from '../siemens/index.ts';
import { type Mnemonics, operationOf } from './mnemonics.ts';
import { operandTokens } from './operands.ts';

/** One statement of a source, over as many lines as its brackets need; comments apart. */
export interface Written {
  readonly text: string;
  readonly comment: string | null;
  readonly line: number;
}

const writing = new Set([
  '=',
  'S',
  'R',
  'T',
  'FP',
  'FN',
  'SP',
  'SE',
  'SD',
  'SS',
  'SF',
  'CU',
  'CD',
  'FR',
  'TAR1',
  'TAR2',
]);
const calling = new Set(['CALL', 'UC', 'CC']);

/**
 * The statements that are written, labels as statements of their own. Operations are compared by their
 * international mnemonic, whichever a source uses. Source: Siemens, "Statement List (STL) for S7-300 and S7-400
 * programming" (A5E00706960), with its table of German and international mnemonics.
 */
export function stlStatements(
  written: readonly Written[],
  mnemonics: Mnemonics,
  context: BodyContext,
): Statement[] {
  const found: Statement[] = [];
  for (const each of written) {
    const [, label, rest = ''] =
      /^\s*(?:([\p{L}_][\p{L}\p{N}_]{0,24})\s*:(?!=))?\s*([\s\S]*)$/u.exec(each.text) ?? [];
    if (label !== undefined) found.push(labelled(label, rest === '' ? each.comment : null, each.line));
    if (rest.trim() !== '') found.push(statement({ ...each, text: rest.trim() }, mnemonics, context));
    else if (label === undefined && each.comment !== null) appendComment(found, each.comment);
  }
  return found;
}

function labelled(label: string, comment: string | null, line: number): Statement {
  return {
    kind: 'label',
    tokens: [{ kind: 'name', text: label, key: nameKey(label) }],
    holds: [],
    comment,
    line,
  };
}

/** A comment on a line of its own belongs to what stands before it. */
function appendComment(found: Statement[], comment: string): void {
  const last = found.pop();
  if (last !== undefined)
    found.push({ ...last, comment: last.comment === null ? comment : `${last.comment}\n${comment}` });
}

const operator = /^(?:[=<>+\-*/]{1,2}[IDR]?(?![\p{L}\d#])|\+AR[12]|\)MCR|\)|[\p{L}_][\p{L}\p{N}_]*[+-]?\(?)/u;

function statement({ text, comment, line }: Written, mnemonics: Mnemonics, context: BodyContext): Statement {
  const word = operator.exec(text)?.[0] ?? '';
  const bracketed = /\($/.test(word) && operationOf(word, mnemonics) === null;
  const name = bracketed ? word.slice(0, -1) : word;
  const key = operationOf(name, mnemonics);
  const operand = text.slice(name.length);
  if (key === null) {
    context.findings.say(line, `no operation of STL: ${text.slice(0, 80)}`);
    context.findings.keep(context.where, text, line);
    return { kind: 'other', tokens: [{ kind: 'other', text, key: text }], holds: [], comment, line };
  }
  const head: Token = { kind: 'keyword', text: name, key };
  const tokens = calling.has(key)
    ? [head, ...callTokens(operand, context)]
    : [head, ...plainTokens(operand, key, context)];
  return { kind: kindOf(key), tokens, holds: [], comment, line };
}

function kindOf(key: string): Statement['kind'] {
  if (calling.has(key)) return 'call';
  if (/^(?:J[A-Z]+|LOOP)$/.test(key)) return 'jump';
  return /^BE[UC]?$/.test(key) ? 'return' : 'instruction';
}

function plainTokens(operand: string, key: string, context: BodyContext): Token[] {
  if (kindOf(key) === 'jump') {
    const label = operand.trim();
    return label === '' ? [] : [{ kind: 'name', text: label, key: nameKey(label) }];
  }
  const access: Access = writing.has(key) ? 'write' : 'read';
  return splitAt(operand, ',').flatMap((part, at) => [
    ...(at > 0 ? [comma] : []),
    ...operandTokens(part, access, context.locals),
  ]);
}

const comma: Token = { kind: 'operator', text: ',', key: ',' };

/** `FB 10, DB 12 (IN := x, OUT := y)`; parameters of a compiled call stand one by one behind its name. */
function callTokens(text: string, context: BodyContext): Token[] {
  const open = indexOutside(text, '(');
  const names = splitAt(open < 0 ? text : text.slice(0, open), ',');
  const tokens = names.flatMap((name, at) => [
    ...(at > 0 ? [comma] : []),
    ...operandTokens(name, at === 0 ? 'call' : 'read', context.locals),
  ]);
  if (open < 0) return tokens;
  const close = text.lastIndexOf(')');
  const inside = text.slice(open + 1, close > open ? close : text.length);
  tokens.push({ kind: 'operator', text: '(', key: '(' });
  splitAt(inside, ',').forEach((argument, at) => {
    if (argument.trim() === '') return;
    if (at > 0) tokens.push(comma);
    const sign = indexOutside(argument, ':=');
    const name = argument.slice(0, Math.max(0, sign)).trim();
    if (sign >= 0)
      tokens.push(
        { kind: 'name', text: name, key: nameKey(name.replaceAll('"', '')) },
        { kind: 'operator', text: ':=', key: ':=' },
      );
    // Whether a parameter is written or read stands in the block that is called.
    tokens.push(...operandTokens(sign < 0 ? argument : argument.slice(sign + 2), undefined, context.locals));
  });
  tokens.push({ kind: 'operator', text: ')', key: ')' });
  return tokens;
}

/** Where a mark stands outside of quotes and of brackets in brackets; -1 where it does not. */
function indexOutside(text: string, mark: string): number {
  let quote = '';
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (depth === 0 && text.startsWith(mark, at)) return at;
    else if (char === '"' || char === "'") quote = char;
    else if (char === '[' || char === '(') depth++;
    else if (char === ']' || char === ')') depth--;
  }
  return -1;
}

function splitAt(text: string, mark: string): string[] {
  const parts: string[] = [];
  let rest = text;
  for (;;) {
    const at = indexOutside(rest, mark);
    if (at < 0) break;
    parts.push(rest.slice(0, at));
    rest = rest.slice(at + mark.length);
  }
  if (rest.trim() !== '' || parts.length > 0) parts.push(rest);
  return parts;
}
