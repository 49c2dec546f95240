import { childrenNamed, textOf, writeXml, type XmlElement } from '../../xml/index.ts';
import type { Attribute, Member } from '../model/index.ts';
import type { Findings, MemberCount } from '../siemens/index.ts';
import { baseUri, type Names, type NodeKey } from './ids.ts';
import type { Measures } from './measures.ts';
import type { Edge, Edges } from './references.ts';
import { nodeValue, type Value } from './value.ts';

export interface NodeContext {
  readonly names: Names;
  readonly findings: Findings;
  readonly count: MemberCount;
  readonly edges: Edges;
  readonly measures: Measures;
  /** How nodes are called, by key: their path of browse names as far as the file holds it. */
  readonly called: (node: NodeKey) => string;
}

/** What the standard says where an attribute is not written. */
const defaults: Readonly<Record<string, string>> = {
  ValueRank: '-1',
  AccessLevel: '1',
  UserAccessLevel: '1',
  IsAbstract: 'false',
  Symmetric: 'false',
  Historizing: 'false',
  EventNotifier: '0',
  MinimumSamplingInterval: '0',
  Executable: 'true',
  UserExecutable: 'true',
  WriteMask: '0',
  UserWriteMask: '0',
  ArrayDimensions: '',
  ReleaseStatus: 'Released',
  AccessRestrictions: '0',
};
/** Of these one that says no type is of any: BaseDataType. */
const hasType = /^UAVariable(?:Type)?$/;

const namedElsewhere = new Set(['NodeId', 'BrowseName', 'DataType']);
const nodeIds = new Set(['ParentNodeId', 'MethodDeclarationId']);
const spoken = new Set(['Description', 'Documentation']);

/** A node as a member: its section its class, its fields and references what it holds. */
export function nodeMember(xml: XmlElement, node: NodeKey, context: NodeContext): Member {
  const { names, count } = context;
  count.another();
  const browse = names.browseName(xml.attributes.get('BrowseName') ?? '');
  const type = xml.attributes.get('DataType') ?? '';
  const comments: string[] = [];
  const attributes: Attribute[] = [
    { name: 'BrowseName', value: browse.uri === node.uri ? browse.name : `${browse.name} of ${browse.uri}` },
  ];
  for (const [name, value] of xml.attributes) {
    if (namedElsewhere.has(name) || defaults[name] === value) continue;
    if (nodeIds.has(name))
      attributes.push({ name, value: context.called(names.node(value)), key: names.node(value).key });
    else attributes.push({ name, value });
  }
  const members: Member[] = [];
  let value: Value | null = null;
  const dataType = type === '' ? null : names.node(type);
  const told = new Map<string, string[]>();
  for (const child of xml.children) {
    if (typeof child === 'string') context.findings.keep([node.id], child.trim(), xml.line);
    else if (child.name === 'Value') {
      const own = context.measures.rest(node.key, child);
      value = own === null ? null : nodeValue(own, dataType, names);
    } else if (child.name === 'Definition') members.push(...fields(child, attributes, context));
    else if (spoken.has(child.name)) comments.push(localized(child));
    else if (child.name !== 'References') {
      const text = isLocalized(child) ? localized(child) : writeXml(child);
      told.set(child.name, [...(told.get(child.name) ?? []), text]);
    }
  }
  for (const [name, texts] of told) attributes.push({ name, value: texts.sort().join('; ') });
  for (const edge of context.edges.of(node.key)) members.push(referenceMember(edge, context));
  return {
    ...bare(xml.name.replace(/^UA/, ''), context.called(node), node.id, xml.line),
    type: dataType === null ? '' : typeName(dataType, context),
    typeKey: dataType?.key ?? (hasType.test(xml.name) ? `${baseUri} i=24` : ''),
    value: value?.value ?? null,
    ...(value === null ? {} : { valueKey: value.valueKey }),
    ...context.measures.of(node.key),
    comment: comments.length === 0 ? null : comments.join('\n'),
    address: node.id,
    attributes,
    members,
  };
}

/** A text and no more than its locale. */
function isLocalized({ children, attributes }: XmlElement): boolean {
  return (
    children.every(part => typeof part === 'string') &&
    [...attributes.keys()].every(name => name === 'Locale')
  );
}

/** A locale is told where it is not English, which texts without one are in. */
function localized(element: XmlElement): string {
  const locale = element.attributes.get('Locale') ?? '';
  const text = textOf(element).trim();
  return locale === '' || /^en\b/i.test(locale) ? text : `${text} (${locale})`;
}

function typeName(node: NodeKey, { called, names }: NodeContext): string {
  const name = called(node);
  return name === node.id || name.startsWith(`${node.id} of `) ? names.wellKnown(node) : name;
}

function fields(definition: XmlElement, attributes: Attribute[], context: NodeContext): Member[] {
  for (const [name, value] of definition.attributes)
    if (name !== 'Name' && value !== 'false') attributes.push({ name: `Definition ${name}`, value });
  const found: Member[] = [];
  for (const [at, field] of childrenNamed(definition, 'Field').entries()) {
    context.count.another();
    const name = field.attributes.get('Name') ?? `[${at}]`;
    const type = field.attributes.get('DataType');
    const told = [...field.attributes]
      .filter(
        ([each, value]) =>
          !['Name', 'DataType', 'Value'].includes(each) && defaults[each] !== value && value !== 'false',
      )
      .map(([each, value]) => ({ name: each, value }));
    for (const child of field.children)
      if (typeof child !== 'string' && child.name !== 'Description')
        told.push({ name: child.name, value: isLocalized(child) ? localized(child) : writeXml(child) });
    const descriptions = childrenNamed(field, 'Description').map(localized);
    found.push({
      ...bare('field', name, name, field.line),
      type: type === undefined ? '' : typeName(context.names.node(type), context),
      typeKey: type === undefined ? '' : context.names.node(type).key,
      value: field.attributes.get('Value') ?? null,
      comment: descriptions.length === 0 ? null : descriptions.join('\n'),
      // A structure is laid out in the order of its fields.
      attributes: field.attributes.has('Value') ? told : [...told, { name: 'place', value: String(at + 1) }],
    });
  }
  return found;
}

function referenceMember(edge: Edge, context: NodeContext): Member {
  context.count.another();
  const type = typeName(edge.type, context);
  const name = `${edge.isForward ? type : `inverse ${type}`} ${context.called(edge.target)}`;
  // What it leads to is its place: a reference to another node is another reference, whatever both are called.
  return {
    ...bare(
      'reference',
      name,
      `${edge.isForward ? '' : 'inverse '}${edge.type.key} ${edge.target.key}`,
      edge.line,
    ),
    address: edge.target.key,
  };
}

function bare(section: string, name: string, key: string, line: number): Member {
  return {
    section,
    name,
    key,
    type: '',
    value: null,
    unit: null,
    range: null,
    address: null,
    comment: null,
    attributes: [],
    members: [],
    line,
  };
}
