import { childNamed, childrenNamed, textOf, type XmlElement } from '../../xml/index.ts';
import { type Findings, memberOf, typeOfText, valueOfText } from '../iec/index.ts';
import type { Attribute, Member } from '../model/index.ts';
import { attribute, commentOf, elements, keep, leaveOut, numberOf } from './element.ts';

const parts: ReadonlySet<string> = new Set([
  'comment',
  'attribute',
  'variableInit',
  'instanceElementDesc',
  'value',
]);

/** The variables of a list; parameters in the order of their pins, which a call may give its values by. */
export function variables(
  list: XmlElement | undefined,
  section: string,
  findings: Findings,
  where: readonly string[],
): Member[] {
  const placed: { readonly member: Member; readonly pin: number; readonly at: number }[] = [];
  for (const [at, part] of elements(list).entries())
    if (part.name === 'variables')
      placed.push({ member: variable(part, section, findings, where), pin: pinOf(part), at });
    else keep(findings, where, part);
  return placed.sort((a, b) => a.pin - b.pin || a.at - b.at).map(({ member }) => member);
}

function pinOf(variable: XmlElement): number {
  const said = childrenNamed(variable, 'attribute').find(each => attribute(each, 'name') === 'PositionPin');
  return numberOf(said, 'value');
}

function variable(xml: XmlElement, section: string, findings: Findings, where: readonly string[]): Member {
  const name = attribute(xml, 'name');
  const inside = [...where, name];
  const { type, typeKey, range } = typeOfText(attribute(xml, 'typeName'));
  const initial = childNamed(xml, 'variableInit');
  const address = attribute(xml, 'topologicalAddress').toUpperCase();
  const known = new Set(['name', 'typeName', 'topologicalAddress']);
  return memberOf({
    section,
    name,
    line: xml.line,
    type,
    typeKey,
    range,
    address: address === '' ? null : address,
    comment: commentOf(xml),
    ...valueParts(initial === undefined ? undefined : attribute(initial, 'value')),
    attributes: [
      ...[...xml.attributes].filter(([key]) => !known.has(key)).map(([key, value]) => ({ name: key, value })),
      ...said(xml, new Set(['PositionPin']), findings),
    ],
    members: elementValues(xml, findings, inside),
  });
}

function valueParts(text: string | undefined): Partial<Pick<Member, 'value' | 'valueKey'>> {
  return text === undefined ? {} : valueOfText(text);
}

/** What an instance says of its elements: values and comments that differ from those of its type. */
function elementValues(xml: XmlElement, findings: Findings, where: readonly string[]): Member[] {
  const found: Member[] = [];
  for (const part of elements(xml)) {
    if (!parts.has(part.name)) keep(findings, where, part);
    if (part.name !== 'instanceElementDesc') continue;
    const name = attribute(part, 'name');
    const value = childNamed(part, 'value');
    found.push(
      memberOf({
        section: 'element',
        name,
        line: part.line,
        type: '',
        comment: commentOf(part),
        ...valueParts(value === undefined ? undefined : textOf(value).trim()),
        attributes: said(part, new Set(), findings),
        members: elementValues(part, findings, [...where, name]),
      }),
    );
  }
  return found;
}

/** `2#0000_0011` as the number it is, by which levels are told apart. */
function bitsOf(value: string): string {
  const bits = /^2#([01_]{1,40})$/.exec(value)?.[1]?.replaceAll('_', '');
  return bits === undefined || bits === '' ? value : String(Number.parseInt(bits, 2));
}

/** What `attribute` elements say, but for those told elsewhere. A password is no more than set. */
export function said(
  xml: XmlElement,
  elsewhere: ReadonlySet<string>,
  findings: Findings,
  noise: Readonly<Record<string, string>> = {},
): Attribute[] {
  const found: Attribute[] = [];
  for (const part of childrenNamed(xml, 'attribute')) {
    const [name, value] = [attribute(part, 'name'), attribute(part, 'value')];
    const rule = noise[name];
    if (elsewhere.has(name)) continue;
    if (rule !== undefined) leaveOut(findings, rule, `${name} ${value}`, part.line);
    else if (/password$/i.test(name)) {
      if (value !== '') found.push({ name, value: 'set', key: value });
    } else found.push({ name, value: bitsOf(value) });
  }
  return found;
}
