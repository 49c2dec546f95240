import type { Circuit, FunctionBox, Operand, Pin } from '../model/index.ts';
import { attribute, child, deepText, isSet, remarkOf } from './element.ts';
import type { Graph, GraphNode, InPin, Wire } from './graph.ts';
import { operandOf } from './operand.ts';

/** Boxes in boxes; a chain that is longer is told by names. */
const deepest = 60;

/** Boxes of a network of FBD, each with what flows into it, in the order of drawing. */
export function boxesOf(graph: Graph, network: readonly GraphNode[]): FunctionBox[] {
  return network.flatMap(node => {
    switch (node.kind) {
      case 'block':
        return isNested(graph, node) ? [] : [boxOf(graph, node, 0)];
      case 'outVariable':
      case 'inOutVariable':
        return assignment(graph, node);
      case 'jump':
        return [sink(graph, node, 'JMP', operandOf(attribute(node.xml, 'label')))];
      case 'return':
        return [sink(graph, node, 'RET', null)];
      case 'connector':
        return [sink(graph, node, 'CONNECTOR', operandOf(attribute(node.xml, 'name')))];
      default:
        return [];
    }
  });
}

const depths = new WeakMap<Graph, ReadonlyMap<GraphNode, number>>();

/** A function that one pin reads stands in that pin; an instance stands by itself, and its outputs are read by name. */
function isNested(graph: Graph, node: GraphNode): boolean {
  const known = depths.get(graph) ?? nesting(graph);
  depths.set(graph, known);
  return (known.get(node) ?? 0) > 0;
}

/** How deep each box stands in others. Of a ring the first box stands by itself, and so does one of a chain too long. */
function nesting(graph: Graph): ReadonlyMap<GraphNode, number> {
  const found = new Map<GraphNode, number>();
  for (const node of graph.nodes.values()) {
    const path: GraphNode[] = [];
    const passed = new Set<GraphNode>();
    let at: GraphNode | null = node;
    for (; at !== null && !found.has(at) && !passed.has(at); at = onlyReader(graph, at)) {
      path.push(at);
      passed.add(at);
    }
    if (at !== null && passed.has(at)) {
      const ring = path.splice(path.indexOf(at));
      const first = ring.reduce((one, other) => (other.rank < one.rank ? other : one));
      const from = ring.indexOf(first);
      found.set(first, 0);
      nest([...ring.slice(from + 1), ...ring.slice(0, from)], first, found);
    }
    nest(path, at, found);
  }
  return found;
}

/** Each of a chain stands in the next one, the last in its reader. */
function nest(chain: readonly GraphNode[], reader: GraphNode | null, found: Map<GraphNode, number>): void {
  let depth = reader === null ? -1 : (found.get(reader) ?? -1);
  for (const node of chain.toReversed()) {
    depth = depth + 1 >= deepest ? 0 : depth + 1;
    found.set(node, depth);
  }
}

function onlyReader(graph: Graph, node: GraphNode): GraphNode | null {
  if (node.kind !== 'block' || hasInstance(node)) return null;
  const [only, ...others] = graph.readers.get(node.id) ?? [];
  return only?.node.kind === 'block' && others.length === 0 ? only.node : null;
}

/**
 * The output that a box is read at, among its outputs: where it has a circle, or is another than the one that goes
 * without saying.
 */
export function exitOf(node: GraphNode, pin: string, usual: string): Pin[] {
  const negated = isNegated(node, pin);
  if (!negated && (pin === '' || pin === usual)) return [];
  return [{ name: pin, negated, from: null, power: true }];
}

/** The first output beside `ENO`. */
export function firstOutput(node: GraphNode): string {
  return node.outputs.find(({ name }) => !isEnabled(name))?.name ?? 'OUT';
}

function isEnabled(pin: string): boolean {
  return pin.toUpperCase() === 'ENO';
}

/** A wire that names no output comes out of the first. */
function isNegated(node: GraphNode, pin: string): boolean {
  const output = node.outputs.find(({ name }) => (pin === '' ? !isEnabled(name) : name === pin));
  return output?.negated === true;
}

function hasInstance(node: GraphNode): boolean {
  return attribute(node.xml, 'instanceName') !== '';
}

export function boxOf(graph: Graph, node: GraphNode, depth: number): FunctionBox {
  const instance = attribute(node.xml, 'instanceName');
  return {
    type: attribute(node.xml, 'typeName'),
    instance: instance === '' ? null : operandOf(instance),
    inputs: node.inputs.map(pin => inputPin(graph, pin, depth)),
    outputs: outputPins(graph, node),
    comment: remarkOf(child(node.xml, 'documentation')),
  };
}

function inputPin(graph: Graph, pin: InPin, depth: number): Pin {
  return { name: pinName(pin), negated: pin.negated, from: source(graph, pin, depth) };
}

/** An edge at a pin is told by its name: the pin has no other place for it. */
export function pinName(pin: InPin): string {
  return pin.edge === 'none' ? pin.name : `${pin.name} (${pin.edge})`;
}

function source(graph: Graph, pin: InPin, depth: number): Pin['from'] {
  const [wire, ...others] = pin.wires;
  if (wire === undefined) return pin.written === '' ? null : operandOf(pin.written);
  if (others.length === 0) return flowing(graph, wire, depth);
  const branches = pin.wires.map(one => asCircuit(flowing(graph, one, depth)));
  return { is: 'parallel', branches };
}

function asCircuit(from: Operand | FunctionBox): Circuit {
  return 'inputs' in from ? { is: 'box', box: from } : { is: 'contact', kind: 'open', operand: from };
}

/** What a wire brings: a variable, a box, or the name of a box's output. */
export function flowing(graph: Graph, wire: Wire, depth: number): Operand | FunctionBox {
  const node = graph.nodes.get(wire.from);
  if (node === undefined) return { text: `?${wire.pin}`, key: `?${wire.pin}` };
  if (node.kind === 'block') {
    if (!isNested(graph, node) || depth >= deepest) return outputName(node, wire.pin);
    const box = boxOf(graph, node, depth + 1);
    return { ...box, outputs: [...box.outputs, ...exitOf(node, wire.pin, firstOutput(node))] };
  }
  if (node.kind === 'continuation') return operandOf(attribute(node.xml, 'name'));
  const operand = operandOf(
    deepText(child(node.xml, 'expression')).trim() || deepText(child(node.xml, 'variable')).trim(),
  );
  return isSet(node.xml, 'negated') ? { text: `NOT ${operand.text}`, key: `NOT ${operand.key}` } : operand;
}

/** `timer.Q` of an instance; of a function that several read, its name and where it stands in the drawing's order. */
export function outputName(node: GraphNode, pin: string): Operand {
  const instance = attribute(node.xml, 'instanceName');
  const name = instance === '' ? `${attribute(node.xml, 'typeName')}@${node.rank}` : instance;
  const text = `${isNegated(node, pin) ? 'NOT ' : ''}${pin === '' ? name : `${name}.${pin}`}`;
  return { text, key: text.toUpperCase() };
}

/** Variables that the outputs are written to. */
function outputPins(graph: Graph, node: GraphNode): Pin[] {
  const pins: Pin[] = node.outputs
    .filter(pin => pin.written !== '')
    .map(pin => ({ name: pin.name, negated: pin.negated, from: operandOf(pin.written) }));
  for (const { node: reader, wire } of graph.readers.get(node.id) ?? [])
    if (reader.kind === 'outVariable' || reader.kind === 'inOutVariable')
      pins.push({
        name: wire.pin,
        negated: isSet(reader.xml, 'negated') !== isNegated(node, wire.pin),
        from: operandOf(deepText(child(reader.xml, 'expression')).trim()),
      });
  return pins;
}

/** A variable that no box is written to: what it is assigned comes from another variable. */
function assignment(graph: Graph, node: GraphNode): FunctionBox[] {
  const wires = node.inputs.flatMap(pin => pin.wires);
  if (wires.length === 0) return [];
  if (wires.every(wire => graph.nodes.get(wire.from)?.kind === 'block')) return [];
  const operand = operandOf(deepText(child(node.xml, 'expression')).trim());
  return [sink(graph, node, ':=', operand)];
}

function sink(graph: Graph, node: GraphNode, type: string, operand: Operand | null): FunctionBox {
  const inputs = node.inputs.map(pin => inputPin(graph, pin, 0));
  const outputs = operand === null ? [] : [{ name: '', negated: isSet(node.xml, 'negated'), from: operand }];
  return { type, instance: null, inputs, outputs, comment: null };
}
