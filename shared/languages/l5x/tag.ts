import { childNamed, type XmlElement } from '../../xml/index.ts';
import { type Findings, memberOf } from '../iec/index.ts';
import type { Attribute, Member } from '../model/index.ts';
import { attribute, descriptionOf, elements, flat, ownAttributes, proseOf } from './element.ts';
import { type About, heldBy, measures } from './value.ts';

/** Attributes of a tag that have places of their own in a member. */
const placed: ReadonlySet<string> = new Set(['DataType', 'Dimensions', 'AliasFor', 'Usage']);
/** What a tag is where nothing is written: later releases write more of it. */
const usual: Readonly<Record<string, string>> = { TagType: 'Base', Constant: 'false', OpcUaAccess: 'None' };
const read: ReadonlySet<string> = new Set([
  'Description',
  'Data',
  'DefaultData',
  'Comments',
  'EngineeringUnits',
  'Mins',
  'Maxes',
]);

/** A tag, a parameter or a local tag with what it holds; `section` is where no usage is written. */
export function tagMember(tag: XmlElement, section: string, findings: Findings): Member {
  const about = aboutTag(tag);
  const own = measures('', about);
  const data = heldBy(
    tag,
    childNamed(tag, 'DefaultData') === undefined ? 'Data' : 'DefaultData',
    about,
    findings,
  );
  const type = typeOf(tag);
  const alias = attribute(tag, 'AliasFor');
  return memberOf({
    section: attribute(tag, 'Usage') || section,
    name: attribute(tag, 'Name'),
    type,
    typeKey: type.toUpperCase(),
    line: tag.line,
    address: alias === '' ? null : alias,
    comment: commentOf(descriptionOf(tag), own.comment, about),
    unit: own.unit,
    range: own.range,
    attributes: [
      ...ownAttributes(tag, findings, placed).filter(({ name, value }) => usual[name] !== value),
      ...elements(tag)
        .filter(part => !read.has(part.name))
        .flatMap(flat),
      ...data.attributes,
      ...unplaced(about),
    ],
    members: data.members,
    value: data.value,
    valueKey: data.valueKey,
  });
}

/** `TIMER[5]`, as the tool shows it. */
function typeOf(tag: XmlElement): string {
  const dimensions = attribute(tag, 'Dimensions').trim().split(/\s+/).join(',');
  // The tags of a module have the type that its configuration gives them, written at what they hold.
  const type = attribute(tag, 'DataType') || structureOf(tag);
  return dimensions === '' || dimensions === '0' ? type : `${type}[${dimensions}]`;
}

function structureOf(tag: XmlElement): string {
  const held = elements(tag).filter(part => part.name === 'Data');
  return attribute(
    held.flatMap(elements).find(part => part.name === 'Structure'),
    'DataType',
  );
}

function aboutTag(tag: XmlElement): About {
  const comments = operands(tag, 'Comments');
  const units = operands(tag, 'EngineeringUnits');
  const [least, most] = [numbers(tag, 'Mins'), numbers(tag, 'Maxes')];
  return { comments, units, least, most };
}

function operands(tag: XmlElement, list: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const part of elements(childNamed(tag, list)))
    found.set(attribute(part, 'Operand').toUpperCase(), proseOf(part) ?? '');
  return found;
}

function numbers(tag: XmlElement, list: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const [operand, text] of operands(tag, list)) {
    const number = Number(text);
    if (text !== '' && Number.isFinite(number)) found.set(operand, number);
  }
  return found;
}

/** The tag's own comment, and those of bits and parts that its data does not list. */
function commentOf(description: string | null, own: string | null, { comments }: About): string | null {
  const parts = [description, own].filter(part => part !== null);
  for (const [operand, text] of comments) parts.push(`${operand}: ${text}`);
  return parts.length === 0 ? null : parts.join('\n');
}

/** Units and limits of parts that the data does not list. */
function unplaced({ units, least, most }: About): Attribute[] {
  const told = (name: string, map: ReadonlyMap<string, string | number>) =>
    [...map].map(([operand, value]) => ({ name: `${name} ${operand}`.trim(), value: String(value) }));
  return [...told('EngineeringUnit', units), ...told('Min', least), ...told('Max', most)];
}

export function tagMembers(list: XmlElement | undefined, section: string, findings: Findings): Member[] {
  return elements(list).map(tag => tagMember(tag, section, findings));
}
