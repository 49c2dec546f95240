import type { Attribute, Member } from '../model/index.ts';
import { iecLimits } from './limits.ts';
import type { Reader } from './reader.ts';
import {
  memberOf,
  pragmaAttribute,
  type TypeText,
  typeText,
  type ValueText,
  valueText,
} from './type-text.ts';
import { variableBlocks } from './words.ts';
import { writeKeys, writeLexemes } from './writing.ts';

const qualifiers = new Set([
  ...['CONSTANT', 'RETAIN', 'NON_RETAIN', 'PERSISTENT', 'PUBLIC', 'PRIVATE', 'PROTECTED', 'INTERNAL'],
]);

export function isVariableBlock(reader: Reader): boolean {
  return reader.peek()?.kind === 'keyword' && variableBlocks.has(reader.key());
}

/** `VAR_INPUT CONSTANT … END_VAR`; its section is the word with its qualifiers in one order. */
export function variableBlock(reader: Reader): Member[] {
  const word = reader.next()?.key ?? '';
  const found: string[] = [];
  while (reader.isName() && qualifiers.has(reader.key()) && reader.key(1) !== ':')
    found.push(reader.next()?.key ?? '');
  const members = declarations(reader, [word, ...found.sort()].join(' '), 'END_VAR', 0);
  reader.expect('END_VAR');
  reader.take(';');
  return members;
}

/** Declarations up to a word that ends them, which is left. Also the members of a structure. */
export function declarations(reader: Reader, section: string, until: string, depth: number): Member[] {
  const members: Member[] = [];
  let pragmas: Attribute[] = [];
  while (!reader.ended && !reader.is(until)) {
    const lexeme = reader.peek();
    if (lexeme?.kind === 'pragma') {
      reader.next();
      if (/^\{ ?(?:end)?region\b/i.test(lexeme.text)) reader.noise('region', lexeme.text, lexeme.line);
      else pragmas.push(pragmaAttribute(lexeme.text));
      continue;
    }
    // Another block or a unit begins: this one lacks its end.
    if (lexeme?.kind === 'keyword' && lexeme.key !== 'STRUCT') break;
    members.push(...declaration(reader, section, pragmas, depth));
    pragmas = [];
  }
  const last = members.at(-1);
  // Conditional compilation closes behind the last declaration.
  if (pragmas.length > 0 && last !== undefined)
    members[members.length - 1] = { ...last, attributes: [...last.attributes, ...pragmas] };
  return members;
}

interface Named {
  readonly name: string;
  readonly address: string | null;
  readonly line: number;
}

function declaration(
  reader: Reader,
  section: string,
  attributes: readonly Attribute[],
  depth: number,
): Member[] {
  const from = reader.at;
  const named = names(reader);
  if (named === null || !reader.take(':') || depth > iecLimits.depth) return unread(reader, from);
  if (reader.is('STRUCT') || reader.is('UNION'))
    return structure(reader, section, named, attributes, depth, from);
  const type = typeText(reader);
  if (type.type === '') return unread(reader, from);
  const value = initial(reader, type);
  if (value === 'unfit') return unread(reader, from);
  if (!ending(reader)) return unread(reader, from);
  const comment = reader.remarks();
  return named.map(one =>
    memberOf({
      ...one,
      section,
      key: one.name === '' ? (one.address ?? '') : one.name.toUpperCase(),
      type: type.type,
      typeKey: type.typeKey,
      range: type.range,
      ...value,
      comment,
      attributes,
    }),
  );
}

function initial(reader: Reader, type: TypeText): Partial<ValueText> | 'unfit' {
  if (!reader.take(':=') && !reader.take('REF=')) {
    if (type.made.length === 0) return {};
    return { value: writeLexemes(type.made), valueKey: writeKeys(type.made) };
  }
  return valueText(reader, type.made) ?? 'unfit';
}

function names(reader: Reader): Named[] | null {
  const found: Named[] = [];
  do {
    const { line } = reader;
    if (reader.is('AT') && reader.peek(1)?.kind === 'address') {
      reader.next();
      found.push({ name: '', address: reader.next()?.key ?? null, line });
      continue;
    }
    if (!reader.isName()) return null;
    let name = reader.next()?.text ?? '';
    while (reader.is('.') && reader.isName(1)) {
      reader.next();
      name += `.${reader.next()?.text ?? ''}`;
    }
    let address: string | null = null;
    if (reader.is('AT') && reader.peek(1)?.kind === 'address') {
      reader.next();
      address = reader.next()?.key ?? null;
    }
    found.push({ name, address, line });
  } while (reader.take(','));
  return found;
}

function structure(
  reader: Reader,
  section: string,
  named: readonly Named[],
  attributes: readonly Attribute[],
  depth: number,
  from: number,
): Member[] {
  const word = reader.next()?.key ?? '';
  const comment = reader.remarks();
  const members = declarations(reader, word, `END_${word}`, depth + 1);
  reader.expect(`END_${word}`);
  const value = initial(reader, { type: word, typeKey: word, range: null, made: [] });
  if (value === 'unfit' || !ending(reader)) return unread(reader, from);
  return named.map(one => memberOf({ ...one, section, type: word, members, comment, attributes, ...value }));
}

/** A missing semicolon is said where the next declaration or the block's end shows that it is meant. */
function ending(reader: Reader): boolean {
  if (reader.take(';')) return true;
  const last = reader.peek(-1);
  const lexeme = reader.peek();
  if (lexeme !== undefined && lexeme.kind !== 'keyword' && lexeme.line === last?.line) return false;
  reader.problem('`;` expected', last?.line ?? reader.line);
  return true;
}

function unread(reader: Reader, from: number): Member[] {
  const line = reader.lexemes(from, from + 1)[0]?.line ?? reader.line;
  if (reader.at === from) reader.next();
  while (!reader.ended && !reader.is(';') && !isBlockWord(reader)) reader.next();
  reader.take(';');
  reader.problem(
    `no declaration: ${reader.written(from, Math.min(reader.at, from + 12)).slice(0, 120)}`,
    line,
  );
  reader.keep(from);
  return [];
}

function isBlockWord(reader: Reader): boolean {
  const lexeme = reader.peek();
  return lexeme?.kind === 'keyword' && (lexeme.key.startsWith('END_') || variableBlocks.has(lexeme.key));
}
