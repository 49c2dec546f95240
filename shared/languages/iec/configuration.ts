import type { Attribute, Member, Unit } from '../model/index.ts';
import { isVariableBlock, variableBlock } from './declarations.ts';
import { expression, type OpenToken } from './expression.ts';
import type { Reader } from './reader.ts';
import { memberOf } from './type-text.ts';
import { unitOf } from './unit.ts';
import { writeKeys, writeLexemes } from './writing.ts';

/** `CONFIGURATION … END_CONFIGURATION`: resources with their tasks, and the programs that run in them. */
export function configuration(reader: Reader): Unit {
  return container(reader, 'CONFIGURATION', 'controller');
}

function container(reader: Reader, word: 'CONFIGURATION' | 'RESOURCE', kind: 'controller' | 'other'): Unit {
  const { line } = reader;
  const members: Member[] = [];
  const units: Unit[] = [];
  const attributes: Attribute[] = [];
  reader.next();
  const name = reader.next()?.text ?? '';
  if (reader.take('ON')) {
    const target = reader.next();
    if (target !== undefined) attributes.push({ name: 'on', value: target.text, key: target.key });
  }
  const comment = reader.remarks();
  const end = `END_${word}`;
  const outer = reader.where;
  reader.where = [...outer, name];
  while (!reader.ended && !reader.is(end)) {
    if (isVariableBlock(reader)) members.push(...variableBlock(reader));
    else if (word === 'CONFIGURATION' && reader.is('RESOURCE'))
      units.push(container(reader, 'RESOURCE', 'other'));
    else if (reader.is('TASK')) units.push(task(reader));
    else if (reader.is('PROGRAM')) members.push(instance(reader));
    else if (reader.key().startsWith('END_')) break;
    else unread(reader);
  }
  reader.where = outer;
  reader.expect(end);
  reader.take(';');
  return unitOf({ kind, name, line, members, units, attributes, comment });
}

/** `TASK t(INTERVAL := T#20ms, PRIORITY := 0);` */
function task(reader: Reader): Unit {
  const { line } = reader;
  const from = reader.at;
  reader.next();
  const name = reader.next()?.text ?? '';
  const attributes: Attribute[] = [];
  if (reader.take('('))
    while (reader.isName() && reader.key(1) === ':=') {
      const parameter = reader.next()?.key.toLowerCase() ?? '';
      reader.next();
      const tokens: OpenToken[] = [];
      if (!expression(reader, tokens)) break;
      attributes.push({ name: parameter, value: writeLexemes(tokens), key: writeKeys(tokens) });
      reader.take(',');
    }
  if (!reader.take(')') || !reader.take(';')) {
    unread(reader, from);
  }
  return unitOf({ kind: 'task', name, line, attributes, comment: reader.remarks() });
}

/** `PROGRAM p WITH t : Type(a := b);` */
function instance(reader: Reader): Member {
  const { line } = reader;
  const from = reader.at;
  const attributes: Attribute[] = [];
  reader.next();
  while (reader.isName() && (reader.is('RETAIN') || reader.is('NON_RETAIN'))) {
    attributes.push({ name: 'retain', value: reader.next()?.key ?? '' });
  }
  const name = reader.next()?.text ?? '';
  if (reader.take('WITH')) {
    const task = reader.next();
    if (task !== undefined) attributes.push({ name: 'task', value: task.text, key: task.key });
  }
  const tokens: OpenToken[] = [];
  if (!reader.take(':') || !expression(reader, tokens) || !reader.take(';')) unread(reader, from);
  const [type, ...rest] = tokens;
  return memberOf({
    section: 'PROGRAM',
    name,
    line,
    type: type?.text ?? '',
    typeKey: type?.key ?? '',
    attributes,
    comment: reader.remarks(),
    ...(rest.length === 0 ? {} : { value: writeLexemes(rest), valueKey: writeKeys(rest) }),
  });
}

function unread(reader: Reader, from = reader.at): void {
  const { line } = reader;
  if (reader.at === from) reader.next();
  while (!reader.ended && !reader.is(';') && !reader.key().startsWith('END_')) reader.next();
  reader.take(';');
  reader.problem('not understood in a configuration', line);
  reader.keep(from);
}
