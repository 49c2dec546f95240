import type { Circuit, CoilKind, ContactKind, FunctionBox, Pin } from '../model/index.ts';
import { boxOf, flowing, outputName, pinName } from './boxes.ts';
import { attribute, child, deepText, isSet } from './element.ts';
import { edgeOf, type Graph, type GraphNode, type InPin, isRail, type Wire } from './graph.ts';
import { operandOf } from './operand.ts';
import { type Edge, reduced } from './reduction.ts';

const rail = 'rail';
const end = 'end';

/** Edges that the pins of a network's boxes may be looked through, over all; beyond it a pin is told by names. */
const budget = 20_000;

/** A rung of LD from the left rail to the right; kept as text where it is no series and parallel. */
export function circuitOf(graph: Graph, network: readonly GraphNode[]): Circuit {
  const ladder = new Ladder(graph);
  return ladder.rung(network);
}

/** What leads to a point, as a transition's condition. */
export function circuitTo(graph: Graph, wires: readonly Wire[]): Circuit {
  return new Ladder(graph).to(wires, 0);
}

class Ladder {
  readonly #graph: Graph;
  #spent = 0;

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  rung(network: readonly GraphNode[]): Circuit {
    const edges = network.flatMap(node => this.#edges(node));
    for (const node of network)
      if (isFlow(node) && !this.#isRead(node))
        edges.push({ from: outOf(node, ''), to: end, circuit: null, rank: node.rank });
    return reduced(edges, rail, end) ?? { is: 'verbatim', text: this.#listing(network) };
  }

  to(wires: readonly Wire[], depth: number): Circuit {
    const seen = new Set<string>();
    const open = wires.map(wire => wire.from);
    const edges: Edge[] = wires.map(wire => ({ from: this.#point(wire), to: end, circuit: null, rank: 0 }));
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const node = this.#graph.nodes.get(id);
      if (node === undefined || seen.has(id)) continue;
      seen.add(id);
      if (this.#spent++ > budget) return { is: 'verbatim', text: this.#listing([node]) };
      edges.push(...this.#edges(node, depth + 1));
      for (const pin of node.inputs) open.push(...pin.wires.map(wire => wire.from));
    }
    const nodes = [...seen].flatMap(id => this.#graph.nodes.get(id) ?? []);
    return reduced(edges, rail, end) ?? { is: 'verbatim', text: this.#listing(nodes) };
  }

  #isRead(node: GraphNode): boolean {
    return (this.#graph.readers.get(node.id) ?? []).some(
      ({ node: reader }) => !isRail(reader) && (reader.kind !== 'outVariable' || node.kind !== 'block'),
    );
  }

  #edges(node: GraphNode, depth = 0): Edge[] {
    const { rank } = node;
    const circuit = this.#circuit(node, depth);
    if (circuit === null) return [];
    if (isSource(node)) return [{ from: rail, to: outOf(node, ''), circuit, rank }];
    const flow = node.kind === 'block' ? this.#flowPin(node) : node.inputs[0];
    const wires = (flow?.wires ?? []).map(wire => ({
      from: this.#point(wire),
      to: `in ${node.id}`,
      circuit: null,
      rank,
    }));
    // A box that no power flows into works in each cycle.
    if (wires.length === 0 && node.kind === 'block')
      wires.push({ from: rail, to: `in ${node.id}`, circuit: null, rank });
    const own = { from: `in ${node.id}`, to: outOf(node, ''), circuit, rank };
    return [...wires, own, ...this.#otherOutputs(node)];
  }

  /** Outputs beside the one the power flows through are read by the name of the box, as a contact. */
  #otherOutputs(node: GraphNode): Edge[] {
    if (node.kind !== 'block') return [];
    const main = this.#flowOutput(node);
    const read = new Set(
      (this.#graph.readers.get(node.id) ?? []).flatMap(({ node: reader, wire }) =>
        reader.kind === 'outVariable' ? [] : [wire.pin],
      ),
    );
    read.delete(main);
    return [...read].map(pin => ({
      from: rail,
      to: outOf(node, pin),
      circuit: { is: 'contact', kind: 'open', operand: outputName(node, pin) },
      rank: node.rank,
    }));
  }

  #point(wire: Wire): string {
    const node = this.#graph.nodes.get(wire.from);
    if (node === undefined) return `lost ${wire.from}`;
    if (isRail(node)) return rail;
    return outOf(node, node.kind === 'block' && wire.pin !== this.#flowOutput(node) ? wire.pin : '');
  }

  /** `ENO` where it is read, else the first output that is. */
  #flowOutput(node: GraphNode): string {
    const pins = (this.#graph.readers.get(node.id) ?? []).map(({ wire }) => wire.pin);
    return pins.includes('ENO')
      ? 'ENO'
      : (node.outputs.find(pin => pins.includes(pin.name))?.name ?? pins[0] ?? '');
  }

  /** `EN` where something leads to it, else the first input to which power flows. */
  #flowPin(node: GraphNode): InPin | undefined {
    const enable = node.inputs.find(pin => pin.name === 'EN' && pin.wires.length > 0);
    return (
      enable ??
      node.inputs.find(pin => pin.wires.some(wire => isFlowSource(this.#graph.nodes.get(wire.from))))
    );
  }

  #circuit(node: GraphNode, depth: number): Circuit | null {
    const operand = () => operandOf(deepText(child(node.xml, 'variable')).trim());
    switch (node.kind) {
      case 'contact':
        return contact(node, operand());
      case 'coil':
        return { is: 'coil', kind: coilKind(node), operand: operand() };
      case 'jump':
        return { is: 'coil', kind: 'jump', operand: operandOf(attribute(node.xml, 'label')) };
      case 'return':
        return { is: 'coil', kind: 'return', operand: operandOf('') };
      case 'connector':
        return { is: 'coil', kind: 'coil', operand: operandOf(attribute(node.xml, 'name')) };
      case 'outVariable':
        return this.#written(node);
      case 'inVariable':
      case 'inOutVariable':
      case 'continuation': {
        const value = flowing(this.#graph, { from: node.id, pin: '' }, 0);
        return this.#isPower(node) && !('inputs' in value)
          ? { is: 'contact', kind: 'open', operand: value }
          : null;
      }
      case 'block':
        return { is: 'box', box: this.#box(node, depth) };
      default:
        return null;
    }
  }

  /** A variable behind a box is one of its outputs; behind a contact it is written like a coil. */
  #written(node: GraphNode): Circuit | null {
    const wires = node.inputs.flatMap(pin => pin.wires);
    if (wires.some(wire => this.#graph.nodes.get(wire.from)?.kind === 'block')) return null;
    const kind = isSet(node.xml, 'negated') ? 'negated' : 'coil';
    return { is: 'coil', kind, operand: operandOf(deepText(child(node.xml, 'expression')).trim()) };
  }

  /** A variable that leads to a contact or a coil stands for power; one at a pin of a box does not. */
  #isPower(node: GraphNode): boolean {
    return (this.#graph.readers.get(node.id) ?? []).some(({ node: reader }) => reader.kind !== 'block');
  }

  #box(node: GraphNode, depth: number): FunctionBox {
    const flow = this.#flowPin(node);
    const plain = boxOf(this.#graph, { ...node, inputs: [] }, 0);
    const inputs = node.inputs.map((pin): Pin => {
      const name = pinName(pin);
      if (pin === flow) return { name, negated: pin.negated, from: { is: 'series', parts: [] } };
      return { name, negated: pin.negated, from: this.#pinSource(pin, depth) };
    });
    return { ...plain, inputs };
  }

  #pinSource(pin: InPin, depth: number): Pin['from'] {
    const [wire] = pin.wires;
    if (wire === undefined) return pin.written === '' ? null : operandOf(pin.written);
    const source = this.#graph.nodes.get(wire.from);
    const isValue = pin.wires.length === 1 && (source === undefined || !isFlowSource(source));
    if (isValue) return flowing(this.#graph, wire, 0);
    if (pin.wires.length === 1 && source?.kind === 'block') return outputName(source, wire.pin);
    // Boxes that feed each other's pins would be told again at each.
    return depth > 4 ? { is: 'verbatim', text: this.#listing([]) } : this.to(pin.wires, depth);
  }

  /** Elements in the order of drawing, each with what it reads by its number in that order. */
  #listing(network: readonly GraphNode[]): string {
    const numbers = new Map(network.map((node, index) => [node.id, index + 1]));
    return network
      .map((node, index) => {
        const reads = node.inputs.map(pin => {
          const from = pin.wires.map(wire => {
            const source = this.#graph.nodes.get(wire.from);
            const name =
              source === undefined || isRail(source) ? 'rail' : String(numbers.get(wire.from) ?? '?');
            return wire.pin === '' ? name : `${name}.${wire.pin}`;
          });
          return `${pin.name}${pin.negated ? ' NOT' : ''}<-${from.join('|') || pin.written}`;
        });
        return `${index + 1} ${describe(node)} ${reads.join(' ')}`.trimEnd();
      })
      .join('\n');
  }
}

function describe(node: GraphNode): string {
  const name =
    deepText(child(node.xml, 'variable')).trim() ||
    deepText(child(node.xml, 'expression')).trim() ||
    ['instanceName', 'label', 'name'].map(key => attribute(node.xml, key)).find(text => text !== '') ||
    '';
  const marks = ['negated', 'edge', 'storage'].map(key => [key, attribute(node.xml, key)] as const);
  const said = marks.filter(([, value]) => value !== '' && value !== 'false' && value !== 'none');
  return [node.kind, attribute(node.xml, 'typeName'), name, ...said.map(([key, value]) => `${key}=${value}`)]
    .filter(text => text !== '')
    .join(' ');
}

function contact(node: GraphNode, operand: ReturnType<typeof operandOf>): Circuit {
  const edge = edgeOf(node.xml);
  const negated = isSet(node.xml, 'negated');
  const kind: ContactKind = edge !== 'none' ? edge : negated ? 'closed' : 'open';
  if (edge === 'none' || !negated) return { is: 'contact', kind, operand };
  return { is: 'contact', kind, operand: { text: `NOT ${operand.text}`, key: `NOT ${operand.key}` } };
}

function coilKind(node: GraphNode): CoilKind {
  const storage = attribute(node.xml, 'storage');
  if (storage === 'set' || storage === 'reset') return storage;
  const edge = edgeOf(node.xml);
  if (edge !== 'none') return edge;
  return isSet(node.xml, 'negated') ? 'negated' : 'coil';
}

function outOf(node: GraphNode, pin: string): string {
  return `out ${node.id} ${pin}`;
}

function isSource(node: GraphNode): boolean {
  return node.kind === 'inVariable' || node.kind === 'inOutVariable' || node.kind === 'continuation';
}

function isFlow(node: GraphNode): boolean {
  return ['contact', 'coil', 'block', 'jump', 'return', 'connector', 'outVariable'].includes(node.kind);
}

function isFlowSource(node: GraphNode | undefined): boolean {
  return (
    node !== undefined && (isRail(node) || ['contact', 'coil', 'block', 'continuation'].includes(node.kind))
  );
}
