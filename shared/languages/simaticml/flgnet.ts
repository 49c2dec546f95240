import { childNamed, childrenNamed, textOf, type XmlElement } from '../../xml/index.ts';
import type { Attribute, CoilKind, ContactKind, Operand } from '../model/index.ts';
import {
  boxPart,
  coilPart,
  contactPart,
  instructionOf,
  type Net,
  Nets,
  nothing,
  type Part,
  type PinDraft,
  Refusal,
  rail,
  siemensLimits,
  typeText,
} from '../siemens/index.ts';
import { instanceOf, operandOf } from './access.ts';
import { elementsOf, languageText, verbatim } from './elements.ts';

/** A network of LAD or FBD as a graph: its instructions with what feeds them and what they feed. */
export interface Graph {
  readonly parts: readonly Part[];
  /** Jump labels of the network. */
  readonly attributes: readonly Attribute[];
  /** What was not understood, one line each. */
  readonly strays: readonly { readonly text: string; readonly line: number }[];
}

const contacts: Readonly<Record<string, ContactKind>> = {
  Contact: 'open',
  PContact: 'rising',
  NContact: 'falling',
};
const coils: Readonly<Record<string, CoilKind>> = {
  Coil: 'coil',
  SCoil: 'set',
  RCoil: 'reset',
  PCoil: 'rising',
  NCoil: 'falling',
  Jump: 'jump',
  Return: 'return',
};

/** A pin of an instruction as the wires tell it. */
interface Pin {
  readonly name: string;
  readonly side: 'input' | 'output';
  readonly operand: Operand | null;
  readonly net: Net | null;
}

/**
 * Reads a `FlgNet`. `joins` says whether an OR joins the wires of its branches, as it does in LAD, or is a box with
 * an output, as in FBD. Source: Siemens, TIA Portal Openness (109798533), SimaticML of LAD and FBD: a wire's first
 * connection is its source.
 */
export function flgNet(element: XmlElement, joins: boolean): Graph {
  return new GraphReader(element, joins).read();
}

class GraphReader {
  readonly #element: XmlElement;
  readonly #joins: boolean;
  readonly #operands = new Map<string, Operand>();
  readonly #parts = new Map<string, XmlElement>();
  readonly #pins = new Map<string, Pin[]>();
  readonly #nets = new Nets();
  readonly #strays: { text: string; line: number }[] = [];

  constructor(element: XmlElement, joins: boolean) {
    this.#element = element;
    this.#joins = joins;
  }

  read(): Graph {
    for (const part of elementsOf(childNamed(this.#element, 'Parts'))) this.#take(part);
    for (const wire of elementsOf(childNamed(this.#element, 'Wires'))) this.#wire(wire);
    for (const each of elementsOf(this.#element))
      if (!['Parts', 'Wires', 'Labels'].includes(each.name)) this.#stray(each);
    for (const id of this.#pins.keys())
      if (!this.#parts.has(id))
        this.#strays.push({ text: `a wire to no part ${id}`, line: this.#element.line });
    const joined = this.#joins ? this.#join() : new Set<string>();
    const parts: Part[] = [];
    for (const [id, part] of this.#parts)
      if (!joined.has(id)) parts.push(this.#part(part, this.#pins.get(id) ?? []));
    const of = (net: Net | null) => (net === null ? null : this.#nets.of(net));
    return {
      parts: parts.map(part => ({
        ...part,
        from: of(part.from),
        to: of(part.to),
        inputs: part.inputs.map(pin => ({ ...pin, net: of(pin.net) })),
        outputs: part.outputs.map(pin => ({ ...pin, net: of(pin.net) })),
      })),
      attributes: this.#labels(),
      strays: this.#strays,
    };
  }

  #stray(element: XmlElement): void {
    this.#strays.push({ text: verbatim(element), line: element.line });
  }

  #take(part: XmlElement): void {
    const id = part.attributes.get('UId') ?? '';
    if (part.name === 'Access') this.#operands.set(id, operandOf(part));
    else if (part.name === 'Part' || part.name === 'Call') {
      if (this.#parts.size >= siemensLimits.parts)
        throw new Refusal(`more than ${siemensLimits.parts} parts of a network`);
      this.#parts.set(id, part);
    } else this.#stray(part);
  }

  /** Its source, then what it feeds. */
  #wire(wire: XmlElement): void {
    const [source, ...sinks] = elementsOf(wire);
    if (source === undefined) return;
    const isRail = source.name === 'Powerrail' || /^openbranch$/i.test(source.name);
    const operand = source.name === 'IdentCon' ? this.#operand(source) : null;
    if (source.name === 'OpenCon') return;
    if (!isRail && operand === null && source.name !== 'NameCon') {
      this.#stray(source);
      return;
    }
    const written = sinks.filter(sink => sink.name === 'IdentCon').map(sink => this.#operand(sink));
    const fed = sinks.filter(sink => sink.name === 'NameCon');
    const isWire = operand === null && (fed.length > 0 || isRail);
    const net = isRail ? rail : isWire ? this.#nets.another() : null;
    for (const sink of fed) this.#pin(sink, 'input', operand, net);
    for (const sink of sinks) if (!['IdentCon', 'NameCon', 'OpenCon'].includes(sink.name)) this.#stray(sink);
    if (source.name !== 'NameCon') return;
    for (const place of written) this.#pin(source, 'output', place, null);
    if (net !== null) this.#pin(source, 'output', null, net);
  }

  #operand(con: XmlElement): Operand {
    return this.#operands.get(con.attributes.get('UId') ?? '') ?? nothing;
  }

  #pin(con: XmlElement, side: Pin['side'], operand: Operand | null, net: Net | null): void {
    const id = con.attributes.get('UId') ?? '';
    const pins = this.#pins.get(id) ?? [];
    pins.push({ name: con.attributes.get('Name') ?? '', side, operand, net });
    this.#pins.set(id, pins);
  }

  /** In LAD an OR is where branches meet. */
  #join(): Set<string> {
    const joined = new Set<string>();
    for (const [id, part] of this.#parts) {
      if (part.attributes.get('Name') !== 'O' || childrenNamed(part, 'Negated').length > 0) continue;
      const pins = this.#pins.get(id) ?? [];
      const nets = pins.map(pin => pin.net);
      const out = pins.find(pin => pin.side === 'output')?.net ?? null;
      if (out === null || nets.some(net => net === null || net === rail)) continue;
      for (const net of nets) if (net !== null) this.#nets.join(net, out);
      joined.add(id);
    }
    return joined;
  }

  #part(part: XmlElement, pins: readonly Pin[]): Part {
    const name = part.attributes.get('Name') ?? '';
    const negated = new Set(childrenNamed(part, 'Negated').map(each => each.attributes.get('Name') ?? ''));
    const at = (pin: string) => pins.find(each => each.name.toLowerCase() === pin);
    const contact = contacts[name];
    const coil = coils[name];
    if (part.name === 'Part' && (contact !== undefined || coil !== undefined)) {
      const place = {
        operand: at('operand')?.operand ?? nothing,
        memory: at('bit')?.operand ?? null,
        from: (at('in') ?? at('pre'))?.net ?? null,
        to: at('out')?.net ?? null,
      };
      const isPlain = pins.every(pin => /^(?:operand|bit|in|pre|out)$/i.test(pin.name));
      const isNegated = negated.has('operand');
      const isFed = (at('in') ?? at('pre'))?.operand === null || at('in') === undefined;
      if (isPlain && isFed && contact !== undefined && (!isNegated || contact === 'open'))
        return contactPart(isNegated ? 'closed' : contact, place);
      if (isPlain && isFed && coil !== undefined && (!isNegated || coil === 'coil'))
        return coilPart(isNegated ? 'negated' : coil, place);
    }
    return part.name === 'Call' ? this.#call(part, pins, negated) : this.#box(part, name, pins, negated);
  }

  #box(part: XmlElement, name: string, pins: readonly Pin[], negated: ReadonlySet<string>): Part {
    const { type, input, output } = instructionOf(name);
    const main = mainPins(pins, input, output, negated);
    const rest = pins.filter(pin => !main.has(pin));
    const drafts = (side: Pin['side']) =>
      rest.filter(pin => pin.side === side).map(pin => draft(pin, pin.name.toUpperCase(), negated));
    return boxPart({
      type,
      instance: instanceOf(part),
      inputs: [...drafts('input'), ...saidPins(part)].sort(byName),
      outputs: drafts('output').sort(byName),
      ...between(main),
    });
  }

  #call(part: XmlElement, pins: readonly Pin[], negated: ReadonlySet<string>): Part {
    const info = childNamed(part, 'CallInfo');
    const main = mainPins(pins, 'EN', 'ENO', negated);
    const order = new Map(
      (info === undefined ? [] : childrenNamed(info, 'Parameter')).map(
        (parameter, at) => [parameter.attributes.get('Name') ?? '', at] as const,
      ),
    );
    const place = (pin: Pin) => order.get(pin.name) ?? order.size;
    const rest = pins.filter(pin => !main.has(pin)).sort((a, b) => place(a) - place(b));
    const drafts = (side: Pin['side']) =>
      rest.filter(pin => pin.side === side).map(pin => draft(pin, pin.name, negated));
    return boxPart({
      type: info?.attributes.get('Name') ?? '',
      instance: info === undefined ? null : instanceOf(info),
      inputs: drafts('input'),
      outputs: drafts('output'),
      ...between(main),
    });
  }

  #labels(): Attribute[] {
    const found: Attribute[] = [];
    for (const label of elementsOf(childNamed(this.#element, 'Labels'))) {
      const inner = childNamed(label, 'Label') ?? label;
      found.push({ name: 'Label', value: inner.attributes.get('Name') ?? languageText(label) ?? '' });
    }
    return found;
  }
}

/** The pins power flows through: one that a wire feeds, and one that feeds a wire. A negated one stays a pin. */
function mainPins(
  pins: readonly Pin[],
  input: string,
  output: string,
  negated: ReadonlySet<string>,
): Set<Pin> {
  const main = new Set<Pin>();
  const into = pins.find(pin => pin.side === 'input' && pin.net !== null && pin.name.toUpperCase() === input);
  const out = pins.find(
    pin => pin.side === 'output' && pin.net !== null && pin.name.toUpperCase() === output,
  );
  for (const pin of [into, out]) if (pin !== undefined && !negated.has(pin.name)) main.add(pin);
  return main;
}

function between(main: ReadonlySet<Pin>): Pick<Part, 'from' | 'to'> {
  let from: Net | null = null;
  let to: Net | null = null;
  for (const pin of main) {
    if (pin.side === 'input') from = pin.net;
    else to = pin.net;
  }
  return { from, to };
}

function draft(pin: Pin, name: string, negated: ReadonlySet<string>): PinDraft {
  return { name, negated: negated.has(pin.name), operand: pin.operand, net: pin.net };
}

/** What an instruction is set to beside its pins: the types it is used with, the formula of a Calculate, its version. */
function saidPins(part: XmlElement): PinDraft[] {
  const pins: PinDraft[] = [];
  for (const template of childrenNamed(part, 'TemplateValue'))
    if (template.attributes.get('Type') !== 'Cardinality')
      pins.push(
        saidPin((template.attributes.get('Name') ?? '').replaceAll('_', ''), typeText(textOf(template))),
      );
  const equation = childNamed(part, 'Equation');
  if (equation !== undefined) pins.push(saidPin('EQUATION', textOf(equation)));
  const version = part.attributes.get('Version');
  if (version !== undefined && version !== '1.0') pins.push(saidPin('VERSION', version));
  return pins;
}

function saidPin(name: string, value: string): PinDraft {
  const operand = { text: value, key: value.toUpperCase() };
  return { name: name.toUpperCase(), negated: false, operand, net: null };
}

/** `IN2` before `IN10`. */
function byName(one: PinDraft, other: PinDraft): number {
  const [, word = '', number = ''] = /^(.*?)(\d*)$/.exec(one.name) ?? [];
  const [, otherWord = '', otherNumber = ''] = /^(.*?)(\d*)$/.exec(other.name) ?? [];
  if (word !== otherWord) return word < otherWord ? -1 : 1;
  return Number(number) - Number(otherNumber);
}
