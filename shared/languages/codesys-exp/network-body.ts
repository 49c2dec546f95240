import type { Body, Circuit, CoilKind, FunctionBox, Operand, Pin } from '../model/index.ts';
import type { Line } from './lines.ts';

/** Expressions in expressions. */
const deepest = 60;

interface Output {
  readonly negated: boolean;
  readonly storage: string;
  readonly operand: Operand;
}

type Value =
  | { readonly is: 'operand'; readonly operand: Operand; readonly negated: boolean }
  | { readonly is: 'box'; readonly box: FunctionBox; readonly negated: boolean }
  | { readonly is: 'circuit'; readonly circuit: Circuit; readonly negated: boolean }
  | { readonly is: 'nothing'; readonly negated: false };

/** What a network does, from its lines in prefix order; null where one is not of the format that is known. */
export function networkBody(lines: readonly Line[]): Body | null {
  const parser = new NetworkParser(lines);
  return parser.body();
}

class NetworkParser {
  readonly #lines: readonly Line[];
  #at = 0;
  #failed = false;

  constructor(lines: readonly Line[]) {
    this.#lines = lines;
  }

  body(): Body | null {
    const circuits: Circuit[] = [];
    const blocks: FunctionBox[] = [];
    while (this.#at < this.#lines.length && !this.#failed) {
      const word = this.#word();
      if (word === '_ASSIGN') blocks.push(this.#assign());
      else if (word === '_LD_ASSIGN') circuits.push(this.#rung());
      else if (word === '_EMPTY') this.#at++;
      else return null;
    }
    if (this.#failed || (circuits.length > 0 && blocks.length > 0)) return null;
    return circuits.length > 0 ? { form: 'circuits', circuits } : { form: 'blocks', blocks };
  }

  #word(): string {
    return this.#lines[this.#at]?.word ?? '';
  }

  #take(word: string): Line | null {
    const line = this.#lines[this.#at];
    if (line?.word !== word) {
      this.#failed = true;
      return null;
    }
    this.#at++;
    return line;
  }

  /** A line that an engineer wrote. */
  #operand(): Operand {
    const line = this.#lines[this.#at];
    if (line === undefined || line.word !== '') this.#failed = true;
    else this.#at++;
    return line?.operand ?? { text: '', key: '' };
  }

  /** `_EXPRESSION` and the sign behind it. */
  #sign(): boolean {
    this.#take('_EXPRESSION');
    return this.#polarity();
  }

  #polarity(): boolean {
    const word = this.#word();
    if (word !== '_POSITIV' && word !== '_NEGATIV') this.#failed = true;
    this.#at++;
    return word === '_NEGATIV';
  }

  #assign(): FunctionBox {
    this.#take('_ASSIGN');
    const value = this.#value(0);
    const negated = this.#sign();
    this.#enabled();
    const outputs = this.#outputs();
    const pins = outputs.map(
      (output): Pin => ({
        name: outputName(output, ''),
        negated: output.negated !== negated,
        from: output.operand,
      }),
    );
    if (value.is === 'box' && !value.negated)
      return { ...value.box, outputs: [...pins, ...value.box.outputs] };
    return { type: ':=', instance: null, inputs: [pinOf(value, 0)], outputs: pins, comment: null };
  }

  #rung(): Circuit {
    this.#take('_LD_ASSIGN');
    const value = this.#value(0);
    // The sign of the whole is always positive: a rung is not negated.
    if (this.#sign()) this.#failed = true;
    const boxes = this.#enabled();
    const coils = this.#outputs().map(
      (output): Circuit => ({ is: 'coil', kind: coilKind(output), operand: output.operand }),
    );
    const ends = [...boxes.map((box): Circuit => ({ is: 'box', box })), ...coils];
    const [only] = ends;
    const last: Circuit[] =
      ends.length > 1 ? [{ is: 'parallel', branches: ends }] : only === undefined ? [] : [only];
    return { is: 'series', parts: [...partsOf(circuitOf(value)), ...last] };
  }

  /** What a rung switches beside its coils. */
  #enabled(): FunctionBox[] {
    if (this.#word() !== 'ENABLELIST') return [];
    this.#at++;
    const boxes: FunctionBox[] = [];
    while (this.#word() === '_ASSIGN' && !this.#failed) boxes.push(this.#assign());
    this.#take('ENABLELIST_END');
    return boxes;
  }

  #outputs(): Output[] {
    const count = this.#take('_OUTPUTS')?.count ?? 0;
    const found: Output[] = [];
    for (let at = 0; at < count && !this.#failed; at++) {
      this.#take('_OUTPUT');
      const negated = this.#polarity();
      const storage = this.#word();
      if (!/^_(?:NO_SET|SET|RESET)$/.test(storage)) this.#failed = true;
      this.#at++;
      found.push({ negated, storage, operand: this.#operand() });
    }
    return found;
  }

  #value(depth: number): Value {
    if (depth > deepest) this.#failed = true;
    const word = this.#word();
    if (this.#failed) return { is: 'nothing', negated: false };
    this.#at++;
    switch (word) {
      case '_EMPTY':
        return { is: 'nothing', negated: false };
      case '_OPERAND': {
        const negated = this.#sign();
        return { is: 'operand', operand: this.#operand(), negated };
      }
      case '_LD_CONTACT': {
        const operand = this.#operand();
        const kind = this.#sign() ? 'closed' : 'open';
        return { is: 'circuit', circuit: { is: 'contact', kind, operand }, negated: false };
      }
      case '_LD_AND':
      case '_LD_OR':
        return this.#joined(word, depth);
      case '_FUNCTIONBLOCK':
        return this.#box(this.#operand(), depth);
      case '_FUNCTION':
      case '_OPERATOR':
        return this.#box(null, depth);
      default:
        this.#failed = true;
        return { is: 'nothing', negated: false };
    }
  }

  #joined(word: '_LD_AND' | '_LD_OR', depth: number): Value {
    const count = this.#take('_LD_OPERATOR')?.count ?? 0;
    const circuits: Circuit[] = [];
    for (let at = 0; at < count && !this.#failed; at++) circuits.push(circuitOf(this.#value(depth + 1)));
    const negated = this.#sign();
    const circuit: Circuit =
      word === '_LD_AND'
        ? { is: 'series', parts: circuits.flatMap(partsOf) }
        : { is: 'parallel', branches: circuits };
    return { is: 'circuit', circuit, negated };
  }

  #box(instance: Operand | null, depth: number): Value {
    const count = this.#take('_BOX_EXPR')?.count ?? 0;
    const enabled = this.#word() === '_ENABLED';
    if (enabled) this.#at++;
    const inputs: Pin[] = enabled ? [{ name: 'EN', negated: false, from: null }] : [];
    for (let at = 0; at < count && !this.#failed; at++) inputs.push(pinOf(this.#value(depth + 1), at));
    const negated = this.#sign();
    const type = this.#operand().text;
    const outputs = this.#word() === '_OUTPUTS' && instance !== null ? this.#outputs() : [];
    const box: FunctionBox = {
      type,
      instance,
      inputs,
      outputs: outputs.map((output, at) => ({
        name: outputName(output, `${at + 2}`),
        negated: output.negated,
        from: output.operand,
      })),
      comment: null,
    };
    return { is: 'box', box, negated };
  }
}

/** The format names no pins: they are told by their place. */
function pinOf(value: Value, at: number): Pin {
  const name = `${at + 1}`;
  switch (value.is) {
    case 'operand':
      return { name, negated: value.negated, from: value.operand };
    case 'box':
      return { name, negated: value.negated, from: value.box };
    case 'circuit':
      return { name, negated: value.negated, from: value.circuit };
    case 'nothing':
      return { name, negated: false, from: null };
  }
}

function outputName(output: Output, name: string): string {
  return output.storage === '_NO_SET' ? name : `${name} (${output.storage.slice(1).toLowerCase()})`.trim();
}

function coilKind({ negated, storage }: Output): CoilKind {
  if (storage === '_NO_SET') return negated ? 'negated' : 'coil';
  return negated || storage === '_RESET' ? 'reset' : 'set';
}

function circuitOf(value: Value): Circuit {
  switch (value.is) {
    case 'operand':
      return { is: 'contact', kind: value.negated ? 'closed' : 'open', operand: value.operand };
    case 'box':
      return { is: 'box', box: value.negated ? { ...value.box, type: `NOT ${value.box.type}` } : value.box };
    case 'circuit':
      return value.negated
        ? {
            is: 'box',
            box: {
              type: 'NOT',
              instance: null,
              inputs: [pinOf({ ...value, negated: false }, 0)],
              outputs: [],
              comment: null,
            },
          }
        : value.circuit;
    case 'nothing':
      return { is: 'series', parts: [] };
  }
}

function partsOf(circuit: Circuit): readonly Circuit[] {
  return circuit.is === 'series' ? circuit.parts : [circuit];
}
