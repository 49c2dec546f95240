import type { Circuit, FunctionBox, Operand, Pin } from '../model/index.ts';
import { type Net, type Part, type PinDraft, rail } from './ladder-part.ts';
import { type Edge, endNet, reduced } from './ladder-reduction.ts';
import { siemensLimits } from './limits.ts';

/** How often a part may be written where it feeds several things, on the average over a network. */
const repetition = 4;

/**
 * A ladder network as circuits from the left rail to what ends them, one for each independent rung, in their order.
 * `parts` are in the order they are drawn; nets are resolved. What feeds a second input of a box stands at its pin.
 * Where connections cross so that neither series nor parallel fits, each output gets the circuit that leads to it,
 * and where there is none either, the connections are listed as text.
 */
export function circuitsOf(parts: readonly Part[]): Circuit[] {
  return new CircuitWriter(parts).write();
}

class CircuitWriter {
  readonly #parts: readonly Part[];
  /** Parts by the net they drive, and by the net that feeds them. */
  readonly #drivers = new Map<Net, number[]>();
  readonly #fed = new Map<Net, number[]>();
  readonly #pinned = new Set<Net>();
  /** Boxes by the net that one of their further outputs drives. */
  readonly #taps = new Map<Net, { part: number; pin: string; negated: boolean }>();
  readonly #written = new Map<number, Circuit>();
  readonly #pinCircuits = new Map<Net, Circuit>();
  /** Nets that are being written for a pin: a circuit that feeds itself is told by its net. */
  readonly #open = new Set<Net>();
  /** Parts that stand in a circuit or a listing already. */
  readonly #told = new Set<number>();
  #budget: number;

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
    this.#budget = parts.length * repetition + 64;
    parts.forEach((part, at) => {
      if (part.to !== null) listed(this.#drivers, part.to).push(at);
      listed(this.#fed, part.from ?? rail).push(at);
      for (const pin of part.inputs) if (pin.net !== null) this.#pinned.add(pin.net);
      for (const pin of part.outputs)
        if (pin.net !== null) this.#taps.set(pin.net, { part: at, pin: pin.name, negated: pin.negated });
    });
  }

  write(): Circuit[] {
    const main = this.#upstream(this.#parts.flatMap((part, at) => (this.#isTerminal(part) ? [at] : [])));
    const way = [...main].sort((a, b) => a - b);
    const edges = [
      ...this.#outputs(way),
      ...way.map(at => this.#edge(at, part => this.#mainEnd(part, main))),
    ];
    const { whole, left } = reduced(edges);
    const circuits = whole.flatMap(({ circuit, order }) => branchesOf(circuit, order));
    for (const group of left) circuits.push(...this.#crossing(group));
    // What feeds only itself leads to no end, and is told all the same.
    const untold = this.#parts.flatMap((_, at) => (this.#told.has(at) ? [] : [at]));
    if (untold.length > 0) circuits.push(this.#listing(untold));
    return circuits.sort((a, b) => a.order - b.order).map(({ circuit }) => circuit);
  }

  #isTerminal(part: Part): boolean {
    return (
      part.to === null || (!this.#fed.has(part.to) && !this.#pinned.has(part.to)) || part.to === part.from
    );
  }

  #mainEnd(part: Part, main: ReadonlySet<number>): Net {
    const { to } = part;
    if (to === null || to === (part.from ?? rail)) return endNet;
    return this.#fed.get(to)?.some(next => main.has(next)) === true ? to : endNet;
  }

  /** The parts power passes to reach these, themselves included. */
  #upstream(ends: readonly number[]): Set<number> {
    const reached = new Set(ends);
    const open = [...ends];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const from = this.#parts[at]?.from ?? rail;
      if (from === rail) continue;
      for (const driver of this.#drivers.get(from) ?? []) {
        if (reached.has(driver)) continue;
        reached.add(driver);
        open.push(driver);
      }
    }
    return reached;
  }

  #edge(at: number, end: (part: Part) => Net): Edge {
    const part = this.#parts[at];
    this.#told.add(at);
    if (part === undefined)
      return { from: rail, to: endNet, circuit: { is: 'series', parts: [] }, order: at, of: [at] };
    const from = part.from ?? rail;
    return { from, to: end(part), circuit: this.#circuit(at, part), order: at, of: [at] };
  }

  /** Further outputs of boxes that these parts get their power from: read by the name of the box, like contacts. */
  #outputs(way: readonly number[]): Edge[] {
    const found = new Map<Net, Edge>();
    for (const at of way) {
      const net = this.#parts[at]?.from ?? rail;
      const tap = this.#taps.get(net);
      const name = this.#outputName(net);
      if (tap === undefined || name === null || found.has(net)) continue;
      const kind = tap.negated ? 'closed' : 'open';
      const circuit: Circuit = { is: 'contact', kind, operand: { text: name, key: name.toUpperCase() } };
      found.set(net, { from: rail, to: net, circuit, order: at, of: [] });
    }
    return [...found.values()];
  }

  /** `Timer.ET`; null where no further output drives the net. */
  #outputName(net: Net): string | null {
    const tap = this.#taps.get(net);
    const box = tap === undefined ? undefined : this.#parts[tap.part];
    return tap === undefined || box === undefined ? null : `${box.instance?.text ?? box.type}.${tap.pin}`;
  }

  /** What no series and parallel fits: a circuit for each of its ends. */
  #crossing(group: readonly Edge[]): { circuit: Circuit; order: number }[] {
    const members = group.flatMap(edge => edge.of);
    const inside = new Set(members);
    const ends = members.filter(at => {
      const part = this.#parts[at];
      return part !== undefined && this.#mainEnd(part, inside) === endNet;
    });
    const found: { circuit: Circuit; order: number }[] = [];
    for (const end of ends.sort((a, b) => a - b)) {
      const way = [...this.#upstream([end])].sort((a, b) => a - b);
      this.#budget -= way.length;
      if (this.#budget < 0) return [this.#listing(members)];
      const edges = [
        ...this.#outputs(way),
        ...way.map(at => this.#edge(at, part => (at === end ? endNet : (part.to ?? endNet)))),
      ];
      const { whole, left } = reduced(edges);
      const [only] = whole;
      if (only === undefined || left.length > 0) return [this.#listing(members)];
      found.push({ circuit: only.circuit, order: end });
    }
    return found.length === 0 ? [this.#listing(members)] : found;
  }

  /** Connections one by one, each with the places it lies between. */
  #listing(members: readonly number[]): { circuit: Circuit; order: number } {
    const places = new Map<Net, string>([[rail, 'rail']]);
    const place = (net: Net | null) => {
      if (net === null) return 'end';
      const known = places.get(net);
      if (known !== undefined) return known;
      const name = this.#outputName(net);
      if (name !== null) return `${this.#taps.get(net)?.negated === true ? 'NOT ' : ''}${name.toUpperCase()}`;
      places.set(net, `w${places.size}`);
      return places.get(net) ?? '';
    };
    const lines = [...members]
      .sort((a, b) => a - b)
      .map(at => {
        const part = this.#parts[at];
        this.#told.add(at);
        return part === undefined
          ? ''
          : `${place(part.from ?? rail)} > ${partText(part)} > ${place(part.to)}`;
      });
    return { circuit: { is: 'verbatim', text: lines.join('\n') }, order: members[0] ?? 0 };
  }

  #circuit(at: number, part: Part): Circuit {
    const known = this.#written.get(at);
    if (known !== undefined) return known;
    const made: Circuit =
      part.is === 'contact'
        ? { is: 'contact', kind: part.contact, operand: part.operand, ...memoryOf(part) }
        : part.is === 'coil'
          ? { is: 'coil', kind: part.coil, operand: part.operand, ...memoryOf(part) }
          : { is: 'box', box: this.#box(part) };
    this.#written.set(at, made);
    return made;
  }

  #box(part: Part): FunctionBox {
    return {
      type: part.type,
      instance: part.instance,
      inputs: part.inputs.map(pin => this.#pin(pin)),
      // What a further output feeds says so at its own pin.
      outputs: part.outputs.filter(pin => pin.net === null).map(pin => this.#pin(pin)),
      comment: null,
    };
  }

  #pin({ name, negated, operand, net }: PinDraft): Pin {
    return { name, negated, from: operand ?? (net === null ? null : this.#feeding(net)) };
  }

  /** What feeds a pin: the output of a box by its name, or the circuit that leads there from the rail. */
  #feeding(net: Net): Circuit | null {
    if (net === rail) return { is: 'series', parts: [] };
    const known = this.#pinCircuits.get(net);
    if (known !== undefined) return known;
    if (this.#open.has(net) || this.#open.size > siemensLimits.depth)
      return { is: 'verbatim', text: 'what it feeds itself' };
    this.#open.add(net);
    const made = this.#leading(net);
    this.#open.delete(net);
    this.#pinCircuits.set(net, made);
    return made;
  }

  #leading(net: Net): Circuit {
    const tap = this.#taps.get(net);
    const box = tap === undefined ? undefined : this.#parts[tap.part];
    if (tap !== undefined && box !== undefined)
      return {
        is: 'verbatim',
        text: `${tap.negated ? 'NOT ' : ''}${box.instance?.key ?? box.type}.${tap.pin}`,
      };
    const drivers = this.#drivers.get(net) ?? [];
    const way = [...this.#upstream(drivers)].sort((a, b) => a - b);
    this.#budget -= way.length;
    if (this.#budget < 0) return { is: 'verbatim', text: 'what leads there is written above' };
    const last = new Set(drivers);
    const edges = [
      ...this.#outputs(way),
      ...way.map(at => this.#edge(at, part => (last.has(at) ? endNet : (part.to ?? endNet)))),
    ];
    const { whole, left } = reduced(edges);
    const [only] = whole;
    return only !== undefined && left.length === 0 ? only.circuit : this.#listing(way).circuit;
  }
}

function memoryOf({ memory }: Part): { memory: Operand } | undefined {
  return memory === null ? undefined : { memory };
}

function branchesOf(circuit: Circuit, order: number): { circuit: Circuit; order: number }[] {
  // Branches that share nothing but the rail are rungs of their own; they are in their order already.
  return circuit.is === 'parallel'
    ? circuit.branches.map((branch, at) => ({
        circuit: branch,
        order: order + at / (circuit.branches.length + 1),
      }))
    : [{ circuit, order }];
}

function listed<T>(map: Map<Net, T[]>, net: Net): T[] {
  const known = map.get(net);
  if (known !== undefined) return known;
  const list: T[] = [];
  map.set(net, list);
  return list;
}

/** A part in one line, for a listing. */
function partText(part: Part): string {
  if (part.is === 'contact') return `${part.contact} contact ${part.operand.key} ${part.memory?.key ?? ''}`;
  if (part.is === 'coil') return `${part.coil} ${part.operand.key} ${part.memory?.key ?? ''}`;
  const pins = [...part.inputs, ...part.outputs].map(
    pin => `${pin.name}: ${pin.negated ? 'NOT ' : ''}${pin.operand?.key ?? ''}`,
  );
  return `${part.type}${part.instance === null ? '' : ` ${part.instance.key}`}(${pins.join(', ')})`;
}
