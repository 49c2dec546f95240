import { textOf, type XmlElement } from '../../xml/index.ts';
import { baseUri, type Names, type NodeKey } from './ids.ts';

export interface Value {
  /** As it is shown. */
  readonly value: string;
  /** What is compared: with the type it is written in. */
  readonly valueKey: string;
}

/**
 * A value as text: prefixes and layout left out, namespaces by their names. Two values have one key only where they are
 * equal. Its type is shown where it does not follow from the variable's.
 */
export function nodeValue(value: XmlElement, type: NodeKey | null, names: Names): Value {
  const [only, ...more] = partsOf(value);
  if (only === undefined) return plain(textOf(value).trim());
  if (more.length === 0 && isPlain(only)) {
    const [name, text] = [localName(only), textOf(only).trim()];
    const written = `${name} ${text}`;
    return { value: name === expected(type) ? text : written, valueKey: written };
  }
  return plain(
    partsOf(value)
      .map(part => written(part, names))
      .join(' '),
  );
}

function plain(text: string): Value {
  return { value: text, valueKey: text };
}

/** Numbers of built-in types and of types that are one of them by another name. Source: OPC 10000-6, 5.1.2 and A. */
const builtIn: ReadonlyMap<string, string> = new Map([
  ...[
    ...[
      'Boolean',
      'SByte',
      'Byte',
      'Int16',
      'UInt16',
      'Int32',
      'UInt32',
      'Int64',
      'UInt64',
      'Float',
      'Double',
    ],
    ...['String', 'DateTime', 'Guid', 'ByteString', 'XmlElement'],
  ].map((name, at) => [`i=${at + 1}`, name] as const),
  ['i=29', 'Int32'],
  ['i=289', 'UInt32'],
  ['i=290', 'Double'],
  ['i=291', 'String'],
  ['i=294', 'DateTime'],
  ['i=295', 'String'],
  ['i=12881', 'String'],
  ['i=23751', 'String'],
]);

/** The element a value of a type is written in; values of enumerations, which a file may define itself, are numbers. */
function expected(type: NodeKey | null): string {
  if (type === null) return '';
  return type.uri === baseUri ? (builtIn.get(type.id) ?? '') : 'Int32';
}

const nested = new Set(['NodeId', 'ExpandedNodeId', 'QualifiedName']);

/** One text and nothing about it; `nil` is no empty text. */
function isPlain(element: XmlElement): boolean {
  const about = [...element.attributes.keys()].filter(name => !name.startsWith('xmlns'));
  return partsOf(element).length === 0 && about.length === 0 && !nested.has(localName(element));
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
