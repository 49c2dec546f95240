import type { XmlElement } from '../../xml/index.ts';
import { type Findings, memberOf, unitOf, valueOfText } from '../iec/index.ts';
import type { Attribute, Unit, UnitKind } from '../model/index.ts';
import { bodyNetworks } from './body.ts';
import { attribute, child, children, deepText, elements, local, remarkOf } from './element.ts';
import { type Extension, keep, said } from './extensions.ts';
import { interfaceParts, variableParts } from './interface.ts';
import { enumMembers, typeParts, valueWriting } from './types.ts';

const pouKinds: Readonly<Record<string, UnitKind>> = {
  program: 'program',
  function: 'function',
  functionBlock: 'function-block',
};

const known = new Set(['interface', 'body', 'actions', 'transitions', 'documentation', 'addData']);

/** A block, a method, an action: what it declares, its body, and what it holds. */
function pouUnit(xml: XmlElement, kind: UnitKind, findings: Findings, where: readonly string[]): Unit {
  const name = attribute(xml, 'name');
  const inside = [...where, name];
  const declared = interfaceParts(child(xml, 'interface'), findings, inside);
  const extension = said(xml, findings);
  const units: Unit[] = [
    ...children(child(xml, 'actions'), 'action').map(action => pouUnit(action, 'action', findings, inside)),
    ...children(child(xml, 'transitions'), 'transition').map(found =>
      pouUnit(found, 'transition', findings, inside),
    ),
  ];
  for (const other of extension.rest) units.push(...extensionUnits(other, findings, inside));
  for (const part of elements(xml)) {
    const part_ = local(part);
    if (part_ === 'GetAccessor' || part_ === 'SetAccessor') units.push(accessor(part, findings, inside));
    else if (!known.has(part_)) keep({ name: part_, content: [part], line: part.line }, findings, inside);
  }
  const networks = children(xml, 'body').flatMap(body => bodyNetworks(body, findings, inside));
  return unitOf({
    kind,
    name,
    line: xml.line,
    id: extension.id ?? xml.attributes.get('ObjectId') ?? xml.attributes.get('globalId') ?? null,
    comment: remarkOf(child(xml, 'documentation')) ?? declared.comment,
    attributes: [...declared.attributes, ...extension.attributes],
    members: declared.members,
    networks,
    units,
  });
}

export function pou(xml: XmlElement, findings: Findings, where: readonly string[]): Unit {
  return pouUnit(xml, pouKinds[attribute(xml, 'pouType')] ?? 'other', findings, where);
}

function accessor(xml: XmlElement, findings: Findings, where: readonly string[]): Unit {
  const unit = pouUnit(xml, 'method', findings, where);
  const name = local(xml).slice(0, 3);
  return { ...unit, name, key: `method ${name.toUpperCase()}` };
}

/** Units that stand in an extension: methods, properties, interfaces, whole blocks. */
export function extensionUnits(extension: Extension, findings: Findings, where: readonly string[]): Unit[] {
  return extension.content.flatMap(content => {
    switch (local(content)) {
      case 'Method':
        return [pouUnit(content, 'method', findings, where)];
      case 'Property':
        return [pouUnit(content, 'property', findings, where)];
      case 'pou':
        return [pou(content, findings, where)];
      case 'dataType':
        return [dataType(content, findings, where)];
      case 'Interface':
        return [interfaceUnit(content, findings, where)];
      default:
        keep({ ...extension, content: [content] }, findings, where);
        return [];
    }
  });
}

function interfaceUnit(xml: XmlElement, findings: Findings, where: readonly string[]): Unit {
  const name = attribute(xml, 'name');
  const inside = [...where, name];
  const units: Unit[] = [];
  for (const part of elements(xml)) {
    const inner = local(part);
    if (inner === 'Methods')
      units.push(...children(part, 'Method').map(one => pouUnit(one, 'method', findings, inside)));
    else if (inner === 'Properties')
      units.push(...children(part, 'Property').map(one => pouUnit(one, 'property', findings, inside)));
    else if (
      inner !== 'addData' &&
      inner !== 'documentation' &&
      part.children.length + part.attributes.size > 0
    )
      keep({ name: inner, content: [part], line: part.line }, findings, inside);
  }
  const extension = said(xml, findings);
  for (const other of extension.rest) units.push(...extensionUnits(other, findings, inside));
  return unitOf({
    kind: 'interface',
    name,
    line: xml.line,
    id: extension.id ?? xml.attributes.get('ObjectId') ?? null,
    comment: remarkOf(child(xml, 'documentation')),
    attributes: extension.attributes,
    units,
  });
}

export function dataType(xml: XmlElement, findings: Findings, where: readonly string[]): Unit {
  const name = attribute(xml, 'name');
  const inside = [...where, name];
  const base = child(xml, 'baseType');
  const [type] = elements(base);
  const extension = said(xml, findings);
  const remarks = new Map<string, string>();
  for (const other of extension.rest) {
    if (other.name !== 'enumvaluedocumentation') keep(other, findings, inside);
    else
      for (const value of other.content.flatMap(content => children(content, 'EnumValue')))
        remarks.set(deepText(child(value, 'Name')).trim(), remarkOf(child(value, 'Documentation')) ?? '');
  }
  const attributes: Attribute[] = [...extension.attributes];
  const initial = valueWriting(elements(child(xml, 'initialValue'))[0]);
  const kind = type === undefined ? '' : local(type);
  const isAlias = kind !== 'struct' && kind !== 'union' && kind !== 'enum';
  if (initial !== null && !isAlias) {
    const { value, valueKey } = valueOfText(initial);
    attributes.push({ name: 'initial', value, key: valueKey });
  }
  const enumBase = kind === 'enum' ? elements(child(type, 'baseType'))[0] : undefined;
  if (enumBase !== undefined)
    attributes.push({ name: 'base', value: local(enumBase), key: local(enumBase).toUpperCase() });
  return unitOf({
    kind: 'data-type',
    name,
    line: xml.line,
    id: extension.id,
    comment: remarkOf(child(xml, 'documentation')),
    attributes,
    members: isAlias
      ? [
          memberOf({
            section: 'ALIAS',
            name,
            line: xml.line,
            ...typeParts(base),
            ...(initial === null ? {} : valueOfText(initial)),
          }),
        ]
      : dataMembers(type, kind, remarks, findings, inside),
  });
}

function dataMembers(
  type: XmlElement | undefined,
  kind: string,
  remarks: ReadonlyMap<string, string>,
  findings: Findings,
  where: readonly string[],
) {
  if (type === undefined) return [];
  if (kind === 'enum')
    return enumMembers(type).map(member => ({
      ...member,
      comment: remarks.get(member.name) ?? member.comment,
    }));
  return children(type, 'variable').map(variable =>
    variableParts(variable, kind.toUpperCase(), findings, where),
  );
}
