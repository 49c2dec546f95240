import type { XmlElement } from '../../xml/index.ts';
import { attribute, child, children, deepText, elements, isSet, local } from './element.ts';

/** An end of a wire: which element it comes from, and out of which of its pins. */
export interface Wire {
  readonly from: string;
  readonly pin: string;
}

export interface InPin {
  readonly name: string;
  readonly negated: boolean;
  readonly edge: 'none' | 'rising' | 'falling';
  readonly wires: readonly Wire[];
  /** What is written at the pin itself, where no wire leads to it. */
  readonly written: string;
}

export interface OutPin {
  readonly name: string;
  readonly negated: boolean;
  /** The variable written at the pin itself. */
  readonly written: string;
}

/** An element of a drawing with what leads into it. */
export interface GraphNode {
  readonly id: string;
  readonly kind: string;
  readonly xml: XmlElement;
  /** Place in the order of drawing: from the top down, then from the left, then as in the file. */
  readonly rank: number;
  readonly inputs: readonly InPin[];
  readonly outputs: readonly OutPin[];
  readonly line: number;
}

export interface Graph {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** Who reads an element's output: by its id. */
  readonly readers: ReadonlyMap<
    string,
    readonly { readonly node: GraphNode; readonly pin: InPin; readonly wire: Wire }[]
  >;
}

/** Elements and wires of a drawn body. Coordinates give the order of drawing and nothing else. */
export function graphOf(parts: readonly XmlElement[]): Graph {
  const nodes = new Map<string, GraphNode>();
  const placed = parts
    .map((xml, index) => ({ xml, index, ...placeOf(xml) }))
    .sort((a, b) => a.order - b.order || a.y - b.y || a.x - b.x || a.index - b.index);
  for (const [rank, { xml }] of placed.entries()) {
    const node = nodeOf(xml, rank);
    // Two of one number are told apart, so that none is lost; wires mean the first.
    nodes.set(nodes.has(node.id) || node.id === '' ? `${node.id}#${rank}` : node.id, node);
  }
  const readers = new Map<string, { node: GraphNode; pin: InPin; wire: Wire }[]>();
  for (const node of nodes.values())
    for (const pin of node.inputs)
      for (const wire of pin.wires) {
        const found = readers.get(wire.from);
        if (found === undefined) readers.set(wire.from, [{ node, pin, wire }]);
        else found.push({ node, pin, wire });
      }
  return { nodes, readers };
}

/** A tool that numbers the order of execution says more than the place. */
function placeOf(xml: XmlElement): { order: number; x: number; y: number } {
  const position = child(xml, 'position');
  const order = Number(attribute(xml, 'executionOrderId'));
  return {
    order: Number.isFinite(order) && order > 0 ? order : 0,
    x: finite(attribute(position, 'x')),
    y: finite(attribute(position, 'y')),
  };
}

function finite(text: string): number {
  const value = Number(text);
  return Number.isFinite(value) ? value : 0;
}

function nodeOf(xml: XmlElement, rank: number): GraphNode {
  const kind = local(xml);
  return {
    id: attribute(xml, 'localId'),
    kind,
    xml,
    rank,
    inputs: kind === 'block' ? blockInputs(xml) : plainInputs(xml),
    outputs: kind === 'block' ? blockOutputs(xml) : [],
    line: xml.line,
  };
}

function plainInputs(xml: XmlElement): InPin[] {
  return children(xml, 'connectionPointIn').map(point => ({
    name: '',
    negated: false,
    edge: 'none',
    wires: wiresOf(point),
    written: deepText(child(point, 'expression')).trim(),
  }));
}

function blockInputs(xml: XmlElement): InPin[] {
  return ['inputVariables', 'inOutVariables'].flatMap(list =>
    children(child(xml, list), 'variable').map(variable => {
      const point = child(variable, 'connectionPointIn');
      return {
        name: attribute(variable, 'formalParameter'),
        negated: isSet(variable, 'negated'),
        edge: edgeOf(variable),
        wires: wiresOf(point),
        written: deepText(child(point, 'expression')).trim(),
      };
    }),
  );
}

function blockOutputs(xml: XmlElement): OutPin[] {
  return children(child(xml, 'outputVariables'), 'variable').map(variable => ({
    name: attribute(variable, 'formalParameter'),
    negated: isSet(variable, 'negated'),
    written: deepText(child(child(variable, 'connectionPointOut'), 'expression')).trim(),
  }));
}

export function edgeOf(xml: XmlElement): 'none' | 'rising' | 'falling' {
  const edge = attribute(xml, 'edge');
  return edge === 'rising' || edge === 'falling' ? edge : 'none';
}

export function wiresOf(point: XmlElement | undefined): Wire[] {
  return elements(point)
    .filter(found => local(found) === 'connection')
    .map(found => ({ from: attribute(found, 'refLocalId'), pin: attribute(found, 'formalParameter') }));
}

/** Rails are of all rungs and join none; two elements are of one network where a wire joins them otherwise. */
export function networksOf(graph: Graph): GraphNode[][] {
  const parent = new Map<string, string>();
  const keys = new Map<GraphNode, string>();
  for (const [id, node] of graph.nodes) {
    parent.set(id, id);
    keys.set(node, id);
  }
  const root = (id: string): string => {
    let top = id;
    for (let up = parent.get(top); up !== undefined && up !== top; up = parent.get(top)) {
      parent.set(top, parent.get(up) ?? up);
      top = up;
    }
    return top;
  };
  for (const [id, node] of graph.nodes) {
    if (isRail(node)) continue;
    for (const pin of node.inputs)
      for (const { from } of pin.wires) {
        const source = graph.nodes.get(from);
        if (source !== undefined && !isRail(source)) parent.set(root(id), root(from));
      }
  }
  const groups = new Map<string, GraphNode[]>();
  for (const [id, node] of graph.nodes) {
    if (isRail(node)) continue;
    const top = root(id);
    const group = groups.get(top);
    if (group === undefined) groups.set(top, [node]);
    else group.push(node);
  }
  for (const group of groups.values()) group.sort((a, b) => a.rank - b.rank);
  return [...groups.values()].sort((a, b) => (a[0]?.rank ?? 0) - (b[0]?.rank ?? 0));
}

export function isRail(node: GraphNode): boolean {
  return node.kind === 'leftPowerRail' || node.kind === 'rightPowerRail';
}
