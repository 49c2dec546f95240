import { writeXml, type XmlElement } from '../../xml/index.ts';
import { bodyOf, bodyOfText, type Findings } from '../iec/index.ts';
import type { Attribute, Body, Network } from '../model/index.ts';
import { boxesOf } from './boxes.ts';
import { chartOf } from './chart.ts';
import { attribute, child, children, deepText, elements, local, remarkOf } from './element.ts';
import { extensions, flat, keep } from './extensions.ts';
import { type GraphNode, graphOf, networksOf } from './graph.ts';
import { circuitOf } from './ladder.ts';

/** The body of a block: text, rungs, boxes or a chart. What no part of this reads is kept whole. */
export function bodyNetworks(body: XmlElement, findings: Findings, where: readonly string[]): Network[] {
  const networks: Network[] = [];
  for (const part of elements(body)) {
    const language = local(part);
    if (language === 'ST' || language === 'IL') {
      // The text begins in the innermost element, which may stand on a line of its own.
      const { line } = elements(part)[0] ?? part;
      // The body of a transition may begin like an assignment to it.
      const text = deepText(part).replace(/^\s*:=/, found => found.replace(':=', '  '));
      const { statements, comment } = bodyOfText(text, language, findings, where, line);
      networks.push(...bodyOf(language, statements, comment, part.line));
    } else if (language === 'LD' || language === 'FBD')
      networks.push(...drawn(part, language, findings, where));
    else if (language === 'SFC') networks.push(chart(part, findings, where));
    else if (language === 'addData')
      for (const one of extensions(body)) networks.push(...unread(one.content, findings, where));
    else if (language !== 'documentation') networks.push(...unread([part], findings, where));
  }
  return networks;
}

/** A body in a language of the tool's own. */
function unread(content: readonly XmlElement[], findings: Findings, where: readonly string[]): Network[] {
  return content.map(xml => {
    const text = writeXml(xml);
    findings.unknown.push({ where, text, line: xml.line });
    const body: Body = { form: 'circuits', circuits: [{ is: 'verbatim', text }] };
    return network('', local(xml), body, xml.line);
  });
}

function network(number: string, language: string, body: Body, line: number): Network {
  return { number, title: null, comment: null, language, attributes: [], body, line };
}

function chart(xml: XmlElement, findings: Findings, where: readonly string[]): Network {
  const parts = elements(xml);
  layoutNoise(xml, findings);
  const attributes = parts.flatMap(part => elementAttributes(part, findings, where));
  for (const action of parts.flatMap(part => children(part, 'action')))
    attributes.push(...elementAttributes(action, findings, where));
  const body: Body = { form: 'chart', chart: chartOf(parts, findings, where) };
  return { ...network('', 'SFC', body, xml.line), attributes };
}

/** Of a step CODESYS says again its name, whether it is initial, and an action's qualifier; the rest is its own. */
const repeated = new Set([
  '38391c6d-6d4a-42f8-8ee7-9f45e5adafa8',
  '6844a48e-46c2-4cc8-a185-a478f3b99cc0',
  'e174fc0d-80b0-4a9e-a530-ca239c249a50',
]);

function elementAttributes(part: XmlElement, findings: Findings, where: readonly string[]): Attribute[] {
  const found: Attribute[] = [];
  const name =
    attribute(part, 'name') || attribute(child(part, 'reference'), 'name') || attribute(part, 'targetName');
  for (const extension of extensions(part)) {
    if (extension.name !== 'sfc/element') {
      keep(extension, findings, where);
      continue;
    }
    for (const one of extension.content.flatMap(elements)) {
      const guid = attribute(one, 'guid');
      const value = deepText(one).trim();
      const says = [name, attribute(part, 'qualifier'), attribute(part, 'initialStep')].includes(
        value.toLowerCase() === 'true' ? 'true' : value,
      );
      const twice = repeated.has(guid) && (says || local(part) === 'transition' || value === 'FALSE');
      if (twice) findings.noise.push({ rule: 'said-twice', text: `${guid} ${value}`, line: extension.line });
      else found.push({ name: `${local(part)} ${name} ${guid}`.replace('  ', ' '), value });
    }
  }
  return found;
}

function layoutNoise(xml: XmlElement, findings: Findings): void {
  let positions = 0;
  let ids = 0;
  const open = [...elements(xml)];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (local(part) === 'position' || local(part) === 'relPosition') positions++;
    if (part.attributes.has('localId')) ids++;
    for (const inner of elements(part)) open.push(inner);
  }
  if (positions > 0) findings.noise.push({ rule: 'layout', text: `${positions} positions`, line: xml.line });
  if (ids > 0) findings.noise.push({ rule: 'local-id', text: `${ids} numbers of elements`, line: xml.line });
}

/** Extensions of boxes that follow from what the standard part says. */
const boxKinds = new Set(['fbdcalltype', 'inputparamtypes', 'outputparamtypes', 'executionorder']);

function drawn(
  xml: XmlElement,
  language: 'LD' | 'FBD',
  findings: Findings,
  where: readonly string[],
): Network[] {
  layoutNoise(xml, findings);
  return networksOfDrawing(elements(xml), language, xml.line, findings, where, (_, at) => `${at}`);
}

/**
 * The networks of a drawing in the elements of PLCopen, as other languages may write theirs; `numberOf` says how the
 * tool numbers a network by its first element, which labels and comments behind all networks have none of, and its
 * place, from 1.
 */
export function networksOfDrawing(
  parts: readonly XmlElement[],
  language: 'LD' | 'FBD',
  line: number,
  findings: Findings,
  where: readonly string[],
  numberOf: (first: XmlElement | null, at: number) => string,
): Network[] {
  const graph = graphOf(parts);
  const networks: Network[] = [];
  let title: string | null = null;
  let comments: string[] = [];
  let labels: Attribute[] = [];
  for (const group of networksOf(graph)) {
    const heads = group.filter(node => isHead(node));
    for (const head of heads) {
      if (head.kind === 'comment') comments.push(remarkOf(child(head.xml, 'content')) ?? '');
      else if (head.kind === 'label')
        labels.push({
          name: 'label',
          value: attribute(head.xml, 'label'),
          key: attribute(head.xml, 'label').toUpperCase(),
        });
      else title = vendor(head, findings, where) ?? title;
    }
    const nodes = group.filter(node => !isHead(node));
    const [first] = nodes;
    if (first === undefined) continue;
    for (const node of nodes) boxExtensions(node, findings, where);
    const body = bodyOfNodes(graph, nodes, language);
    const comment = comments.filter(text => text !== '').join('\n');
    networks.push({
      ...network(numberOf(first.xml, networks.length + 1), language, body, first.line),
      title,
      comment: comment === '' ? null : comment,
      attributes: labels,
    });
    title = null;
    comments = [];
    labels = [];
  }
  return closing(networks, comments, labels, language, line, numberOf);
}

/** What heads no network stands behind the last one: a label there is where a jump ends. */
function closing(
  networks: Network[],
  comments: readonly string[],
  labels: readonly Attribute[],
  language: string,
  line: number,
  numberOf: (first: XmlElement | null, at: number) => string,
): Network[] {
  const comment = comments.filter(text => text !== '').join('\n');
  if (labels.length === 0 && comment === '') return networks;
  const body: Body = { form: 'circuits', circuits: [] };
  return [
    ...networks,
    {
      ...network(numberOf(null, networks.length + 1), language, body, line),
      comment: comment === '' ? null : comment,
      attributes: labels,
    },
  ];
}

function isHead(node: GraphNode): boolean {
  return node.kind === 'comment' || node.kind === 'label' || node.kind === 'vendorElement';
}

function bodyOfNodes(
  graph: ReturnType<typeof graphOf>,
  nodes: readonly GraphNode[],
  language: 'LD' | 'FBD',
): Body {
  const hasRung = nodes.some(node => node.kind === 'contact' || node.kind === 'coil');
  if (language === 'LD' || hasRung) return { form: 'circuits', circuits: [circuitOf(graph, nodes)] };
  const blocks = boxesOf(graph, nodes);
  // Variables that lead nowhere do nothing, but they are there.
  if (blocks.length > 0) return { form: 'blocks', blocks };
  const text = nodes
    .map(node => `${node.kind} ${deepText(child(node.xml, 'expression')).trim()}`.trim())
    .join('\n');
  return { form: 'circuits', circuits: [{ is: 'verbatim', text }] };
}

/** CODESYS writes the title of a network as an element of its own. */
function vendor(node: GraphNode, findings: Findings, where: readonly string[]): string | null {
  const kind = extensions(node.xml)
    .flatMap(({ content }) => content)
    .map(content => deepText(content).trim())
    .join(' ');
  const text = remarkOf(child(node.xml, 'alternativeText'));
  if (kind === 'networktitle') return text;
  findings.unknown.push({ where, text: writeXml(node.xml), line: node.line });
  return null;
}

function boxExtensions(node: GraphNode, findings: Findings, where: readonly string[]): void {
  for (const extension of extensions(node.xml)) {
    if (boxKinds.has(extension.name)) {
      const text = extension.content
        .flatMap(content => flat(content, ''))
        .map(({ name, value }) => `${name} ${value}`)
        .join(', ');
      findings.noise.push({ rule: 'box-kind', text, line: extension.line });
    } else keep(extension, findings, where);
  }
}
