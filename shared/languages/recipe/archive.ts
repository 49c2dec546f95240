import { childNamed, textOf, writeXml, type XmlElement } from '../../xml/index.ts';
import type { Unit } from '../model/index.ts';
import type { Findings } from '../siemens/index.ts';
import type { Given } from './given.ts';
import { membersOf, newReading, type Reading } from './members.ts';
import { recipeUnit } from './unit.ts';

/** A recipe manager of TwinCAT with its definitions: what each holds stands in an archive of the tool's objects. */
export function archiveUnits(root: XmlElement, findings: Findings): Unit[] {
  for (const [name, value] of root.attributes)
    findings.leaveOut('tool-version', `${name} ${value}`, root.line);
  const reading = newReading(findings, false);
  return elements(root, findings).map(element => objectUnit(element, reading));
}

function elements(xml: XmlElement, findings: Findings): XmlElement[] {
  return xml.children.filter(child => {
    if (typeof child === 'string') findings.keep([xml.name], child.trim(), xml.line);
    return typeof child !== 'string';
  }) as XmlElement[];
}

function objectUnit(xml: XmlElement, reading: Reading): Unit {
  const { findings } = reading;
  const name = xml.attributes.get('Name') ?? xml.name;
  const id = xml.attributes.get('Id') ?? null;
  if (id !== null) findings.leaveOut('object-id', id, xml.line);
  const units: Unit[] = [];
  const given: Given[] = [];
  for (const child of elements(xml, findings)) {
    if (child.name === 'XmlArchive') given.push(...archived(child, findings));
    else if (child.attributes.has('Name')) units.push(objectUnit(child, reading));
    else findings.keep([name], writeXml(child), child.line);
  }
  const attributes = [...xml.attributes]
    .filter(([attribute]) => attribute !== 'Name' && attribute !== 'Id')
    .map(([attribute, value]) => ({ name: attribute, value }));
  return recipeUnit(name, membersOf(given, reading), xml.line, {
    key: `${xml.name}:${name}`,
    id,
    units,
    attributes,
  });
}

function archived(archive: XmlElement, findings: Findings): Given[] {
  for (const child of elements(archive, findings))
    if (child.name === 'TypeList') findings.leaveOut('archive-type', writeXml(child), child.line);
    else if (child.name !== 'Data') findings.keep([archive.name], writeXml(child), child.line);
  const data = childNamed(archive, 'Data');
  const objects = data === undefined ? [] : elements(data, findings);
  return objects
    .flatMap(object => givenOf(object, findings))
    .flatMap(({ name, kind, children, ...rest }) =>
      name === '' && kind === 'group' ? children : [{ name, kind, children, ...rest }],
    );
}

/** `<o>` an object, `<l>` a list, `<d>` a table of names, `<v>` a value, `<n>` none; `n` is its name, `t` its class. */
function givenOf(xml: XmlElement, findings: Findings): Given[] {
  const name = xml.attributes.get('n') ?? '';
  const line = xml.line;
  if (name === 'LMGuids' || name === 'UniqueIdGenerator') {
    findings.leaveOut('object-id', writeXml(xml), line);
    return [];
  }
  for (const attribute of ['t', 'cet', 'ckt', 'cvt']) {
    const said = xml.attributes.get(attribute);
    if (said !== undefined) findings.leaveOut('archive-type', `${name} ${said}`, line);
  }
  const inner = () => elements(xml, findings).flatMap(child => givenOf(child, findings));
  switch (xml.name) {
    case 'o':
      return [{ name, kind: 'group', text: null, children: inner(), line }];
    case 'l':
      return [{ name, kind: 'list', text: null, children: inner(), line }];
    case 'd':
      return [{ name, kind: 'group', text: null, children: pairs(inner()), line }];
    case 'n':
      return [{ name, kind: 'null', text: 'null', children: [], line }];
    case 'v': {
      const text = textOf(xml);
      const unquoted = /^"([\s\S]*)"$/.exec(text.trim())?.[1];
      for (const child of xml.children)
        if (typeof child !== 'string') findings.keep([name], writeXml(child), child.line);
      return [{ name, kind: 'written', text: unquoted ?? text, children: [], line }];
    }
    default:
      findings.keep([name], writeXml(xml), line);
      return [];
  }
}

/** Name and value one after the other. */
function pairs(list: readonly Given[]): Given[] {
  return list.flatMap((each, at) => {
    if (at % 2 === 0) return at + 1 === list.length ? [each] : [];
    return [{ ...each, name: list[at - 1]?.text ?? '' }];
  });
}
