import { childNamed, type XmlElement } from '../../xml/index.ts';
import type { Findings } from '../iec/index.ts';
import type { FunctionBox, Operand, Pin } from '../model/index.ts';
import { attribute, elements, keepElement, proseOf } from './element.ts';
import { noise } from './noise.ts';
import { operandOf } from './operand.ts';

/** Functions drawn in the pins they lead to, over all of a sheet, and in each other; beyond it they are told by name. */
const drawn = 5_000;
const deepest = 60;

const layout: ReadonlySet<string> = new Set(['ID', 'X', 'Y', 'HideDesc', 'Width', 'VisiblePins']);
const boxes: ReadonlySet<string> = new Set(['Block', 'Function', 'AddOnInstruction', 'JSR', 'SBR', 'RET']);
const ends: ReadonlySet<string> = new Set(['IRef', 'ORef', 'ICon', 'OCon']);
/** Attributes that have places of their own in a box. */
const placed: ReadonlySet<string> = new Set([...layout, 'Type', 'Name', 'Operand']);

/** What a pin reads is what was there in the cycle before. */
const feedback = ' of the last cycle';

interface Wire {
  readonly other: string;
  readonly pin: string;
  readonly otherPin: string;
}

/** One sheet of a function block diagram: its boxes with what leads to them, and its text boxes. What is where means nothing. */
export function boxesOf(
  sheet: XmlElement,
  findings: Findings,
  where: readonly string[],
): { readonly boxes: readonly FunctionBox[]; readonly comment: string | null } {
  const parts = new Map<string, XmlElement>();
  const into = new Map<string, Wire[]>();
  const outOf = new Map<string, Wire[]>();
  const remarks: string[] = [];
  for (const part of elements(sheet)) {
    if (boxes.has(part.name) || ends.has(part.name)) {
      parts.set(attribute(part, 'ID'), part);
      const place = [...layout].map(name => attribute(part, name)).join(' ');
      noise(findings.noise, 'layout', `${part.name} ${place}`, part.line);
    } else if (part.name === 'Wire' || part.name === 'FeedbackWire') wire(part, into, outOf);
    else if (part.name === 'TextBox') {
      const text = proseOf(childNamed(part, 'Text'));
      if (text !== null) remarks.push(text);
      const place = [...layout].map(name => attribute(part, name)).join(' ');
      noise(findings.noise, 'layout', `${part.name} ${place}`, part.line);
    } else if (part.name === 'Attachment') noise(findings.noise, 'layout', part.name, part.line);
    else if (part.name !== 'Description') keepElement(findings, where, part);
  }
  const found = new Sheet(parts, into, outOf).boxes();
  return { boxes: found, comment: remarks.length === 0 ? null : remarks.sort().join('\n') };
}

function wire(part: XmlElement, into: Map<string, Wire[]>, outOf: Map<string, Wire[]>): void {
  const [from, to] = [attribute(part, 'FromID'), attribute(part, 'ToID')];
  const [fromPin, toPin] = [attribute(part, 'FromParam'), attribute(part, 'ToParam')];
  const pin = part.name === 'FeedbackWire' ? `${toPin}${feedback}` : toPin;
  add(into, to, { other: from, pin, otherPin: fromPin });
  add(outOf, from, { other: to, pin: fromPin, otherPin: toPin });
}

function add(map: Map<string, Wire[]>, key: string, wire: Wire): void {
  const found = map.get(key);
  if (found === undefined) map.set(key, [wire]);
  else found.push(wire);
}

class Sheet {
  readonly #parts: ReadonlyMap<string, XmlElement>;
  readonly #into: ReadonlyMap<string, readonly Wire[]>;
  readonly #outOf: ReadonlyMap<string, readonly Wire[]>;
  readonly #told = new Set<string>();
  #drawn = 0;

  constructor(
    parts: ReadonlyMap<string, XmlElement>,
    into: ReadonlyMap<string, readonly Wire[]>,
    outOf: ReadonlyMap<string, readonly Wire[]>,
  ) {
    this.#parts = parts;
    this.#into = into;
    this.#outOf = outOf;
  }

  boxes(): FunctionBox[] {
    const found: FunctionBox[] = [];
    for (const [id, part] of this.#parts)
      if (boxes.has(part.name) ? !this.#isNested(id) : this.#isAssigned(id))
        found.push(this.#box(id, part, 0));
    // Functions that lead to nothing but each other.
    for (const [id, part] of this.#parts)
      if (boxes.has(part.name) && !this.#told.has(id)) found.push(this.#box(id, part, 0));
    return sorted(found);
  }

  /** A function has no memory: it stands in the pins it leads to. What leads to a tag as well stands by itself. */
  #isNested(id: string): boolean {
    if (this.#parts.get(id)?.name !== 'Function') return false;
    const readers = this.#outOf.get(id) ?? [];
    return readers.length > 0 && readers.every(({ other }) => boxes.has(this.#parts.get(other)?.name ?? ''));
  }

  /** An output that no box leads to is assigned what leads to it. */
  #isAssigned(id: string): boolean {
    const name = this.#parts.get(id)?.name;
    if (name !== 'ORef' && name !== 'OCon') return false;
    return !(this.#into.get(id) ?? []).some(({ other }) => boxes.has(this.#parts.get(other)?.name ?? ''));
  }

  #box(id: string, part: XmlElement, depth: number): FunctionBox {
    this.#told.add(id);
    this.#drawn++;
    const inputs = (this.#into.get(id) ?? []).map(({ other, pin, otherPin }) => ({
      name: pin,
      negated: false,
      from: this.#flowing(other, otherPin, depth),
    }));
    if (ends.has(part.name))
      return { type: ':=', instance: null, inputs, outputs: [written('', part)], comment: null };
    // In a pin of another, a function says what flows into it alone.
    const leading = depth > 0 ? [] : (this.#outOf.get(id) ?? []);
    const outputs = leading.flatMap(({ other, pin }) => {
      const end = this.#parts.get(other);
      return end === undefined || boxes.has(end.name) ? [] : [written(pin, end)];
    });
    const operand = attribute(part, 'Operand');
    return {
      type: attribute(part, 'Type') || attribute(part, 'Name') || part.name,
      instance: operand === '' ? null : operandOf(operand),
      inputs: sorted([...inputs, ...given(part)]),
      outputs: sorted(outputs),
      comment: null,
    };
  }

  #flowing(id: string, pin: string, depth: number): Operand | FunctionBox | null {
    const part = this.#parts.get(id);
    if (part === undefined) return null;
    if (ends.has(part.name)) return endOperand(part);
    if (part.name === 'Function' && depth < deepest && this.#drawn < drawn)
      return this.#box(id, part, depth + 1);
    const name =
      attribute(part, 'Operand') || attribute(part, 'Type') || attribute(part, 'Name') || part.name;
    return operandOf(pin === '' ? name : `${name}.${pin}`);
  }
}

function endOperand(end: XmlElement): Operand {
  return operandOf(attribute(end, end.name.endsWith('Con') ? 'Name' : 'Operand'));
}

function written(pin: string, end: XmlElement): Pin {
  return { name: pin, negated: false, from: endOperand(end) };
}

/** What is given to a box without a wire: in-out parameters, arrays, the routine and parameters of a call. */
function given(part: XmlElement): Pin[] {
  const found: Pin[] = [];
  for (const [name, value] of part.attributes)
    if (!placed.has(name)) found.push({ name, negated: false, from: operandOf(value) });
  for (const inner of elements(part)) {
    const value = attribute(inner, 'Argument') || attribute(inner, 'Operand');
    found.push({ name: attribute(inner, 'Name') || inner.name, negated: false, from: operandOf(value) });
  }
  return found;
}

/** In an order that no layout and no number of an element decides. */
function sorted<Each>(list: readonly Each[]): Each[] {
  return list
    .map(each => ({ each, key: JSON.stringify(each) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ each }) => each);
}
