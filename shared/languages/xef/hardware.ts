import { childNamed, type XmlElement } from '../../xml/index.ts';
import { memberOf, unitOf } from '../iec/index.ts';
import type { Attribute, Member, Unit } from '../model/index.ts';
import { attribute, commentOf, elements, flat } from './element.ts';

interface Content {
  readonly attributes: Attribute[];
  readonly members: Member[];
  readonly units: Unit[];
}

/** The controller's own settings, and all that stands in its racks and on its buses. */
export function hardware(xml: XmlElement | undefined): Content {
  const content: Content = { attributes: [], members: [], units: [] };
  for (const part of elements(xml)) {
    if (part.name === 'PLC') collect(part, '', content);
    else if (isDevice(part)) content.units.push(device(part));
    else collect(part, `${part.name} `, content);
  }
  return content;
}

/** What is ordered under a number, or has a place of its own. */
function isDevice(part: XmlElement): boolean {
  return childNamed(part, 'partItem') !== undefined;
}

/** A rack, a supply, a module: told apart by its place, so that another one in it is a change of it. */
function device(xml: XmlElement): Unit {
  const content: Content = { attributes: [], members: [], units: [] };
  collect(xml, '', content);
  const place = attribute(childNamed(xml, 'equipInfo'), 'topoAddress');
  const ordered = attribute(childNamed(xml, 'partItem'), 'partNumber');
  return unitOf({
    kind: 'module',
    name: `${ordered} ${place}`.trim(),
    key: `module ${xml.name} ${place}`,
    line: xml.line,
    comment: commentOf(xml),
    ...content,
  });
}

/** Devices in it are units, channels are members, all else are settings by their paths. */
function collect(xml: XmlElement, path: string, content: Content): void {
  for (const [name, value] of xml.attributes) content.attributes.push({ name: `${path}${name}`, value });
  for (const part of elements(xml)) {
    if (part.name === 'comment') continue;
    if (isDevice(part)) content.units.push(device(part));
    else if (part.name === 'channelATS') content.members.push(channel(part));
    else if (part.name === 'partItem' || part.name === 'equipInfo') collect(part, '', content);
    else if (holds(part)) collect(part, `${path}${part.name} `, content);
    else for (const each of flat(part, path)) content.attributes.push(each);
  }
}

/** Whether devices or channels stand in it, however deep. */
function holds(part: XmlElement): boolean {
  return elements(part).some(inner => inner.name === 'channelATS' || isDevice(inner) || holds(inner));
}

/** A channel with the words it is set up with, each by its place. */
function channel(xml: XmlElement): Member {
  const attributes: Attribute[] = [];
  const members: Member[] = [];
  for (const [name, value] of xml.attributes)
    if (name !== 'number' && name !== 'ASFCatKey') attributes.push({ name, value });
  for (const part of elements(xml)) {
    const words = elements(part).filter(({ name }) => name === 'hexaValue');
    if (words.length === 0 || words.length < part.children.length) attributes.push(...flat(part));
    else
      for (const [at, word] of words.entries())
        members.push(
          memberOf({
            section: part.name,
            name: `${part.name}[${at}]`,
            line: word.line,
            type: '',
            value: attribute(word, 'hexaValue'),
          }),
        );
  }
  return memberOf({
    section: 'channel',
    name: `channel ${attribute(xml, 'number')}`,
    line: xml.line,
    type: attribute(xml, 'ASFCatKey'),
    attributes,
    members,
  });
}
