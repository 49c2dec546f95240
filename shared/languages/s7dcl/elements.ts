import type { CoilKind, ContactKind, Member, Operand } from '../model/index.ts';
import {
  addressOperand,
  bare,
  boxPart,
  coilPart,
  constantOperand,
  contactPart,
  elementType,
  instructionOf,
  joined,
  type Lexeme,
  type Net,
  nameKey,
  nothing,
  type Part,
  type PinDraft,
  type SymbolPart,
  symbolOperand,
  typeText,
} from '../siemens/index.ts';

export interface Argument {
  /** Null where only its place tells the pin. */
  readonly name: string | null;
  readonly sign: ':=' | '=>';
  readonly operand: readonly Lexeme[];
  readonly net: Net | null;
}

/** An instruction of a rung as it is written. */
export interface Element {
  readonly path: readonly Lexeme[];
  readonly arguments: readonly Argument[];
  /** What stands in braces before or behind its name. */
  readonly said: ReadonlyMap<string, string>;
  readonly from: Net | null;
  readonly to: Net | null;
}

const contacts: Readonly<Record<string, ContactKind>> = {
  CONTACT: 'open',
  I_CONTACT: 'closed',
  P_CONTACT: 'rising',
  N_CONTACT: 'falling',
};
const coils: Readonly<Record<string, CoilKind>> = {
  COIL: 'coil',
  I_COIL: 'negated',
  S_COIL: 'set',
  R_COIL: 'reset',
  P_COIL: 'rising',
  N_COIL: 'falling',
  JUMPCOIL: 'jump',
  RETURNCOIL: 'return',
};
/** Instructions that are written behind the instance they keep their values in. */
const kept = /^(?:TON|TOF|TP|TONR|CTU|CTD|CTUD|S_RS|S_SR|R_TRIG|F_TRIG)$/i;
/** Pins of coils by the names they have in the other form. */
const coilPins: Readonly<Record<string, string>> = {
  TIMER: 'OPERAND',
  COUNTER: 'OPERAND',
  PT: 'VALUE',
  PV: 'VALUE',
};

/** The part of the graph that an instruction is. `members` are the block's own, to tell the type of an instance. */
export function partOf(element: Element, members: readonly Member[]): Part {
  const { path, from, to } = element;
  const [first] = path;
  const word = path.length === 1 && first?.kind === 'word' ? first.text.toUpperCase() : '';
  const place = {
    operand: operandNamed(element, 'operand') ?? nothing,
    memory: operandNamed(element, 'bit'),
    from,
    to,
  };
  const contact = contacts[word];
  if (contact !== undefined) return contactPart(contact, place);
  const coil = coils[word];
  if (coil !== undefined) return coilPart(coil, place);
  if (word !== '') return instruction(element, word, null);
  const last = path.at(-1);
  const before = path.at(-2);
  if (path.length > 2 && last !== undefined && before?.text === '.' && kept.test(last.text))
    return instruction(element, last.text, operandOf(path.slice(0, -2)));
  return call(element, members);
}

function instruction(element: Element, name: string, instance: Operand | null): Part {
  const { type } = instructionOf(name);
  const pins = element.arguments.flatMap(argument => pinOf(argument, instructionPin(type, argument.name)));
  const inputs = [
    ...pins.filter(({ sign }) => sign === ':=').map(({ pin }) => pin),
    ...templatePins(element.said),
  ];
  const outputs = pins.filter(({ sign }) => sign === '=>').map(({ pin }) => pin);
  return boxPart({
    type,
    instance,
    inputs: inputs.sort(byName),
    outputs: outputs.sort(byName),
    from: element.from,
    to: element.to,
  });
}

function instructionPin(type: string, name: string | null): string {
  if (name === null) {
    if (type === 'P_TRIG' || type === 'N_TRIG') return 'BIT';
    if (type === 'RS') return 'S1';
    return type === 'SR' ? 'R1' : 'OPERAND';
  }
  const upper = name.toUpperCase();
  return type.endsWith('_COIL') ? (coilPins[upper] ?? upper) : upper;
}

function pinOf(argument: Argument, name: string): { sign: ':=' | '=>'; pin: PinDraft }[] {
  // `et =>` with nothing behind it is a pin that nothing is connected to.
  if (argument.operand.length === 0 && argument.net === null) return [];
  const operand = argument.net === null ? operandOf(argument.operand) : null;
  return [{ sign: argument.sign, pin: { name, negated: false, operand, net: argument.net } }];
}

/** The types an instruction is used with, `time_type := Time`: pins of their own, since changing one changes the sense. */
function templatePins(said: ReadonlyMap<string, string>): PinDraft[] {
  const pins: PinDraft[] = [];
  for (const [name, value] of said) {
    if (name === 'S7_Templates')
      for (const each of value.replace(/^\s*\[|\]\s*$/g, '').split(',')) {
        const [template = '', type = ''] = each.split(':=');
        pins.push(templatePin(template, type));
      }
    else if (name === 'S7_Expression') pins.push(constantPin('EQUATION', value));
    else if (!/^Card$|^DisableENO$/i.test(name)) pins.push(constantPin(name, value));
  }
  return pins;
}

function templatePin(template: string, type: string): PinDraft {
  return constantPin(template.replaceAll('_', ''), typeText(type));
}

function constantPin(name: string, value: string): PinDraft {
  const operand = { text: value, key: value.toUpperCase() };
  return { name: name.trim().toUpperCase(), negated: false, operand, net: null };
}

/** `#TankLevel[1](…)`, `"deviceState"(…)`. */
function call(element: Element, members: readonly Member[]): Part {
  const operand = operandOf(element.path);
  const [first] = element.path;
  const isLocal = first?.kind === 'local';
  const declared = isLocal ? typeOf(members, element.path) : null;
  const pins = element.arguments.flatMap(argument => pinOf(argument, argument.name ?? ''));
  return boxPart({
    type: declared ?? (isLocal ? '' : bare(first?.text ?? '')),
    instance: isLocal ? operand : null,
    inputs: pins.filter(({ sign }) => sign === ':=').map(({ pin }) => pin),
    outputs: pins.filter(({ sign }) => sign === '=>').map(({ pin }) => pin),
    from: element.from,
    to: element.to,
  });
}

/** The declared type of an instance, of an element where it is one of an array. */
function typeOf(members: readonly Member[], path: readonly Lexeme[]): string | null {
  let among = members;
  let type: string | null = null;
  let depth = 0;
  for (const lexeme of path) {
    if (lexeme.text === '[') depth++;
    else if (lexeme.text === ']') depth--;
    else if (depth === 0 && lexeme.text !== '.') {
      const key = nameKey(bare(lexeme.text.replace(/^#/, '')));
      const member = among.find(each => each.key === key);
      if (member === undefined) return null;
      type = member.type;
      among = member.members;
    }
  }
  return type === null ? null : bare(elementType(type));
}

function operandNamed(element: Element, name: string): Operand | null {
  const found =
    element.arguments.find(argument => argument.name?.toLowerCase() === name) ??
    (name === 'operand' ? element.arguments.find(argument => argument.name === null) : undefined);
  return found === undefined || found.operand.length === 0 ? null : operandOf(found.operand);
}

/** A variable, an address, a constant or an expression, in one writing. */
function operandOf(lexemes: readonly Lexeme[]): Operand {
  const [first] = lexemes;
  const written = joined(lexemes);
  if (first === undefined) return nothing;
  if (first.kind === 'address')
    return addressOperand(written) ?? { text: written, key: written.toUpperCase() };
  const parts = first.kind === 'local' || first.kind === 'quoted' ? symbolParts(lexemes) : null;
  return parts === null
    ? constantOperand(written.replace(/^- /, '-'))
    : symbolOperand(first.kind === 'local', parts);
}

function symbolParts(lexemes: readonly Lexeme[]): SymbolPart[] | null {
  const parts: SymbolPart[] = [];
  for (let at = 0; at < lexemes.length; at++) {
    const lexeme = lexemes[at];
    if (lexeme === undefined || lexeme.text === '.') continue;
    if (lexeme.text !== '[') {
      if (lexeme.kind === 'mark') return null;
      parts.push({ name: bare(lexeme.text.replace(/^#/, '')) });
      continue;
    }
    let close = at + 1;
    for (let open = 1; close < lexemes.length; close++) {
      if (lexemes[close]?.text === '[') open++;
      if (lexemes[close]?.text === ']' && --open === 0) break;
    }
    const inside = lexemes.slice(at + 1, close);
    const indices = splitAtCommas(inside).map(operandOf);
    parts.push({
      index: indices.map(index => index.text).join(', '),
      indexKey: indices.map(index => index.key).join(', '),
    });
    at = close;
  }
  return parts;
}

function splitAtCommas(lexemes: readonly Lexeme[]): Lexeme[][] {
  const groups: Lexeme[][] = [[]];
  let open = 0;
  for (const lexeme of lexemes) {
    if (lexeme.text === '[' || lexeme.text === '(') open++;
    if (lexeme.text === ']' || lexeme.text === ')') open--;
    if (lexeme.text === ',' && open === 0) groups.push([]);
    else groups.at(-1)?.push(lexeme);
  }
  return groups;
}

/** `IN2` before `IN10`. */
function byName(one: PinDraft, other: PinDraft): number {
  const [, word = '', number = ''] = /^(.*?)(\d*)$/.exec(one.name) ?? [];
  const [, otherWord = '', otherNumber = ''] = /^(.*?)(\d*)$/.exec(other.name) ?? [];
  if (word !== otherWord) return word < otherWord ? -1 : 1;
  return Number(number) - Number(otherNumber);
}
