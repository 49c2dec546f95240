import { readXml, textOf, type XmlElement, xmlLimits } from '../../xml/index.ts';
import type { Unit } from '../model/index.ts';
import { type Findings, Refusal, siemensLimits } from '../siemens/index.ts';
import { archiveUnits } from './archive.ts';
import type { Given } from './given.ts';
import { namedUnits } from './json-units.ts';
import { isIdentified } from './members.ts';

/** A data object of B&R, a recipe manager of TwinCAT, or any document of parameters. */
export function xmlUnits(text: string, name: string, findings: Findings): Unit[] {
  const document = readXml(text, { ...xmlLimits, depth: 64, nodes: siemensLimits.xmlNodes });
  if (document.state === 'refused') throw new Refusal(document.says);
  const { root } = document;
  if (root.name === 'TcPlcObject') return archiveUnits(root, findings);
  const written = /<\?AutomationStudio\s+([^?]{1,200})\?>/.exec(text.slice(0, 2_000))?.[1];
  if (written !== undefined) findings.leaveOut('tool-version', written.trim(), 2);
  const given = givenOf(root, findings);
  const group: Given =
    given.text === null ? given : { ...given, kind: 'group', text: null, children: [given] };
  return namedUnits(group, root.attributes.get('name') ?? name, findings, true);
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Attributes and elements alike, as either form may say a value; several elements of one name are a list. */
function givenOf(xml: XmlElement, findings: Findings): Given {
  const { line } = xml;
  const parts: Given[] = [];
  for (const [attribute, value] of xml.attributes) {
    if (/^xmlns\b|^xsi:(?:noNamespaceS|s)chemaLocation$/.test(attribute))
      findings.leaveOut('schema', `${attribute} ${value}`, line);
    else parts.push({ name: localName(attribute), kind: 'written', text: value, children: [], line });
  }
  const byName = new Map<string, Given[]>();
  const order: string[] = [];
  for (const child of xml.children) {
    if (typeof child === 'string') continue;
    const given = givenOf(child, findings);
    if (order.at(-1) !== given.name) order.push(given.name);
    const list = byName.get(given.name) ?? [];
    list.push(given);
    byName.set(given.name, list);
  }
  for (const [name, list] of byName) {
    const [only] = list;
    // One element with a name is a list of one: there may be a second in the next version.
    if (list.length === 1 && only !== undefined && !isIdentified(only)) parts.push(only);
    else parts.push({ name, kind: 'list', text: null, children: list, line: only?.line ?? line });
  }
  // Elements that take turns are a sequence, and the lists by name would not show it.
  if (order.length > byName.size)
    parts.push({ name: '(order)', kind: 'written', text: order.join(' '), children: [], line });
  const text = textOf(xml).trim();
  const name = localName(xml.name);
  if (parts.length === 0) return { name, kind: 'written', text, children: [], line };
  if (text !== '')
    parts.push({
      name: parts.some(part => part.name.toLowerCase() === 'value') ? '(text)' : 'value',
      kind: 'written',
      text,
      children: [],
      line,
    });
  return { name, kind: 'group', text: null, children: parts, line };
}
