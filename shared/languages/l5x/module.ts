import { childNamed, textOf, type XmlElement } from '../../xml/index.ts';
import { type Findings, memberOf, unitOf } from '../iec/index.ts';
import type { Attribute, Member, Unit } from '../model/index.ts';
import { attribute, descriptionOf, elements, flat, ownAttributes } from './element.ts';
import { tagMember } from './tag.ts';

const tags: ReadonlySet<string> = new Set([
  'ConfigTag',
  'InputTag',
  'OutputTag',
  'InAliasTag',
  'OutAliasTag',
]);
const blobs: ReadonlySet<string> = new Set(['ConfigData', 'ConfigScript', 'SafetyScript']);

/** A module of the rack or the network: what it is, how it is reached, its configuration and its tags. */
export function moduleUnit(xml: XmlElement, findings: Findings): Unit {
  const members: Member[] = [];
  const attributes: Attribute[] = [...ownAttributes(xml, findings, new Set())];
  for (const part of elements(xml)) {
    if (part.name === 'Description') continue;
    if (part.name === 'Communications') communications(part, '', members, attributes, findings);
    else attributes.push(...flat(part));
  }
  return unitOf({
    kind: 'module',
    name: attribute(xml, 'Name') || attribute(xml, 'CatalogNumber'),
    line: xml.line,
    comment: descriptionOf(xml),
    attributes,
    members,
  });
}

/** Connections hold tags, which hold values; all the rest are settings. */
function communications(
  xml: XmlElement,
  outer: string,
  members: Member[],
  attributes: Attribute[],
  findings: Findings,
): void {
  for (const [name, value] of xml.attributes)
    if (name !== 'Name') attributes.push({ name: `${outer}${name}`, value });
  for (const part of elements(xml)) {
    const inner =
      `${outer}${part.name === 'Connections' ? '' : attribute(part, 'Name') || part.name} `.trimStart();
    if (tags.has(part.name)) {
      const tag = tagMember(part, part.name, findings);
      const name = `${outer}${part.name}`;
      members.push({ ...tag, name, key: name.toUpperCase() });
    } else if (blobs.has(part.name)) members.push(blob(part, outer));
    else if (part.name === 'Connections' || /Connection$/.test(part.name))
      communications(part, inner, members, attributes, findings);
    else attributes.push(...flat(part).map(each => ({ ...each, name: `${outer}${each.name}` })));
  }
}

/** A configuration that only the module understands is a value all the same. */
function blob(part: XmlElement, outer: string): Member {
  const text = textOf(childNamed(part, 'Data')).replace(/\s+/g, '');
  return memberOf({
    section: part.name,
    name: `${outer}${part.name}`,
    type: '',
    line: part.line,
    value: text === '' ? null : text,
    attributes: [...part.attributes].map(([name, value]) => ({ name, value })),
  });
}
