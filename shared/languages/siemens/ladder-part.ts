import type { CoilKind, ContactKind, Operand } from '../model/index.ts';

/** A connection of a ladder network; 0 is the left rail. */
export type Net = number;
export const rail: Net = 0;

/** A pin of a box as it is connected: to an operand, to other instructions, or to nothing. */
export interface PinDraft {
  readonly name: string;
  readonly negated: boolean;
  readonly operand: Operand | null;
  readonly net: Net | null;
}

/** An instruction between what feeds it and what it feeds. */
export interface Part {
  readonly is: 'contact' | 'coil' | 'box';
  readonly contact: ContactKind;
  readonly coil: CoilKind;
  readonly operand: Operand;
  /** Of a contact or coil for edges: the bit that keeps what was before. */
  readonly memory: Operand | null;
  /** Of a box: `TON`, `MOVE`, the name of a block. */
  readonly type: string;
  readonly instance: Operand | null;
  readonly inputs: readonly PinDraft[];
  readonly outputs: readonly PinDraft[];
  /** Where power comes in, and where it goes on; null where it does not. */
  readonly from: Net | null;
  readonly to: Net | null;
}

export const nothing: Operand = { text: '', key: '' };

/** What a contact or a coil stands at, and between which nets. */
export type Place = Pick<Part, 'operand' | 'memory' | 'from' | 'to'>;

export function contactPart(contact: ContactKind, place: Place): Part {
  return { ...blank, ...place, is: 'contact', contact };
}

export function coilPart(coil: CoilKind, place: Place): Part {
  return { ...blank, ...place, is: 'coil', coil };
}

export function boxPart(box: Pick<Part, 'type' | 'instance' | 'inputs' | 'outputs' | 'from' | 'to'>): Part {
  return { ...blank, ...box, is: 'box' };
}

const blank: Part = {
  is: 'box',
  contact: 'open',
  coil: 'coil',
  operand: nothing,
  memory: null,
  type: '',
  instance: null,
  inputs: [],
  outputs: [],
  from: null,
  to: null,
};

/** Connections that turned out to be one: an OR joins its branches, a name in SIMATIC SD what bears it. */
export class Nets {
  readonly #parents: number[] = [rail];

  another(): Net {
    this.#parents.push(this.#parents.length);
    return this.#parents.length - 1;
  }

  of(net: Net): Net {
    let root = net;
    for (;;) {
      const parent = this.#parents[root] ?? root;
      if (parent === root) break;
      root = parent;
    }
    let at = net;
    while (at !== root) {
      const next = this.#parents[at] ?? root;
      this.#parents[at] = root;
      at = next;
    }
    return root;
  }

  /** The rail stays the rail. */
  join(one: Net, other: Net): void {
    const [low, high] = [this.of(one), this.of(other)].sort((a, b) => a - b);
    if (low !== undefined && high !== undefined) this.#parents[high] = low;
  }
}
