import type { Attribute, Member, Unit } from '../model/index.ts';
import { declarations } from './declarations.ts';
import { expression, type OpenToken } from './expression.ts';
import type { Reader } from './reader.ts';
import { memberOf, numberOf, pragmaAttribute, typeText, valueText } from './type-text.ts';
import { unitOf } from './unit.ts';
import { writeKeys, writeLexemes } from './writing.ts';

/** `TYPE … END_TYPE`, with one type or many. */
export function dataTypes(reader: Reader, before: readonly Attribute[]): Unit[] {
  reader.next();
  const units: Unit[] = [];
  let pragmas: Attribute[] = [...before];
  while (!reader.ended && !reader.is('END_TYPE')) {
    const lexeme = reader.peek();
    if (lexeme?.kind === 'pragma') {
      reader.next();
      pragmas.push(pragmaAttribute(lexeme.text));
      continue;
    }
    if (lexeme?.kind === 'keyword') break;
    const unit = dataType(reader, pragmas);
    pragmas = [];
    if (unit !== null) units.push(unit);
  }
  reader.expect('END_TYPE');
  reader.take(';');
  return units;
}

function dataType(reader: Reader, pragmas: readonly Attribute[]): Unit | null {
  const from = reader.at;
  const { line } = reader;
  const attributes: Attribute[] = [...pragmas];
  if (!reader.isName()) return unread(reader, from);
  const name = reader.next()?.text ?? '';
  if (reader.take('EXTENDS')) {
    const base = reader.next();
    if (base !== undefined) attributes.push({ name: 'extends', value: base.text, key: base.key });
  }
  if (!reader.take(':')) return unread(reader, from);
  const comment = reader.remarks();
  const outer = reader.where;
  reader.where = [...outer, name];
  const members = reader.is('STRUCT') || reader.is('UNION') ? structure(reader) : null;
  const parts = members ?? (reader.is('(') ? enumeration(reader, attributes) : alias(reader, name));
  reader.where = outer;
  if (parts === null) return unread(reader, from);
  if (!reader.take(';') && !reader.is('END_TYPE')) reader.problem('`;` expected');
  const rest = reader.remarks();
  const remarks = [comment, rest].filter(text => text !== null).join('\n');
  return unitOf({
    kind: 'data-type',
    name,
    line,
    attributes,
    members: parts,
    comment: remarks === '' ? null : remarks,
  });
}

function structure(reader: Reader): Member[] {
  const word = reader.next()?.key ?? '';
  const members = declarations(reader, word, `END_${word}`, 0);
  reader.expect(`END_${word}`);
  return members;
}

/** Each with its value, also where it is the next number: what stands behind a new one changes its value. */
function enumeration(reader: Reader, attributes: Attribute[]): Member[] | null {
  const values = enumerators(reader);
  if (values === null) return null;
  if (reader.isName()) {
    const base = reader.next();
    if (base !== undefined) attributes.push({ name: 'base', value: base.text, key: base.key });
  }
  if (reader.take(':=')) {
    const initial = valueText(reader, []);
    if (initial === null) return null;
    attributes.push({ name: 'initial', value: initial.value, key: initial.valueKey });
  }
  return values;
}

function enumerators(reader: Reader): Member[] | null {
  const members: Member[] = [];
  let following: bigint | null = 0n;
  reader.next();
  const pragmas: Attribute[] = [];
  while (!reader.is(')')) {
    const lexeme = reader.next();
    if (lexeme?.kind === 'pragma') {
      pragmas.push(pragmaAttribute(lexeme.text));
      continue;
    }
    if (lexeme?.kind !== 'name') return null;
    const written: OpenToken[] = [];
    if (reader.take(':=') && !expression(reader, written, 1)) return null;
    const value: bigint | null = written.length === 0 ? following : integerOf(written);
    following = value === null ? null : value + 1n;
    if (!reader.take(',') && !reader.is(')')) return null;
    members.push(
      memberOf({
        section: 'ENUM',
        name: lexeme.text,
        type: '',
        line: lexeme.line,
        value: written.length > 0 ? writeLexemes(written) : (value?.toString() ?? null),
        valueKey: written.length > 0 ? writeKeys(written) : (value?.toString() ?? ''),
        comment: reader.remarks(),
        attributes: pragmas.splice(0),
      }),
    );
  }
  reader.next();
  return members;
}

function integerOf(tokens: readonly OpenToken[]): bigint | null {
  const value = numberOf(tokens);
  return value !== null && Number.isSafeInteger(value) ? BigInt(value) : null;
}

/** A type that is another one, with a range or a value of its own. */
function alias(reader: Reader, name: string): Member[] | null {
  const { line } = reader;
  const type = typeText(reader);
  if (type.type === '') return null;
  const value = reader.take(':=') ? valueText(reader, type.made) : {};
  if (value === null) return null;
  return [
    memberOf({
      section: 'ALIAS',
      name,
      line,
      type: type.type,
      typeKey: type.typeKey,
      range: type.range,
      ...value,
    }),
  ];
}

function unread(reader: Reader, from: number): null {
  const line = reader.lexemes(from, from + 1)[0]?.line ?? reader.line;
  if (reader.at === from) reader.next();
  while (!reader.ended && !reader.is(';') && !reader.is('END_TYPE')) reader.next();
  reader.take(';');
  reader.problem('no declaration of a type', line);
  reader.keep(from);
  return null;
}
