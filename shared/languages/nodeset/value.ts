import { textOf, type XmlElement } from '../../xml/index.ts';
import type { Names } from './ids.ts';

/** A value as text: prefixes and layout left out, namespaces by their names. Two values have one text only where they are equal. */
export function valueText(value: XmlElement, names: Names): string {
  const [only, ...more] = partsOf(value);
  if (only === undefined) return textOf(value).trim();
  if (more.length === 0 && partsOf(only).length === 0 && isPlain(localName(only))) return textOf(only).trim();
  return partsOf(value)
    .map(part => written(part, names))
    .join(' ');
}

const nested = new Set(['NodeId', 'ExpandedNodeId', 'QualifiedName']);

function isPlain(name: string): boolean {
  return !nested.has(name);
}

function partsOf(element: XmlElement): XmlElement[] {
  return element.children.filter(child => typeof child !== 'string') as XmlElement[];
}

function localName({ name }: XmlElement): string {
  return name.slice(name.indexOf(':') + 1);
}

function written(element: XmlElement, names: Names): string {
  const name = localName(element);
  const parts = partsOf(element);
  const attributes = [...element.attributes]
    .filter(([attribute]) => !attribute.startsWith('xmlns'))
    .map(([attribute, text]) => `${attribute}=${JSON.stringify(text)} `)
    .join('');
  if (parts.length > 0) return `${name}{${attributes}${parts.map(part => written(part, names)).join(' ')}}`;
  const text = textOf(element).trim();
  if (name === 'NamespaceIndex') return `Namespace ${JSON.stringify(names.uri(text))}`;
  if (name === 'Identifier') {
    const node = names.node(text);
    return `${JSON.stringify(node.key)}`;
  }
  return `${name === 'String' ? '' : `${name} `}${attributes}${JSON.stringify(text)}`;
}
