import { childNamed, textOf, writeXml, type XmlElement } from '../../xml/index.ts';
import type { Findings } from '../iec/index.ts';
import type { Attribute } from '../model/index.ts';
import { noise } from './noise.ts';

export function attribute(element: XmlElement | undefined, name: string): string {
  return element?.attributes.get(name) ?? '';
}

/** The elements directly in one; none of a missing one. */
export function elements(element: XmlElement | undefined): readonly XmlElement[] {
  const children = element?.children ?? none;
  return children.every(isElement) ? children : children.filter(isElement);
}

const none: readonly XmlElement[] = [];

function isElement(child: XmlElement | string): child is XmlElement {
  return typeof child !== 'string';
}

export function isTrue(element: XmlElement, name: string): boolean {
  return attribute(element, name).toLowerCase() === 'true';
}

/** A comment as it is written, or in each of its languages; null where there is none. */
export function proseOf(element: XmlElement | undefined): string | null {
  if (element === undefined) return null;
  let prose = textOf(element).trim();
  for (const inner of elements(element)) {
    const text = textOf(inner).trim();
    const language = attribute(inner, 'Lang');
    if (text === '') continue;
    if (prose !== '') prose += '\n';
    prose += language === '' ? text : `${language}: ${text}`;
  }
  return prose === '' ? null : prose.replaceAll('\r\n', '\n');
}

export function descriptionOf(element: XmlElement): string | null {
  return proseOf(childNamed(element, 'Description'));
}

/** Attributes that tell when, by whom and with what a part was made. */
const records: Readonly<Record<string, string>> = {
  ProjectCreationDate: 'edit-record',
  LastModifiedDate: 'edit-record',
  CreatedDate: 'edit-record',
  CreatedBy: 'edit-record',
  EditedDate: 'edit-record',
  EditedBy: 'edit-record',
  SoftwareRevision: 'tool-version',
  DataExchangeId: 'object-id',
  CommPath: 'comm-path',
};

/** Attributes whose value is a name, which has no case. */
const names: ReadonlySet<string> = new Set(['MainRoutineName', 'FaultRoutineName', 'ParentModule']);

/** What an element's attributes say, but for those told elsewhere and for noise. */
export function ownAttributes(
  element: XmlElement,
  findings: Findings,
  elsewhere: ReadonlySet<string>,
): Attribute[] {
  const found: Attribute[] = [];
  for (const [name, value] of element.attributes) {
    const rule = records[name];
    if (name === 'Name' || name === 'Use' || elsewhere.has(name)) continue;
    if (rule !== undefined) noise(findings.noise, rule, `${name} ${value}`, element.line);
    else
      found.push(names.has(name) ? { name, value, key: value.toUpperCase() } : { name, value: value.trim() });
  }
  return found;
}

/** What tells an element from others of its name. */
const identities = ['Name', 'Id', 'ID', 'Operand', 'Specifier', 'Port'];

/**
 * A part of which nothing more is known than what it holds, as attributes named by their paths: `Ports/Port 1 Address`.
 * What has no attribute and no text is there by its name alone.
 */
export function flat(element: XmlElement): Attribute[] {
  const found: Attribute[] = [];
  const open: { readonly element: XmlElement; readonly path: string }[] = [{ element, path: element.name }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { element: part, path } = next;
    for (const [name, value] of part.attributes) found.push({ name: `${path} ${name}`, value });
    const text = textOf(part).trim();
    if (text !== '') found.push({ name: path, value: text });
    const inner = elements(part);
    for (const child of inner.toReversed()) {
      const by = identities.find(name => child.attributes.has(name));
      const own = by === undefined ? child.name : `${child.name} ${attribute(child, by)}`;
      open.push({ element: child, path: `${path}/${own}` });
    }
  }
  return found;
}

/** Parts that are kept one by one; what is beyond stands in the last of them. */
const unknowns = 2_000;

export function keep(findings: Findings, where: readonly string[], text: string, line: number): void {
  const last = findings.unknown.at(-1);
  if (findings.unknown.length >= unknowns && last !== undefined)
    findings.unknown[findings.unknown.length - 1] = { ...last, text: `${last.text}\n${text}` };
  else findings.unknown.push({ where, text, line });
}

/** Says where the file does not compile, as long as there are few such places. */
export function problem(findings: Findings, line: number, says: string): void {
  if (findings.problems.length < unknowns) findings.problems.push({ line, says });
}

export function keepElement(findings: Findings, where: readonly string[], element: XmlElement): void {
  keep(findings, where, writeXml(element), element.line);
}
