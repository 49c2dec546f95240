import { writeXml, type XmlElement } from '../../xml/index.ts';
import type { Findings } from '../iec/index.ts';
import type { Attribute } from '../model/index.ts';
import { attribute, child, children, deepText, elements, local } from './element.ts';

/** Pieces that tools add to the standard: `http://www.3s-software.com/plcopenxml/method` is the piece `method`. */
export interface Extension {
  readonly name: string;
  readonly content: readonly XmlElement[];
  readonly line: number;
}

export function extensions(element: XmlElement | undefined): Extension[] {
  return children(child(element, 'addData'), 'data').map(data => ({
    name: attribute(data, 'name').replace(/^http:\/\/www\.3s-software\.com\/plcopenxml\//i, ''),
    content: elements(data),
    line: data.line,
  }));
}

/** What an extension says about the thing it stands at; what it holds besides is for the caller. */
export interface Said {
  readonly attributes: Attribute[];
  /** What an instance is made with: `(name := 'x')`. */
  made: string;
  id: string | null;
  /** Those that hold units or other things of their own. */
  readonly rest: Extension[];
}

/** Reads the extensions that qualify a thing. */
export function said(element: XmlElement | undefined, findings: Findings): Said {
  const found: Said = { attributes: [], made: '', id: null, rest: [] };
  for (const extension of extensions(element)) {
    const [content] = extension.content;
    switch (extension.name) {
      case 'objectid':
        found.id = deepText(content).trim();
        findings.noise.push({ rule: 'object-id', text: found.id, line: extension.line });
        break;
      case 'attributes':
        for (const one of children(content, 'Attribute'))
          found.attributes.push({ name: attribute(one, 'Name'), value: attribute(one, 'Value') });
        break;
      case 'pouinheritance':
      case 'datatypeinheritance':
        for (const one of elements(content)) {
          const value = deepText(one).trim();
          found.attributes.push({ name: local(one).toLowerCase(), value, key: value.toUpperCase() });
        }
        break;
      case 'accessmodifiers':
        for (const [name, value] of content?.attributes ?? [])
          if (value === 'true') found.attributes.push({ name: 'modifier', value: name.toUpperCase() });
        break;
      case 'inputassignments':
        found.made = `(${children(content, 'InputAssignment')
          .map(one => `${deepText(child(one, 'Name')).trim()} := ${deepText(child(one, 'Value')).trim()}`)
          .join(', ')})`;
        break;
      case 'sfcsettings':
      case 'tasksettings':
        for (const one of extension.content) found.attributes.push(...flat(one, ''));
        break;
      default:
        found.rest.push(extension);
    }
  }
  return found;
}

/** Everything in an element as names and values: `Watchdog/Sensitivity` is `1`. */
export function flat(element: XmlElement, outer: string): Attribute[] {
  const path = outer === '' ? local(element) : `${outer}/${local(element)}`;
  const found: Attribute[] = [];
  for (const [name, value] of element.attributes)
    if (!name.startsWith('xmlns')) found.push({ name: `${path}/${name}`, value });
  const text = element.children
    .filter(piece => typeof piece === 'string')
    .join('')
    .trim();
  if (text !== '') found.push({ name: path, value: text });
  for (const inner of elements(element)) found.push(...flat(inner, path));
  return found;
}

/** An extension nothing here knows: kept whole. */
export function keep(extension: Extension, findings: Findings, where: readonly string[]): void {
  for (const content of extension.content)
    findings.unknown.push({ where, text: writeXml(content), line: extension.line });
}
