import type { Attribute, Member, Unit } from '../model/index.ts';
import { configuration } from './configuration.ts';
import { dataTypes } from './data-types.ts';
import { isVariableBlock, variableBlock } from './declarations.ts';
import { iecLimits } from './limits.ts';
import { isProgramUnit, programUnit, type UnitOptions } from './program-units.ts';
import type { Reader } from './reader.ts';
import { statements } from './statements.ts';
import { pragmaAttribute } from './type-text.ts';
import { bodyOf, unitOf } from './unit.ts';

export interface SourceOptions extends UnitOptions {
  /** What a list of variables is called that stands by itself; files name it, not their text. */
  readonly listName: string;
}

interface OpenList {
  readonly members: Member[];
  readonly attributes: Attribute[];
  readonly line: number;
  readonly comment: string | null;
}

/** All the units of a text, in their order; what stands between them is kept and said. */
export function sourceUnits(reader: Reader, options: SourceOptions, depth = 0): Unit[] {
  const units: Unit[] = [];
  const lists = new Map<string, OpenList>();
  let pragmas: Attribute[] = [];
  while (!reader.ended && !(depth > 0 && reader.is('END_NAMESPACE'))) {
    const lexeme = reader.peek();
    if (lexeme?.kind === 'pragma') {
      reader.next();
      pragmas.push(pragmaAttribute(lexeme.text));
      continue;
    }
    const before = pragmas;
    pragmas = [];
    if (isVariableBlock(reader)) {
      const name = reader.listName ?? options.listName;
      const list = lists.get(name) ?? {
        members: [],
        attributes: [],
        line: reader.line,
        comment: reader.remarksBefore(),
      };
      lists.set(name, list);
      list.attributes.push(...before);
      list.members.push(...variableBlock(reader));
    } else if (isProgramUnit(reader)) units.push(programUnit(reader, before, options));
    else if (reader.is('TYPE')) units.push(...dataTypes(reader, before));
    else if (reader.is('CONFIGURATION') && reader.isName(1)) units.push(configuration(reader));
    else if (reader.is('NAMESPACE') && reader.isName(1) && depth < iecLimits.depth)
      units.push(namespace(reader, options, depth));
    else if (isStatement(reader)) units.push(loose(reader, options));
    else unread(reader);
  }
  for (const [name, list] of lists) units.push(unitOf({ kind: 'variable-list', name, ...list }));
  for (const { name, value } of pragmas) {
    const { line } = reader;
    reader.problem('a pragma that belongs to nothing', line);
    reader.findings.unknown.push({ where: reader.where, text: `${name} ${value}`, line });
  }
  return units;
}

function namespace(reader: Reader, options: SourceOptions, depth: number): Unit {
  const { line } = reader;
  reader.next();
  const name = reader.next()?.text ?? '';
  const units = sourceUnits(reader, options, depth + 1);
  reader.expect('END_NAMESPACE');
  return unitOf({ kind: 'other', name, line, attributes: [{ name: 'namespace', value: 'yes' }], units });
}

/** Statements outside any block: a body that was saved alone. */
function isStatement(reader: Reader): boolean {
  const next = reader.key(1);
  if (reader.isName()) return next === ':=' || next === '.' || next === '(' || next === '[';
  return reader.is('IF') || reader.is('CASE') || reader.is('FOR');
}

function loose(reader: Reader, options: SourceOptions): Unit {
  const { line } = reader;
  const networks = bodyOf('ST', statements(reader), reader.remarksBefore(), line);
  return unitOf({ kind: 'other', name: options.listName, line, networks });
}

function unread(reader: Reader): void {
  const from = reader.at;
  const { line } = reader;
  do reader.next();
  while (!reader.ended && !begins(reader));
  reader.problem(
    `no part of a program: ${reader.written(from, Math.min(reader.at, from + 8)).slice(0, 120)}`,
    line,
  );
  reader.keep(from);
}

function begins(reader: Reader): boolean {
  return (
    isVariableBlock(reader) ||
    isProgramUnit(reader) ||
    (reader.is('TYPE') && reader.isName(1)) ||
    reader.is('CONFIGURATION')
  );
}
