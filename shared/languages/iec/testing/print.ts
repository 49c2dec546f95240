import type { Attribute, Member, Network, Statement, Token, Unit } from '../../model/index.ts';
import { writeLexemes } from '../writing.ts';

/** A model of ST written as text again: blocks, types and lists with their code. */
export function printed(units: readonly Unit[]): string {
  return units.map(printedUnit).join('\n');
}

const words: Readonly<Record<string, string>> = {
  program: 'PROGRAM',
  function: 'FUNCTION',
  'function-block': 'FUNCTION_BLOCK',
  interface: 'INTERFACE',
  method: 'METHOD',
  property: 'PROPERTY',
  action: 'ACTION',
};

function printedUnit(unit: Unit): string {
  if (unit.kind === 'data-type') return printedType(unit);
  if (unit.kind === 'variable-list') {
    const sectionsOrNone = unit.members.length === 0 ? 'VAR_GLOBAL END_VAR' : sections(unit.members);
    return `(* @GLOBAL_VARIABLE_LIST := '${unit.name}' *)\n${pragmas(unit.attributes)}${sectionsOrNone}`;
  }
  if (unit.kind === 'controller' || unit.kind === 'other') return printedContainer(unit);
  const word = words[unit.kind] ?? 'PROGRAM';
  const of = (name: string) =>
    unit.attributes.filter(attribute => attribute.name === name).map(({ value }) => value);
  const special = new Set(['modifier', 'returns', 'extends', 'implements', 'class']);
  const before = pragmas(unit.attributes.filter(({ name }) => !special.has(name)));
  const returns = of('returns').map(type => ` : ${type}`);
  const clauses = ['extends', 'implements'].map(name =>
    of(name).length === 0 ? '' : ` ${name} ${of(name).join(', ')}`,
  );
  const head = [before, [word, ...of('modifier'), unit.name].join(' '), ...returns, ...clauses].join('');
  const colon = unit.kind === 'action' ? ':' : '';
  const inner = unit.units.map(printedUnit).join('\n');
  const body = unit.networks.map(printedNetwork).join('\n');
  return `${head}${colon}\n${sections(unit.members)}\n${body}\n${inner}\nEND_${word}\n`;
}

function printedContainer(unit: Unit): string {
  if (unit.kind === 'other' && unit.networks.length > 0) return unit.networks.map(printedNetwork).join('\n');
  if (unit.attributes.some(({ name }) => name === 'namespace')) {
    return `NAMESPACE ${unit.name}\n${unit.units.map(printedUnit).join('\n')}\nEND_NAMESPACE\n`;
  }
  const word = unit.kind === 'controller' ? 'CONFIGURATION' : 'RESOURCE';
  const on = unit.attributes.filter(({ name }) => name === 'on').map(({ value }) => ` ON ${value}`);
  const globals = unit.members.filter(({ section }) => section !== 'PROGRAM');
  const inner = unit.units.map(one => (one.kind === 'task' ? printedTask(one) : printedUnit(one)));
  const programs = unit.members.filter(({ section }) => section === 'PROGRAM').map(printedInstance);
  return `${word} ${unit.name}${on.join('')}\n${sections(globals)}\n${[...inner, ...programs].join('\n')}\nEND_${word}\n`;
}

function printedTask(task: Unit): string {
  return `TASK ${task.name}(${task.attributes.map(({ name, value }) => `${name.toUpperCase()} := ${value}`).join(', ')});`;
}

function printedInstance(member: Member): string {
  const task = member.attributes.filter(({ name }) => name === 'task').map(({ value }) => ` WITH ${value}`);
  return `PROGRAM ${member.name}${task.join('')} : ${member.type}${member.value ?? ''};`;
}

function printedType(unit: Unit): string {
  const [first] = unit.members;
  const own = new Set(['extends', 'base', 'initial']);
  const of = (name: string) =>
    unit.attributes.filter(attribute => attribute.name === name).map(({ value }) => value);
  const before = pragmas(unit.attributes.filter(({ name }) => !own.has(name)));
  const base = of('extends').map(name => ` EXTENDS ${name}`);
  const head = `${before}TYPE ${unit.name}${base.join('')} :`;
  if (first?.section === 'ENUM') {
    const names = unit.members.map(({ name, value }) => (value === null ? name : `${name} := ${value}`));
    const initial = of('initial').map(value => ` := ${value}`);
    return `${head} (${names.join(', ')}) ${of('base').join('')}${initial.join('')};\nEND_TYPE\n`;
  }
  if (first?.section === 'ALIAS')
    return `${head} ${first.type}${first.value === null ? '' : ` := ${first.value}`};\nEND_TYPE\n`;
  const word = first?.section ?? 'STRUCT';
  return `${head} ${word}\n${unit.members.map(printedMember).join('\n')}\nEND_${word}\nEND_TYPE\n`;
}

function sections(members: readonly Member[]): string {
  return members.map(member => `${member.section}\n${printedMember(member)}\nEND_VAR`).join('\n');
}

function printedMember(member: Member): string {
  const at = member.address === null ? '' : ` AT ${member.address}`;
  const value = member.value === null ? '' : ` := ${member.value}`;
  const remark = member.comment === null ? '' : ` (* ${member.comment} *)`;
  const inner =
    member.members.length === 0
      ? ''
      : `\n${member.members.map(printedMember).join('\n')}\nEND_${member.type}`;
  return `${pragmas(member.attributes)}${member.name}${at} : ${member.type}${inner}${value};${remark}`;
}

function pragmas(attributes: readonly Attribute[]): string {
  return attributes
    .map(({ name, value }) => (name === 'pragma' ? value : `{attribute '${name}' := '${value}'}`))
    .join('\n');
}

function printedNetwork(network: Network): string {
  if (network.body.form !== 'statements') throw new Error('only text is printed');
  if (network.language === 'IL') return network.body.statements.map(printedInstruction).join('\n');
  return network.body.statements.map(statement => printedStatement(statement, '')).join('\n');
}

function printedInstruction(statement: Statement): string {
  return `${text(statement.tokens)}${statement.kind === 'label' ? ':' : ''}`;
}

const closers: Readonly<Record<string, string>> = {
  IF: 'END_IF',
  CASE: 'END_CASE',
  FOR: 'END_FOR',
  WHILE: 'END_WHILE',
  __TRY: '__ENDTRY',
};

function printedStatement(statement: Statement, indent: string): string {
  const { kind, tokens } = statement;
  const remark = statement.comment === null ? '' : ` (* ${statement.comment.replaceAll('\n', ' ')} *)`;
  const holds = statement.holds.map(held => printedStatement(held, `${indent} `));
  const first = tokens[0]?.key ?? '';
  if (kind === 'label') return `${indent}${text(tokens)}:${remark}`;
  if (first === 'REPEAT' && tokens[1]?.key === 'UNTIL')
    return [`${indent}REPEAT${remark}`, ...holds, `${indent}${text(tokens.slice(1))} END_REPEAT`].join('\n');
  if (
    kind === 'elsif' ||
    kind === 'else' ||
    kind === 'selection' ||
    first === '__CATCH' ||
    first === '__FINALLY'
  )
    return [`${indent}${text(tokens)}${remark}`, ...holds].join('\n');
  const closer =
    kind === 'if' || kind === 'case' || kind === 'loop' || first === '__TRY' ? closers[first] : undefined;
  if (closer !== undefined)
    return [`${indent}${text(tokens)}${remark}`, ...holds, `${indent}${closer};`].join('\n');
  if (first.startsWith('{')) return `${indent}${text(tokens)}${remark}`;
  return `${indent}${text(tokens)};${remark}`;
}

function text(tokens: readonly Token[]): string {
  return writeLexemes(tokens);
}
