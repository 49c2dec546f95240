import { childNamed, textOf, type XmlElement } from '../../xml/index.ts';
import type { Findings } from '../iec/index.ts';
import type { Network } from '../model/index.ts';
import { networksOfDrawing } from '../plcopen/index.ts';
import {
  block,
  type End,
  isEnabling,
  label,
  type PartDraft,
  type PinDraft,
  place,
  rail as railElement,
  remark,
  type WrittenPin,
  writtenPins,
} from './drawing.ts';
import { attribute, commentOf, elements, keep, leaveOut, numberOf } from './element.ts';
import { type Grid, type GridPart, gridOf, rail } from './grid.ts';

const contacts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  openContact: {},
  closedContact: { negated: 'true' },
  PContact: { edge: 'rising' },
  NContact: { edge: 'falling' },
};

const coils: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  coil: {},
  notCoil: { negated: 'true' },
  setCoil: { storage: 'set' },
  resetCoil: { storage: 'reset' },
  PCoil: { edge: 'rising' },
  NCoil: { edge: 'falling' },
};

/** Wires of one ladder, over all: each reader of a net with each that feeds it. */
const wiresAtMost = 100_000;

/** The rungs of a `networkLD`, told by the number of their first row. */
export function ladderNetworks(xml: XmlElement, findings: Findings, where: readonly string[]): Network[] {
  return new Ladder(gridOf(xml, findings, where), xml, findings, where).networks();
}

class Ladder {
  readonly #grid: Grid;
  readonly #xml: XmlElement;
  readonly #findings: Findings;
  readonly #where: readonly string[];
  /** What feeds a net. */
  readonly #feeding = new Map<string, End[]>();
  readonly #drawing: XmlElement[] = [];
  #wires = 0;

  constructor(grid: Grid, xml: XmlElement, findings: Findings, where: readonly string[]) {
    this.#grid = grid;
    this.#xml = xml;
    this.#findings = findings;
    this.#where = where;
  }

  networks(): Network[] {
    this.#feed(rail, { id: rail, pin: '' });
    this.#drawing.push(railElement(rail, this.#xml.line));
    const parts = this.#grid.parts;
    for (const [at, part] of parts.entries()) this.#feeds(part, idOf(at));
    for (const [at, part] of parts.entries()) this.#put(part, idOf(at));
    for (const part of elements(this.#xml))
      if (part.name === 'textBox') this.#remark(part);
      else if (part.name !== 'typeLine') keep(this.#findings, this.#where, part);
    leaveOut(this.#findings, 'layout', `${parts.length} places in rows`, this.#xml.line);
    if (this.#wires > wiresAtMost) {
      keep(this.#findings, this.#where, this.#xml);
      this.#findings.problems.push({ line: this.#xml.line, says: 'a ladder too entangled to be read' });
      return [];
    }
    return networksOfDrawing(this.#drawing, 'LD', this.#xml.line, this.#findings, this.#where, first =>
      attribute(first ?? undefined, 'row'),
    );
  }

  #feed(net: string, end: End): void {
    const ends = this.#feeding.get(net);
    if (ends === undefined) this.#feeding.set(net, [end]);
    else ends.push(end);
  }

  /** Nets to the right of a part get their power from it. */
  #feeds(part: GridPart, id: string): void {
    const { xml, row, column, width } = part;
    if (xml.name === 'labelCell') return;
    if (xml.name !== 'FFBBlock') {
      this.#feed(this.#grid.netOf(row, column + width), { id, pin: '' });
      return;
    }
    for (const { at, name } of this.#wired(part, 'output'))
      this.#feed(this.#grid.netOf(at, column + width), { id, pin: name });
  }

  #from(row: number, column: number): readonly End[] {
    const ends = this.#feeding.get(this.#grid.netOf(row, column)) ?? [];
    this.#wires += ends.length;
    return this.#wires > wiresAtMost ? [] : ends;
  }

  #put(part: GridPart, id: string): void {
    const { xml, row, column } = part;
    const draft: PartDraft = { id, line: xml.line, at: { x: column, y: row }, row: String(row + 1) };
    switch (xml.name) {
      case 'labelCell':
        this.#drawing.push(label(draft, attribute(xml, 'label')));
        return;
      case 'contact':
        this.#drawing.push(this.#contact(draft, xml, this.#from(row, column)));
        return;
      case 'coil':
        this.#drawing.push(this.#coil(draft, xml, this.#from(row, column)));
        return;
      case 'control':
        this.#drawing.push(this.#control(draft, xml, this.#from(row, column)));
        return;
      case 'FFBBlock':
        this.#drawing.push(this.#block(draft, part));
        return;
      default:
        this.#drawing.push(formula(draft, xml, this.#from(row, column)));
    }
  }

  #contact(draft: PartDraft, xml: XmlElement, from: readonly End[]): XmlElement {
    const [type, operand] = [attribute(xml, 'typeContact'), attribute(xml, 'contactVariableName').trim()];
    const kind = contacts[type];
    return kind === undefined
      ? other(draft, type, operand, from)
      : place(draft, 'contact', kind, operand, from);
  }

  /** A coil that calls is the call of what it names; one that halts has no variable. */
  #coil(draft: PartDraft, xml: XmlElement, from: readonly End[]): XmlElement {
    const [type, operand] = [attribute(xml, 'typeCoil'), attribute(xml, 'coilVariableName').trim()];
    const kind = coils[type];
    if (kind !== undefined) return place(draft, 'coil', kind, operand, from);
    return type === 'callCoil' ? other(draft, operand, '', from) : other(draft, type, operand, from);
  }

  #control(draft: PartDraft, xml: XmlElement, from: readonly End[]): XmlElement {
    const [type, target] = [attribute(xml, 'typeControl'), attribute(xml, 'label')];
    if (type === 'jumpCoil') return place(draft, 'jump', { label: target }, '', from);
    return type === 'retCoil' ? place(draft, 'return', {}, '', from) : other(draft, type, target, from);
  }

  #block(draft: PartDraft, part: GridPart): XmlElement {
    const { xml, column } = part;
    for (const inner of elements(xml))
      if (!['objPosition', 'descriptionFFB', 'comment'].includes(inner.name))
        keep(this.#findings, this.#where, inner);
    const description = childNamed(xml, 'descriptionFFB');
    const [wiredIn, wiredOut] = [this.#wired(part, 'input'), this.#wired(part, 'output')];
    const ends = (name: string): readonly End[] =>
      wiredIn.filter(each => each.name === name).flatMap(({ at }) => this.#from(at, column));
    const written = writtenPins(description, 'input');
    const inputs: PinDraft[] = written
      .map(pin => ({ ...pin, from: ends(pin.name) }))
      .filter(pin => !isEnabling(pin.name) || pin.from.length > 0 || pin.written !== '');
    // A wire to a row in which no pin stands as it is read here: told by its row.
    for (const { name } of wiredIn)
      if (!written.some(pin => pin.name === name))
        inputs.push({ name, negated: false, written: '', from: ends(name) });
    const instance = attribute(xml, 'instanceName');
    const isNamed = !instance.startsWith('.') || wiredOut.length > 1;
    if (!isNamed)
      leaveOut(this.#findings, 'object-id', `${attribute(xml, 'typeName')} ${instance}`, xml.line);
    return block({
      ...draft,
      type: attribute(xml, 'typeName'),
      instance: isNamed ? instance : '',
      inputs,
      outputs: writtenPins(description, 'output'),
      comment: commentOf(xml),
    });
  }

  /** Pins of a block that wires lead to, each with its row. */
  #wired({ xml, row, column, width }: GridPart, side: 'input' | 'output'): { at: number; name: string }[] {
    const description = childNamed(xml, 'descriptionFFB');
    const showsEnabling = attribute(xml, 'enEnO') !== 'false';
    const shown = writtenPins(description, side).filter(({ name }) => showsEnabling || !isEnabling(name));
    const rows = pinRows(shown, row + 1);
    const edge = side === 'input' ? column : column + width;
    const found: { at: number; name: string }[] = [];
    const last = row + Math.min(Math.max(numberOf(xml, 'height', 1), 1), 1_000) - 1;
    for (let at = row; at <= last; at++) {
      const pin = rows.get(at);
      const isTouched = this.#grid.touches(at, edge, side === 'input' ? 'left' : 'right');
      if (pin !== undefined && (isTouched || (side === 'input' && this.#grid.passes(at, edge))))
        found.push({ at, name: pin });
      else if (isTouched) found.push({ at, name: `row ${at - row}` });
    }
    return found;
  }

  /** What is written beside rows is a comment of the rung it stands at, or above. */
  #remark(xml: XmlElement): void {
    const position = childNamed(xml, 'objPosition');
    let row = Math.trunc(numberOf(position, 'posY'));
    if (this.#grid.rows.has(row)) while (this.#grid.rows.has(row - 1)) row--;
    const at = { x: numberOf(position, 'posX'), y: row - 0.5 };
    this.#drawing.push(
      remark({ id: `text ${this.#drawing.length}`, line: xml.line, at }, textOf(xml).trim()),
    );
  }
}

function idOf(at: number): string {
  return `part ${at}`;
}

/**
 * In which row each pin stands that a wire may lead to: one below the other from the row behind the block's head, and
 * two rows each for those at which a variable is written. Source: sections that Control Expert exports.
 */
function pinRows(pins: readonly WrittenPin[], first: number): Map<number, string> {
  const rows = new Map<number, string>();
  let row = first;
  for (const { name, written } of pins) {
    if (written === '') rows.set(row, name);
    row += written === '' ? 1 : 2;
  }
  return rows;
}

/** A comparison in the way of the power, or a statement at its end; what is simple with its sides as pins. */
function formula(draft: PartDraft, xml: XmlElement, from: readonly End[]): XmlElement {
  const power = { name: 'EN', negated: false, from, written: '' };
  const pin = (name: string, written: string) => ({ name, negated: false, from: [], written });
  const made = { ...draft, instance: '', comment: commentOf(xml) };
  if (xml.name === 'compareBlock') {
    const text = textOf(childNamed(xml, 'expression')).trim();
    const [, left = '', sign = '', right = ''] = comparison.exec(text) ?? [];
    return sign === ''
      ? block({ ...made, type: 'COMPARE', inputs: [power, pin('expression', text)], outputs: [] })
      : block({ ...made, type: sign, inputs: [power, pin('IN1', left), pin('IN2', right)], outputs: [] });
  }
  const text = textOf(childNamed(xml, 'statement')).trim().replace(/;\s*$/, '');
  const [, target = '', value = ''] = assignment.exec(text) ?? [];
  return target === ''
    ? block({ ...made, type: 'OPERATE', inputs: [power, pin('statement', text)], outputs: [] })
    : block({
        ...made,
        type: ':=',
        inputs: [power, pin('', value)],
        outputs: [{ name: '', negated: false, written: target }],
      });
}

/** One comparison of two things; nothing in them compares or joins. */
const comparison = /^([^<>=:;]{1,1000}?)\s*(<=|>=|<>|<|>|=)\s*([^<>=:;]{1,1000})$/;
const assignment = /^([^:=;]{1,1000}?)\s*:=\s*([^:=;]{1,1000})$/;

/** A contact or a coil of a kind that has no word here. */
function other(draft: PartDraft, type: string, operand: string, from: readonly End[]): XmlElement {
  const operands = operand === '' ? [] : [{ name: 'variable', negated: false, from: [], written: operand }];
  return block({
    ...draft,
    type,
    instance: '',
    inputs: [{ name: 'EN', negated: false, from, written: '' }, ...operands],
    outputs: [{ name: 'ENO', negated: false, written: '' }],
    comment: null,
  });
}
