import type {
  Attribute,
  Body,
  Circuit,
  FunctionBox,
  Member,
  Operand,
  Parsed,
  Pin,
  Source,
  Statement,
  Unit,
} from '../../model/index.ts';

/** A model as lines, one fact each and indented by what holds it; without line numbers, noise and (unless asked for) comments. */
export function told(source: { readonly units: readonly Unit[] }, comments = false): string[] {
  const lines: string[] = [];
  for (const unit of source.units) tellUnit(unit, '', lines, comments);
  return lines;
}

function tellUnit(unit: Unit, outer: string, lines: string[], comments: boolean): void {
  const path = `${outer}/${unit.key}`;
  lines.push(path);
  remark(unit.comment, path, lines, comments);
  attributes(unit.attributes, path, lines);
  for (const member of unit.members) tellMember(member, path, lines, comments);
  for (const network of unit.networks) {
    lines.push(`${path} network ${network.number} ${network.language} ${network.title ?? ''}`.trimEnd());
    remark(network.comment, path, lines, comments);
    attributes(network.attributes, path, lines);
    tellBody(network.body, path, lines, comments);
  }
  for (const inner of unit.units) tellUnit(inner, path, lines, comments);
}

function tellMember(member: Member, path: string, lines: string[], comments: boolean): void {
  const at = member.address === null ? '' : ` AT ${member.address}`;
  const value = member.value === null ? '' : ` := ${member.valueKey ?? member.value}`;
  const range = member.range === null ? '' : ` in ${member.range.join('..')}`;
  const own = `${path} ${member.section} ${member.key}`;
  lines.push(`${own}${at} : ${member.typeKey ?? member.type}${range}${value}`);
  remark(member.comment, own, lines, comments);
  attributes(member.attributes, own, lines);
  for (const inner of member.members) tellMember(inner, own, lines, comments);
}

function attributes(list: readonly Attribute[], path: string, lines: string[]): void {
  for (const { name, value, key } of list) lines.push(`${path} [${name} = ${key ?? value}]`);
}

function remark(comment: string | null, path: string, lines: string[], comments: boolean): void {
  if (comments && comment !== null) lines.push(`${path} // ${comment}`);
}

function tellBody(body: Body, path: string, lines: string[], comments: boolean): void {
  switch (body.form) {
    case 'statements':
      for (const statement of body.statements) tellStatement(statement, `${path} `, lines, comments);
      break;
    case 'circuits':
      for (const circuit of body.circuits) lines.push(`${path} ${circuitText(circuit)}`);
      break;
    case 'blocks':
      for (const box of body.blocks) lines.push(`${path} ${boxText(box)}`);
      break;
    case 'chart':
      for (const step of body.chart.steps) {
        lines.push(`${path} step ${step.name}${step.initial ? ' initial' : ''}`);
        for (const action of step.actions) {
          const does = action.does;
          const head = `${path} step ${step.name} ${action.qualifier} ${action.time ?? ''}`;
          if ('key' in does) lines.push(`${head} ${does.key}`);
          else for (const statement of does) tellStatement(statement, `${head} `, lines, comments);
        }
      }
      for (const transition of body.chart.transitions) {
        const own = `${path} transition ${transition.name} ${transition.from.join('+')} -> ${transition.to.join('+')}`;
        lines.push(own);
        tellBody(transition.condition, own, lines, comments);
      }
  }
}

function tellStatement(statement: Statement, indent: string, lines: string[], comments: boolean): void {
  const tokens = statement.tokens.map(({ key, access }) => (access === undefined ? key : `${key}:${access}`));
  lines.push(`${indent}${statement.kind}: ${tokens.join(' ')}`);
  remark(statement.comment, indent, lines, comments);
  for (const held of statement.holds) tellStatement(held, `${indent}  `, lines, comments);
}

/** A circuit on one line: series with ` `, parallel with `|` in brackets. */
export function circuitText(circuit: Circuit): string {
  switch (circuit.is) {
    case 'series':
      return circuit.parts.map(circuitText).join(' ');
    case 'parallel':
      return `(${circuit.branches.map(circuitText).join(' | ')})`;
    case 'contact':
      return `${circuit.kind}[${circuit.operand.key}${memoryText(circuit.memory)}]`;
    case 'coil':
      return `${circuit.kind}<${circuit.operand.key}${memoryText(circuit.memory)}>`;
    case 'box':
      return boxText(circuit.box);
    case 'verbatim':
      return `verbatim{${circuit.text}}`;
  }
}

function memoryText(memory: Operand | undefined): string {
  return memory === undefined ? '' : ` by ${memory.key}`;
}

function boxText(box: FunctionBox): string {
  const instance = box.instance === null ? '' : `${box.instance.key}:`;
  const inputs = box.inputs.map(pin => pinText(pin)).join(', ');
  const outputs = box.outputs.map(pin => pinText(pin)).join(', ');
  return `${instance}${box.type}(${inputs}${outputs === '' ? '' : ` => ${outputs}`})`;
}

function pinText({ name, negated, from }: Pin): string {
  const sign = negated ? 'NOT ' : '';
  return `${name}=${sign}${from === null ? '' : fromText(from)}`;
}

function fromText(from: Operand | FunctionBox | Circuit): string {
  if ('is' in from) return circuitText(from);
  return 'inputs' in from ? boxText(from) : from.key;
}

export function readOf(parsed: Parsed): Source {
  if (parsed.state === 'refused') throw new Error(parsed.says);
  return parsed;
}

/** Lines of the one model and not of the other; where only their order differs, that. */
export function differing(
  before: readonly string[],
  after: readonly string[],
): { gone: string[]; come: string[] } {
  let from = 0;
  while (from < before.length && before[from] === after[from]) from++;
  let end = 0;
  while (end < Math.min(before.length, after.length) - from && before.at(-1 - end) === after.at(-1 - end))
    end++;
  const old = before.slice(from, before.length - end);
  const now = after.slice(from, after.length - end);
  const gone = without(old, now);
  const come = without(now, old);
  if (gone.length + come.length === 0 && old.length > 0)
    return { gone: ['another order'], come: ['another order'] };
  return { gone, come };
}

function without(lines: readonly string[], others: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of others) counts.set(line, (counts.get(line) ?? 0) + 1);
  return lines.filter(line => {
    const count = counts.get(line) ?? 0;
    if (count > 0) counts.set(line, count - 1);
    return count === 0;
  });
}
