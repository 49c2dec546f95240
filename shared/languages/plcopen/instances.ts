import type { XmlElement } from '../../xml/index.ts';
import { durationKey, type Findings, memberOf, unitOf, valueOfText } from '../iec/index.ts';
import type { Attribute, Member, Unit } from '../model/index.ts';
import { attribute, child, children, deepText, elements, local, remarkOf } from './element.ts';
import { type Extension, extensions, flat, keep, said } from './extensions.ts';
import { variables } from './interface.ts';
import { extensionUnits } from './units.ts';

/** A configuration with its resources, and the devices a tool adds to it. */
export function configuration(xml: XmlElement, findings: Findings, where: readonly string[]): Unit {
  const name = attribute(xml, 'name');
  const inside = [...where, name];
  const units: Unit[] = [];
  const members: Member[] = [];
  const attributes: Attribute[] = [];
  for (const part of elements(xml)) {
    const kind = local(part);
    if (kind === 'resource') units.push(resource(part, findings, inside));
    else if (kind === 'globalVars') units.push(...variableLists(part, findings, inside));
    else if (kind !== 'addData' && kind !== 'documentation')
      keep({ name: kind, content: [part], line: part.line }, findings, inside);
  }
  const extension = said(xml, findings);
  for (const other of extension.rest)
    for (const content of other.content) {
      if (local(content) === 'Device') device(content, members, attributes);
      else if (local(content) === 'ExplicitConnector') attributes.push(...flat(content, ''));
      else if (local(content) === 'configurations')
        units.push(...children(content, 'configuration').map(one => configuration(one, findings, inside)));
      else units.push(...instanceUnits({ ...other, content: [content] }, findings, inside));
    }
  const isDevice = attributes.length > 0;
  return unitOf({
    kind: isDevice && units.every(unit => unit.kind === 'module') ? 'module' : 'controller',
    name,
    line: xml.line,
    id: extension.id,
    comment: remarkOf(child(xml, 'documentation')),
    attributes: [...attributes, ...extension.attributes],
    members,
    units,
  });
}

/** An application: tasks, lists of variables, and what stands in its extensions. */
function resource(xml: XmlElement, findings: Findings, where: readonly string[]): Unit {
  const name = attribute(xml, 'name');
  const inside = [...where, name];
  const units: Unit[] = [];
  const members: Member[] = [];
  for (const part of elements(xml)) {
    const kind = local(part);
    if (kind === 'task') units.push(task(part, findings, inside));
    else if (kind === 'globalVars') units.push(...variableLists(part, findings, inside));
    else if (kind === 'pouInstance') members.push(instance(part, findings, inside));
    else if (kind !== 'addData' && kind !== 'documentation')
      keep({ name: kind, content: [part], line: part.line }, findings, inside);
  }
  const extension = said(xml, findings);
  for (const other of extension.rest) units.push(...instanceUnits(other, findings, inside));
  return unitOf({
    kind: 'other',
    name,
    line: xml.line,
    id: extension.id,
    comment: remarkOf(child(xml, 'documentation')),
    attributes: extension.attributes,
    members,
    units,
  });
}

/** Units of an extension that may hold an application, its libraries or anything a project holds. */
export function instanceUnits(extension: Extension, findings: Findings, where: readonly string[]): Unit[] {
  return extension.content.flatMap(content => {
    switch (local(content)) {
      case 'resource':
        return [resource(content, findings, where)];
      case 'globalVars':
        return variableLists(content, findings, where);
      case 'configuration':
        return [configuration(content, findings, where)];
      case 'Libraries':
        return [libraries(content)];
      default:
        return extensionUnits({ ...extension, content: [content] }, findings, where);
    }
  });
}

function task(xml: XmlElement, findings: Findings, where: readonly string[]): Unit {
  const name = attribute(xml, 'name');
  const attributes: Attribute[] = [];
  for (const [key, value] of xml.attributes)
    if (key === 'globalId') findings.noise.push({ rule: 'object-id', text: value, line: xml.line });
    else if (key !== 'name') attributes.push({ name: key, value, key: periodKey(value) });
  const extension = said(xml, findings);
  for (const other of extension.rest) keep(other, findings, [...where, name]);
  return unitOf({
    kind: 'task',
    name,
    line: xml.line,
    id: extension.id,
    comment: remarkOf(child(xml, 'documentation')),
    attributes: [...attributes, ...extension.attributes],
    members: children(xml, 'pouInstance').map(one => instance(one, findings, [...where, name])),
  });
}

/** `PT0.05S` and `t#50ms` are one period. */
function periodKey(value: string): string {
  const schema = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/.exec(value);
  if (schema === null) return (value.includes('#') ? durationKey(value) : null) ?? value;
  const parts = [schema[1] && `${schema[1]}h`, schema[2] && `${schema[2]}m`, schema[3] && `${schema[3]}s`];
  return durationKey(`T#${parts.filter(part => part !== undefined).join('')}`) ?? value;
}

function instance(xml: XmlElement, findings: Findings, where: readonly string[]): Member {
  const extension = said(xml, findings);
  for (const other of extension.rest) keep(other, findings, where);
  const type = attribute(xml, 'typeName');
  return memberOf({
    section: 'PROGRAM',
    name: attribute(xml, 'name'),
    line: xml.line,
    type,
    typeKey: type.toUpperCase(),
    comment: remarkOf(child(xml, 'documentation')),
    attributes: extension.attributes,
  });
}

/** A list, or the lists it is made of where a tool says them in an extension because they differ in kind. */
function variableLists(xml: XmlElement, findings: Findings, where: readonly string[]): Unit[] {
  const name = attribute(xml, 'name');
  const inside = [...where, name];
  const plain = extensions(xml).some(({ name: kind }) => kind === 'mixedattrsvarlist');
  const extension = said(xml, findings);
  const mixed: Member[] = [];
  for (const other of extension.rest) {
    if (other.name !== 'mixedattrsvarlist') keep(other, findings, inside);
    else
      for (const list of other.content.flatMap(content => children(content, 'globalVars')))
        mixed.push(...variables(list, findings, inside));
  }
  // Read into findings of its own where the extension says it better: its ids are the same ones again.
  const flatMembers = variables(xml, plain ? { noise: [], unknown: [], problems: [] } : findings, inside);
  const twins = new Set(mixed.map(twin));
  const own = flatMembers.filter(member => !twins.has(twin(member)));
  const repeated = flatMembers.length - own.length;
  if (repeated > 0)
    findings.noise.push({ rule: 'said-twice', text: `${repeated} variables of ${name}`, line: xml.line });
  return [
    unitOf({
      kind: 'variable-list',
      name,
      line: xml.line,
      id: extension.id,
      comment: remarkOf(child(xml, 'documentation')),
      attributes: extension.attributes,
      members: [...mixed, ...own],
    }),
  ];
}

/** A variable but for its section. */
function twin(member: Member): string {
  return JSON.stringify([member.key, member.type, member.value, member.address]);
}

/** Each by the name that code calls it by, so that another version is a change and not another library. */
function libraries(xml: XmlElement): Unit {
  const members = elements(xml).map(library => {
    const name =
      attribute(library, 'Namespace') || attribute(library, 'Placeholder') || attribute(library, 'Name');
    const title = attribute(library, 'Name') || attribute(library, 'Redirection');
    const attributes = flat(library, '').filter(
      ({ name: key }) => !/^\w+\/(?:Name|Namespace)$|\/Parameter\//.test(key),
    );
    for (const parameter of children(child(library, 'Parameters'), 'Parameter')) {
      const { value, valueKey } = valueOfText(attribute(parameter, 'Value'));
      attributes.push({ name: attribute(parameter, 'Name'), value, key: valueKey });
    }
    return memberOf({
      section: local(library),
      name,
      type: '',
      value: title,
      line: library.line,
      attributes,
    });
  });
  return unitOf({ kind: 'other', name: 'Libraries', line: xml.line, members });
}

/** What a device is, and its parameters with the variables they are mapped to. */
function device(xml: XmlElement, members: Member[], attributes: Attribute[]): void {
  const open: { readonly part: XmlElement; readonly path: string }[] = [{ part: xml, path: '' }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { part, path } = next;
    const kind = local(part);
    if (kind === 'Parameter') {
      members.push(parameter(part, path));
      continue;
    }
    const id = attribute(part, 'connectorId');
    const own = id === '' ? kind : `${kind} ${id}`;
    const inner = kind === 'Device' || kind === 'DeviceType' ? path : path === '' ? own : `${path}/${own}`;
    for (const [name, value] of part.attributes)
      if (!name.startsWith('xmlns') && name !== 'connectorId')
        attributes.push({ name: inner === '' ? name : `${inner}/${name}`, value });
    const text = part.children
      .filter(piece => typeof piece === 'string')
      .join('')
      .trim();
    if (text !== '') attributes.push({ name: inner, value: text });
    for (const found of elements(part).reverse()) open.push({ part: found, path: inner });
  }
}

function parameter(xml: XmlElement, path: string): Member {
  const id = attribute(xml, 'ParameterId');
  const value = child(xml, 'Value');
  const text = elements(value).length === 0 ? deepText(value).trim() : '';
  const attributes = elements(xml)
    .filter(part => local(part) !== 'Name' && !(part === value && text !== ''))
    .flatMap(part => flat(part, ''));
  return memberOf({
    section: path,
    name: deepText(child(xml, 'Name')).trim() || id,
    key: `${path} ${id}`,
    type: attribute(xml, 'type'),
    line: xml.line,
    attributes,
    ...(text === '' ? {} : valueOfText(text)),
  });
}
