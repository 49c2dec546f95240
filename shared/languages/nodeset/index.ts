import {
  childNamed,
  childrenNamed,
  readXml,
  textOf,
  writeXml,
  type XmlElement,
  xmlLimits,
} from '../../xml/index.ts';
import type { Attribute, Member, Parsed, Unit } from '../model/index.ts';
import { type Findings, MemberCount, Refusal, reading, siemensLimits } from '../siemens/index.ts';
import { Names, type NodeKey } from './ids.ts';
import { Measures } from './measures.ts';
import { nodeMember } from './nodes.ts';
import { Edges } from './references.ts';

export { nodeSetNoise } from './noise.ts';

const nodeClasses = /^UA(?:Object|Variable|Method|View|ObjectType|VariableType|DataType|ReferenceType)$/;

/**
 * An information model of OPC UA as NodeSet2 (OPC 10000-6, annex F). Nodes are told apart by the name of their
 * namespace and their id, never by a namespace's number. Never throws for what is in the file.
 */
export function parseNodeSet(content: Uint8Array | string, _path: string): Parsed {
  return reading('nodeset', content, (text, findings) => {
    const document = readXml(text, { ...xmlLimits, depth: 64, nodes: siemensLimits.xmlNodes });
    if (document.state === 'refused') throw new Refusal(document.says);
    if (document.root.name !== 'UANodeSet') throw new Refusal('it is no UANodeSet');
    return { writtenBy: writtenBy(document.root), units: nodeSets(document.root, findings) };
  });
}

/** By what it holds; `text` is the file's beginning at least. */
export function recogniseNodeSet(path: string, text: string): boolean {
  return /\.xml$/i.test(path) && /<UANodeSet[\s>]/.test(text.slice(0, 16_384));
}

function modelInfo(root: XmlElement): XmlElement[] {
  const extensions = childNamed(root, 'Extensions');
  return (extensions === undefined ? [] : childrenNamed(extensions, 'Extension'))
    .flatMap(({ children }) => children)
    .filter(
      (child): child is XmlElement => typeof child !== 'string' && /(?:^|:)ModelInfo$/.test(child.name),
    );
}

function writtenBy(root: XmlElement): string | null {
  const [info] = modelInfo(root);
  const tool = info?.attributes.get('Tool');
  if (tool === undefined) return null;
  return `${tool} ${info?.attributes.get('Version') ?? ''}`.trim();
}

interface Sets {
  readonly members: Map<string, Member[]>;
  readonly attributes: Map<string, Attribute[]>;
  readonly lines: Map<string, number>;
}

/** A unit for each namespace that the file says something of. */
function nodeSets(root: XmlElement, findings: Findings): Unit[] {
  const names = new Names(root);
  const sets: Sets = { members: new Map(), attributes: new Map(), lines: new Map() };
  for (const [name, value] of root.attributes)
    if (name === 'LastModified') findings.leaveOut('export-time', `${name} ${value}`, root.line);
    else if (/^xmlns\b|^xsi:schemaLocation$/.test(name))
      findings.leaveOut('schema', `${name} ${value}`, root.line);
    else findings.keep([], `${name}=${value}`, root.line);
  const nodes = new Map<string, { xml: XmlElement; node: NodeKey }>();
  for (const child of root.children) {
    if (typeof child === 'string') findings.keep([], child.trim(), root.line);
    else if (nodeClasses.test(child.name)) {
      const node = names.node(child.attributes.get('NodeId') ?? '');
      if (nodes.has(node.key)) {
        findings.say(child.line, `${node.id} is there twice`);
        findings.keep([node.uri, node.id], writeXml(child), child.line);
      } else nodes.set(node.key, { xml: child, node });
    } else beside(child, sets, findings);
  }
  const paths = new Map<string, string>();
  const called = (node: NodeKey) => {
    const path = paths.get(node.key) ?? pathOf(node, nodes, names);
    paths.set(node.key, path);
    return path;
  };
  const context = {
    names,
    findings,
    called,
    count: new MemberCount(),
    edges: new Edges(nodes, names, findings),
    measures: new Measures(nodes, names),
  };
  for (const { xml, node } of nodes.values()) {
    const members = sets.members.get(node.uri) ?? [];
    members.push(nodeMember(xml, node, context));
    sets.members.set(node.uri, members);
    if (!sets.lines.has(node.uri)) sets.lines.set(node.uri, xml.line);
  }
  return [...new Set([...sets.members.keys(), ...sets.attributes.keys()])].map(uri => ({
    kind: 'node-set',
    name: uri,
    key: `node-set:${uri}`,
    id: null,
    number: null,
    title: null,
    comment: null,
    attributes: sets.attributes.get(uri) ?? [],
    members: sets.members.get(uri) ?? [],
    networks: [],
    units: [],
    line: sets.lines.get(uri) ?? root.line,
  }));
}

const stepsAtMost = 16;

/** Browse names of a node and of those above it: many nodes have one name. */
function pathOf(
  node: NodeKey,
  nodes: ReadonlyMap<string, { readonly xml: XmlElement; readonly node: NodeKey }>,
  names: Names,
): string {
  const path: string[] = [];
  let at = nodes.get(node.key);
  if (at === undefined) return names.wellKnown(node);
  for (let steps = 0; at !== undefined && steps < stepsAtMost; steps++) {
    path.unshift(names.browseName(at.xml.attributes.get('BrowseName') ?? '').name);
    const parent = at.xml.attributes.get('ParentNodeId');
    at = parent === undefined ? undefined : nodes.get(names.node(parent).key);
  }
  return path.join('/');
}

/** Everything that is no node: models with their versions are compared, names and tools are not. */
function beside(child: XmlElement, sets: Sets, findings: Findings): void {
  switch (child.name) {
    case 'NamespaceUris':
      return;
    case 'Aliases':
      for (const alias of childrenNamed(child, 'Alias'))
        findings.leaveOut('alias', `${alias.attributes.get('Alias') ?? ''} ${textOf(alias)}`, alias.line);
      return;
    case 'Models':
      for (const model of childrenNamed(child, 'Model')) {
        const uri = model.attributes.get('ModelUri') ?? '';
        sets.attributes.set(uri, modelAttributes(model));
        sets.lines.set(uri, model.line);
      }
      return;
    case 'Extensions':
      for (const extension of childrenNamed(child, 'Extension'))
        for (const part of extension.children)
          if (typeof part !== 'string' && /(?:^|:)ModelInfo$/.test(part.name))
            findings.leaveOut('tool-version', writeXml(part), part.line);
          else findings.keep([], typeof part === 'string' ? part.trim() : writeXml(part), extension.line);
      return;
    default:
      findings.keep([], writeXml(child), child.line);
  }
}

/** Which release of another model is needed, and whatever else is said of it. */
function required(model: XmlElement): Attribute[] {
  const of = (name: string) => model.attributes.get(name) ?? '';
  const name = `requires ${of('ModelUri')}`;
  const further = [...model.attributes].filter(
    ([each]) => !['ModelUri', 'Version', 'PublicationDate'].includes(each),
  );
  return [
    { name, value: `${of('Version')} of ${of('PublicationDate')}` },
    ...further.map(([each, value]) => ({ name: `${name} ${each}`, value })),
  ];
}

function modelAttributes(model: XmlElement): Attribute[] {
  const attributes: Attribute[] = [];
  for (const [name, value] of model.attributes) if (name !== 'ModelUri') attributes.push({ name, value });
  for (const child of model.children) {
    if (typeof child === 'string') continue;
    if (child.name !== 'RequiredModel') attributes.push({ name: child.name, value: writeXml(child) });
    else attributes.push(...required(child));
  }
  return attributes;
}
