import type { FunctionBox, Pin } from '../model/index.ts';
import { instructionOf, type Net, type Part, type PinDraft, rail, siemensLimits } from '../siemens/index.ts';

/** How often a box may be written where it feeds several others, on the average over a network. */
const repetition = 4;

/** A network of FBD as boxes, each with what feeds its pins within it, in the order the last of each chain is drawn. */
export function blocksOf(parts: readonly Part[]): FunctionBox[] {
  return new BlockWriter(parts).write();
}

class BlockWriter {
  readonly #parts: readonly Part[];
  /** The box and the output that drive a net. */
  readonly #drivers = new Map<Net, { part: number; pin: string | null; negated: boolean }>();
  readonly #fed = new Set<Net>();
  readonly #told = new Set<number>();
  #budget: number;

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
    this.#budget = parts.length * repetition + 64;
    parts.forEach((part, at) => {
      if (part.to !== null) this.#drivers.set(part.to, { part: at, pin: null, negated: false });
      if (part.from !== null) this.#fed.add(part.from);
      for (const pin of part.outputs)
        if (pin.net !== null) this.#drivers.set(pin.net, { part: at, pin: pin.name, negated: pin.negated });
      for (const pin of part.inputs) if (pin.net !== null) this.#fed.add(pin.net);
    });
  }

  write(): FunctionBox[] {
    const found: FunctionBox[] = [];
    this.#parts.forEach((part, at) => {
      if (!this.#feeds(part)) found.push(this.#box(at, part, 0));
    });
    // What feeds only itself leads to no end, and is told all the same.
    this.#parts.forEach((part, at) => {
      if (!this.#told.has(at)) found.push(this.#box(at, part, siemensLimits.depth));
    });
    return found;
  }

  #feeds(part: Part): boolean {
    const nets = [part.to, ...part.outputs.map(pin => pin.net)];
    return nets.some(net => net !== null && this.#fed.has(net));
  }

  #box(at: number, part: Part, depth: number): FunctionBox {
    this.#told.add(at);
    this.#budget--;
    const main: Pin[] = part.from === null ? [] : [this.#pin(mainPin(part), depth)];
    return {
      type: typeOf(part),
      instance: part.instance,
      inputs: [...main, ...this.#places(part), ...part.inputs.map(pin => this.#pin(pin, depth))],
      outputs: part.outputs.filter(pin => pin.net === null).map(pin => this.#pin(pin, depth)),
      comment: null,
    };
  }

  /** The operand of an assignment or a contact stands at a pin of its own. */
  #places(part: Part): Pin[] {
    if (part.is === 'box') return [];
    const memory: Pin[] = part.memory === null ? [] : [{ name: 'BIT', negated: false, from: part.memory }];
    return [{ name: 'OPERAND', negated: false, from: part.operand }, ...memory];
  }

  #pin({ name, negated, operand, net }: PinDraft, depth: number): Pin {
    if (operand !== null || net === null) return { name, negated, from: operand };
    if (net === rail) return { name, negated, from: null };
    const driver = this.#drivers.get(net);
    const part = driver === undefined ? undefined : this.#parts[driver.part];
    if (driver === undefined || part === undefined) return { name, negated, from: null };
    if (depth >= siemensLimits.depth || this.#budget < 0) {
      const text = `${part.instance?.text ?? typeOf(part)}.${driver.pin ?? ''}`;
      return { name, negated: negated !== driver.negated, from: { text, key: text.toUpperCase() } };
    }
    const box = this.#box(driver.part, part, depth + 1);
    // A further output than the usual one is named, so that taking another one is seen.
    const from = driver.pin === null ? box : { ...box, type: `${box.type}.${driver.pin}` };
    return { name, negated: negated !== driver.negated, from };
  }
}

function typeOf(part: Part): string {
  if (part.is === 'box') return part.type;
  return part.is === 'coil' ? `COIL ${part.coil}` : `CONTACT ${part.contact}`;
}

function mainPin(part: Part): PinDraft {
  const name = part.is === 'box' ? instructionOf(part.type).input : 'IN';
  return { name, negated: false, operand: null, net: part.from };
}
