import type { Attribute, Member, Network, Unit, UnitKind } from '../model/index.ts';
import { isVariableBlock, variableBlock } from './declarations.ts';
import { instructions, isInstructionList } from './instructions.ts';
import { iecLimits } from './limits.ts';
import type { Reader } from './reader.ts';
import { statements } from './statements.ts';
import { pragmaAttribute, typeText } from './type-text.ts';
import { bodyOf, unitOf } from './unit.ts';

const kinds: ReadonlyMap<string, UnitKind> = new Map([
  ['PROGRAM', 'program'],
  ['FUNCTION', 'function'],
  ['FUNCTION_BLOCK', 'function-block'],
  ['CLASS', 'function-block'],
  ['INTERFACE', 'interface'],
  ['METHOD', 'method'],
  ['PROPERTY', 'property'],
  ['ACTION', 'action'],
  ['TRANSITION', 'transition'],
]);

/** Get and Set of a property, within it alone. */
const accessors = new Set(['GET', 'SET']);

const modifiers = new Set(['ABSTRACT', 'FINAL', 'OVERRIDE', 'PUBLIC', 'PRIVATE', 'PROTECTED', 'INTERNAL']);

export interface UnitOptions {
  /** The text is a declaration alone, as TwinCAT keeps it: nothing closes it, and its body stands elsewhere. */
  readonly open: boolean;
  /** Reads a body that is drawn, where the dialect writes drawings as text; null where what comes next is none. */
  readonly drawn?: (reader: Reader) => Network[] | null;
}

/** Whether a block, a function, a method or the like begins here. */
export function isProgramUnit(reader: Reader): boolean {
  const key = reader.key();
  if (!kinds.has(key)) return false;
  return reader.peek()?.kind === 'keyword' || reader.isName(1);
}

/** A block with what it declares, its body and what it holds in turn. */
export function programUnit(
  reader: Reader,
  before: readonly Attribute[],
  options: UnitOptions,
  depth = 0,
): Unit {
  const { line } = reader;
  const word = reader.next()?.key ?? '';
  const attributes: Attribute[] = [...before];
  const name = header(reader, word, attributes);
  const comment = reader.remarks();
  const outer = reader.where;
  reader.where = [...outer, name];
  const content = contentOf(reader, word, attributes, options, depth);
  close(reader, word, options);
  reader.where = outer;
  return unitOf({ kind: kinds.get(word) ?? 'other', name, line, comment, attributes, ...content });
}

function header(reader: Reader, word: string, attributes: Attribute[]): string {
  if (word === 'CLASS') attributes.push({ name: 'class', value: 'yes' });
  // A block may be called FINAL: a modifier has the name behind it.
  while (reader.isName() && modifiers.has(reader.key()) && reader.isName(1)) {
    attributes.push({ name: 'modifier', value: reader.next()?.key ?? '' });
  }
  let name = reader.isName() ? (reader.next()?.text ?? '') : '';
  while (reader.is('.') && reader.isName(1)) {
    reader.next();
    name += `.${reader.next()?.text ?? ''}`;
  }
  if (name === '') reader.problem('a name expected');
  if (reader.take(':') && word !== 'ACTION' && word !== 'TRANSITION') {
    const type = typeText(reader, true);
    if (type.type !== '') attributes.push({ name: 'returns', value: type.type, key: type.typeKey });
  }
  for (const clause of ['EXTENDS', 'IMPLEMENTS'])
    if (reader.take(clause)) attributes.push(...named(reader, clause));
  reader.take(';');
  return name;
}

function named(reader: Reader, clause: string): Attribute[] {
  const found: Attribute[] = [];
  do {
    const from = reader.at;
    reader.next();
    while (reader.is('.') && reader.isName(1)) {
      reader.next();
      reader.next();
    }
    const value = reader.written(from);
    found.push({ name: clause.toLowerCase(), value, key: value.toUpperCase() });
  } while (reader.take(','));
  return found;
}

interface Content {
  readonly members: readonly Member[];
  readonly networks: readonly Network[];
  readonly units: readonly Unit[];
}

function contentOf(
  reader: Reader,
  word: string,
  attributes: Attribute[],
  options: UnitOptions,
  depth: number,
): Content {
  const members: Member[] = [];
  const networks: Network[] = [];
  const units: Unit[] = [];
  while (!reader.ended) {
    if (isVariableBlock(reader)) members.push(...variableBlock(reader));
    else if (isDeclarationPragma(reader, networks)) {
      const text = reader.next()?.text ?? '';
      attributes.push(pragmaAttribute(text));
    } else if (word === 'PROPERTY' && accessors.has(reader.key()) && depth < iecLimits.depth)
      units.push(accessor(reader, depth));
    else if (isInner(reader, word) && depth < iecLimits.depth)
      units.push(programUnit(reader, [], options, depth + 1));
    else if (isStray(reader, word)) stray(reader);
    else {
      const found = options.drawn?.(reader) ?? body(reader);
      if (found.length === 0) break;
      networks.push(...found);
    }
  }
  return { members, networks, units };
}

/** Before the body a pragma is of the declaration; in it, it is a statement. */
function isDeclarationPragma(reader: Reader, networks: readonly Network[]): boolean {
  const lexeme = reader.peek();
  return networks.length === 0 && lexeme?.kind === 'pragma' && /^\{ ?attribute\b/i.test(lexeme.text);
}

/** Methods and the like stand within a block; a block behind another one whose end is missing does not. */
function isInner(reader: Reader, word: string): boolean {
  return word !== 'METHOD' && word !== 'ACTION' && reader.isName() && isProgramUnit(reader);
}

function accessor(reader: Reader, depth: number): Unit {
  const { line } = reader;
  const word = reader.next()?.key ?? '';
  const content = contentOf(reader, word, [], { open: false }, depth + 1);
  reader.expect(`END_${word}`);
  return unitOf({ kind: 'method', name: word === 'GET' ? 'Get' : 'Set', line, ...content });
}

/** Statements up to what ends them; none where nothing stands there. */
function body(reader: Reader): Network[] {
  const { line, at } = reader;
  if (isInstructionList(reader)) {
    const found = instructions(reader, isBodyEnd);
    return bodyOf('IL', found, reader.remarksBefore(), line);
  }
  const found = statements(reader);
  return reader.at === at ? [] : bodyOf('ST', found, reader.remarksBefore(), line);
}

function isBodyEnd(reader: Reader): boolean {
  return reader.peek()?.kind === 'keyword' && reader.key().startsWith('END_');
}

function close(reader: Reader, word: string, options: UnitOptions): void {
  const end = `END_${word}`;
  if (reader.take(end)) reader.take(';');
  else if (!options.open) reader.problem(`\`${end}\` expected`);
}

/** What ends something else within a body ends nothing there: it is kept, and the body goes on. */
function isStray(reader: Reader, word: string): boolean {
  return isBodyEnd(reader) && !reader.is(`END_${word}`) && !isUnitEnd(reader);
}

function stray(reader: Reader): void {
  const from = reader.at;
  reader.problem(`nothing to end by ${reader.next()?.text ?? ''}`);
  reader.take(';');
  reader.keep(from);
}

function isUnitEnd(reader: Reader): boolean {
  const key = reader.key();
  return (
    kinds.has(key.slice(4)) || key === 'END_TYPE' || key === 'END_CONFIGURATION' || key === 'END_NAMESPACE'
  );
}
