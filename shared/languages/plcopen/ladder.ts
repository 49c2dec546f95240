import type { Circuit, CoilKind, ContactKind, FunctionBox, Pin } from '../model/index.ts';
import { boxOf, exitOf, firstOutput, flowing, outputName, pinName } from './boxes.ts';
import { attribute, child, deepText, isSet } from './element.ts';
import { edgeOf, type Graph, type GraphNode, type InPin, isRail, type Wire } from './graph.ts';
import { operandOf } from './operand.ts';
import { type Edge, reduced } from './reduction.ts';

const rail = 'rail';
const end = 'end';

/** Edges that the pins of a network's boxes may be looked through, over all; beyond it a pin is told by names. */
const budget = 5_000;

/** Rungs at pins of boxes in rungs at pins. */
const deepest = 5;

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
  /** Elements that were told, at their place or at a pin. */
  readonly #told = new Set<GraphNode>();
  /** The output the power flows through. */
  readonly #outputs = new Map<GraphNode, string>();
  #spent = 0;

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  rung(network: readonly GraphNode[]): Circuit {
    const ends = network.filter(node => isFlow(node) && !this.#isRead(node) && !isWritten(this.#graph, node));
    const edges: Edge[] = ends.map(node => ({
      from: outOf(node, ''),
      to: end,
      circuit: null,
      rank: node.rank,
    }));
    const circuit = this.#reduced(edges, ends, 0);
    // What leads nowhere, or in a ring, is told by its wires.
    const whole = network.every(
      node => !isFlow(node) || this.#told.has(node) || isWritten(this.#graph, node),
    );
    return circuit !== null && whole && this.#spent <= budget
      ? circuit
      : { is: 'verbatim', text: this.#listing(network) };
  }

  to(wires: readonly Wire[], depth: number): Circuit {
    const sources = this.#nodes(wires);
    const edges: Edge[] = wires.map(wire => ({ from: this.#point(wire), to: end, circuit: null, rank: 0 }));
    return this.#reduced(edges, sources, depth) ?? { is: 'verbatim', text: this.#listing(sources) };
  }

  /** The circuit that leads through these elements to the end, followed against the flow. */
  #reduced(edges: Edge[], ends: readonly GraphNode[], depth: number): Circuit | null {
    const seen = new Set<GraphNode>();
    const open = [...ends];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (seen.has(node)) continue;
      seen.add(node);
      this.#told.add(node);
      if (this.#spent++ > budget) return null;
      edges.push(...this.#edges(node, depth));
      open.push(...this.#nodes(this.#flow(node)?.wires ?? []));
    }
    return reduced(edges, rail, end);
  }

  #nodes(wires: readonly Wire[]): GraphNode[] {
    return wires.flatMap(wire => {
      const node = this.#graph.nodes.get(wire.from);
      return node === undefined || isRail(node) ? [] : [node];
    });
  }

  #isRead(node: GraphNode): boolean {
    return (this.#graph.readers.get(node.id) ?? []).some(
      ({ node: reader }) => !isRail(reader) && (reader.kind !== 'outVariable' || node.kind !== 'block'),
    );
  }

  #flow(node: GraphNode): InPin | undefined {
    return node.kind === 'block' ? this.#flowPin(node) : node.inputs[0];
  }

  #edges(node: GraphNode, depth: number): Edge[] {
    const { rank } = node;
    const circuit = this.#circuit(node, depth);
    if (circuit === null) return [];
    if (isSource(node)) return [{ from: rail, to: outOf(node, ''), circuit, rank }];
    const points = (this.#flow(node)?.wires ?? []).map(wire => this.#point(wire)).sort();
    const [only] = points;
    // A box that no power flows into works in each cycle.
    if (only === undefined) {
      if (node.kind !== 'block') return [];
      return [{ from: rail, to: outOf(node, ''), circuit, rank }, ...this.#otherOutputs(node)];
    }
    // All that read the same points read one: where their wires join.
    const join = points.length === 1 ? only : JSON.stringify(points);
    const wires = points.length === 1 ? [] : points.map(from => ({ from, to: join, circuit: null, rank }));
    return [...wires, { from: join, to: outOf(node, ''), circuit, rank }, ...this.#otherOutputs(node)];
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
    const known = this.#outputs.get(node);
    if (known !== undefined) return known;
    const pins = new Set((this.#graph.readers.get(node.id) ?? []).map(({ wire }) => wire.pin));
    const [first] = pins;
    const found = pins.has('ENO')
      ? 'ENO'
      : (node.outputs.find(pin => pins.has(pin.name))?.name ?? first ?? '');
    this.#outputs.set(node, found);
    return found;
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
        return coil(node, operand());
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
      if (pin === flow) return { name, negated: pin.negated, from: null, power: true };
      return { name, negated: pin.negated, from: this.#pinSource(pin, depth) };
    });
    return { ...plain, inputs, outputs: [...plain.outputs, ...this.#exit(node, flow)] };
  }

  /** Power that comes in at `EN` leaves at `ENO`; any other at the first output. */
  #exit(node: GraphNode, flow: InPin | undefined): Pin[] {
    const main = this.#flowOutput(node);
    const readers = this.#graph.readers.get(node.id) ?? [];
    // A variable written at an output is told there.
    if (!readers.some(({ node: { kind }, wire }) => wire.pin === main && kind !== 'outVariable')) return [];
    return exitOf(node, main, flow?.name === 'EN' ? 'ENO' : firstOutput(node));
  }

  #pinSource(pin: InPin, depth: number): Pin['from'] {
    const [wire] = pin.wires;
    if (wire === undefined) return pin.written === '' ? null : operandOf(pin.written);
    const source = this.#graph.nodes.get(wire.from);
    const isValue = pin.wires.length === 1 && (source === undefined || !isFlowSource(source));
    if (isValue) return flowing(this.#graph, wire, 0);
    if (pin.wires.length === 1 && source?.kind === 'block') return outputName(source, wire.pin);
    // Boxes that feed each other's pins would be told again at each.
    if (depth >= deepest) this.#spent = budget + 1;
    return this.to(pin.wires, depth + 1);
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

/** What has no kind of its own, as a coil that is set where no power comes, is told by its operand. */
function coil(node: GraphNode, operand: ReturnType<typeof operandOf>): Circuit {
  const storage = attribute(node.xml, 'storage');
  const edge = edgeOf(node.xml);
  const negated = isSet(node.xml, 'negated');
  const kind: CoilKind = storage === 'set' || storage === 'reset' ? storage : edge !== 'none' ? edge : 'coil';
  if (kind === 'coil' && negated) return { is: 'coil', kind: 'negated', operand };
  const marks = [...(negated ? ['NOT'] : []), ...(kind === storage && edge !== 'none' ? [edge] : [])];
  if (marks.length === 0) return { is: 'coil', kind, operand };
  const mark = marks.join(' ');
  return {
    is: 'coil',
    kind,
    operand: { text: `${mark} ${operand.text}`, key: `${mark.toUpperCase()} ${operand.key}` },
  };
}

function outOf(node: GraphNode, pin: string): string {
  return `out ${node.id} ${pin}`;
}

/** A variable behind a box is told at the box. */
function isWritten(graph: Graph, node: GraphNode): boolean {
  return (
    node.kind === 'outVariable' &&
    node.inputs.some(pin => pin.wires.some(wire => graph.nodes.get(wire.from)?.kind === 'block'))
  );
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
