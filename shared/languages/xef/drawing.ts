import type { XmlElement } from '../../xml/index.ts';
import { attribute, elements } from './element.ts';

/*
 * Rungs and sheets of Unity Pro written as the elements of PLCopen: what lies in series and in parallel, and what
 * flows into which pin, is then read in one way for both.
 */

/** Where a pin gets its value: from outputs of other elements, or from what is written at it. */
export interface PinDraft {
  readonly name: string;
  readonly negated: boolean;
  readonly from: readonly End[];
  readonly written: string;
}

/** An element by its number, and which of its outputs; none of a contact's. */
export interface End {
  readonly id: string;
  readonly pin: string;
}

export interface PartDraft {
  readonly id: string;
  readonly line: number;
  /** Order of drawing: rows, then columns. */
  readonly at: { readonly x: number; readonly y: number };
  /** As the tool numbers its rows; empty where it does not. */
  readonly row?: string;
}

function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  children: readonly (XmlElement | string)[],
  line: number,
): XmlElement {
  return { name, attributes: new Map(Object.entries(attributes)), children, line };
}

function base({ id, row = '' }: PartDraft): Record<string, string> {
  return { localId: id, ...(row === '' ? {} : { row }) };
}

function position({ at, line }: PartDraft): XmlElement {
  return element('position', { x: String(at.x), y: String(at.y) }, [], line);
}

function pointIn(from: readonly End[], written: string, line: number): XmlElement {
  const wires = from.map(({ id, pin }) =>
    element('connection', { refLocalId: id, ...(pin === '' ? {} : { formalParameter: pin }) }, [], line),
  );
  const expression = wires.length > 0 || written === '' ? [] : [element('expression', {}, [written], line)];
  return element('connectionPointIn', {}, [...wires, ...expression], line);
}

/** A contact, a coil, a jump: what it is in the attributes and words of PLCopen. */
export function place(
  part: PartDraft,
  name: string,
  attributes: Readonly<Record<string, string>>,
  operand: string,
  from: readonly End[],
): XmlElement {
  const variable = operand === '' ? [] : [element('variable', {}, [operand], part.line)];
  return element(
    name,
    { ...base(part), ...attributes },
    [position(part), pointIn(from, '', part.line), ...variable],
    part.line,
  );
}

export function rail(id: string, line: number): XmlElement {
  return element('leftPowerRail', { localId: id }, [], line);
}

export function remark(part: PartDraft, text: string): XmlElement {
  const content = element('content', {}, [text], part.line);
  return element('comment', base(part), [position(part), content], part.line);
}

export function label(part: PartDraft, name: string): XmlElement {
  return element('label', { ...base(part), label: name }, [position(part)], part.line);
}

export interface BlockDraft extends PartDraft {
  readonly type: string;
  /** Empty of a function. */
  readonly instance: string;
  readonly inputs: readonly PinDraft[];
  readonly outputs: readonly Omit<PinDraft, 'from'>[];
  readonly comment: string | null;
}

export function block(draft: BlockDraft): XmlElement {
  const { line } = draft;
  const pin = (name: string, negated: boolean, point: XmlElement) =>
    element('variable', { formalParameter: name, negated: String(negated) }, [point], line);
  const inputs = draft.inputs.map(each =>
    pin(each.name, each.negated, pointIn(each.from, each.written, line)),
  );
  const outputs = draft.outputs.map(each => {
    const expression = each.written === '' ? [] : [element('expression', {}, [each.written], line)];
    return pin(each.name, each.negated, element('connectionPointOut', {}, expression, line));
  });
  return element(
    'block',
    {
      ...base(draft),
      typeName: draft.type,
      ...(draft.instance === '' ? {} : { instanceName: draft.instance }),
    },
    [
      position(draft),
      element('inputVariables', {}, inputs, line),
      element('outputVariables', {}, outputs, line),
      ...(draft.comment === null ? [] : [element('documentation', {}, [draft.comment], line)]),
    ],
    line,
  );
}

/** A pin of an `FFBBlock` as it is written. */
export interface WrittenPin {
  readonly name: string;
  readonly negated: boolean;
  readonly written: string;
}

/** Pins of one side; those that enable are there to be shown, unless something is at them. */
export function writtenPins(description: XmlElement | undefined, side: 'input' | 'output'): WrittenPin[] {
  return elements(description)
    .filter(({ name }) => name === `${side}Variable`)
    .map(pin => ({
      name: attribute(pin, 'formalParameter'),
      negated: attribute(pin, 'invertedPin') === 'true',
      written: attribute(pin, 'effectiveParameter').trim(),
    }));
}

export function isEnabling(name: string): boolean {
  return name === 'EN' || name === 'ENO';
}
