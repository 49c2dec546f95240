import { constantText, parseConstant, parseConstantAs } from './constant-text.ts';
import type { Mnemonics } from './mnemonics.ts';
import type { CalledBlock, Memory, MemoryArea, Operand, ParameterUse, StatusBit, Width } from './operand.ts';
import { areaLetters } from './pointer-text.ts';

/** What an operand’s text depends on beside the operand. */
export interface Notation {
  readonly mnemonics: Mnemonics;
  /** The name of a block parameter by its place in MC7, with `#`; undefined where the declaration has none. */
  readonly parameterName: (at: number) => string | undefined;
  /** What a parameter is by its declaration; undefined where it has none. */
  readonly parameterUse: (at: number) => ParameterUse | undefined;
}

/** An operand as STL writes it; jumps are written by whoever knows the labels. */
export function operandText(operand: Operand, notation: Notation): string {
  const { mnemonics } = notation;
  switch (operand.kind) {
    case 'bit':
      return `${areaLetters(bitArea(operand.area), mnemonics)} ${operand.byte}.${operand.bit}`;
    case 'memory':
      return memoryText(operand, mnemonics);
    case 'register':
      return registerText(operand, mnemonics);
    case 'indirect':
      return `${placeLetters(operand, mnemonics)} [${memoryText(operand.pointer, mnemonics)}]`;
    case 'indirect-block':
      return `${operand.block} [${memoryText(operand.pointer, mnemonics)}]`;
    case 'block':
      return `${operand.block} ${operand.number}`;
    case 'timer':
      return `T ${operand.number}`;
    case 'counter':
      return `${counterLetter(mnemonics)} ${operand.number}`;
    case 'parameter':
      return `${operand.as === 'pointer' ? 'P#' : ''}${notation.parameterName(operand.at) ?? `#P${operand.at}`}`;
    case 'constant':
      return constantText(operand.type, operand.value, mnemonics);
    case 'number':
      return String(operand.value);
    case 'status':
      return operand.bit === 'BR' && mnemonics === 'german' ? 'BIE' : operand.bit;
    case 'open-block':
      return operand.register;
    case 'label':
      return `@${operand.target}`;
    case 'distance':
      return `(${operand.words})`;
  }
}

/** What was meant by an operand’s text; null for a text that names none. Jumps to labels are not among them. */
export function parseOperand(text: string, notation: Notation): Operand | null {
  const { mnemonics } = notation;
  const distance = /^\((-?\d{1,5})\)$/.exec(text);
  if (distance !== null) return { kind: 'distance', words: Number(distance[1]) };
  if (text.startsWith('P##')) return parameterNamed(text.slice(2), 'pointer', notation);
  if (text.startsWith('#')) return parameterNamed(text, 0, notation);
  if (text === 'DBNO' || text === 'DINO') return { kind: 'open-block', register: text };
  if (statusBits.has(text)) return { kind: 'status', bit: text as StatusBit };
  if (text === 'BR' || text === 'BIE') return { kind: 'status', bit: 'BR' };
  const block = /^(DB|DI|FC|FB|SFC|SFB) (\d{1,5})$/.exec(text);
  if (block !== null) return { kind: 'block', block: block[1] as CalledBlock, number: Number(block[2]) };
  const bit = /^([A-Z]+) (\d{1,5})\.([0-7])$/.exec(text);
  if (bit !== null) {
    const area = areaNamed(bit[1] ?? '', mnemonics);
    return area === null ? null : { kind: 'bit', area, byte: Number(bit[2]), bit: Number(bit[3]) };
  }
  const timer = /^([TCZ]) (\d{1,5})$/.exec(text);
  if (timer !== null && (timer[1] === 'T' || timer[1] === counterLetter(mnemonics)))
    return { kind: timer[1] === 'T' ? 'timer' : 'counter', number: Number(timer[2]) };
  const constant = parseConstant(text, mnemonics);
  if (constant !== null) return { kind: 'constant', ...constant };
  return parseMemory(text, mnemonics) ?? parseBracketed(text, mnemonics);
}

function parseBracketed(text: string, mnemonics: Mnemonics): Operand | null {
  const [, name = '', inner = ''] = /^([A-Z]*) ?\[([^\]]*)\]$/.exec(text) ?? [];
  const register = /^AR([12]),(P#.*)$/.exec(inner);
  if (register !== null) {
    const at = parseConstantAs('OFFSET', register[2] ?? '', mnemonics);
    const place = placeNamed(name, mnemonics);
    if (at === null || place === null) return null;
    return { kind: 'register', ...place, register: register[1] === '1' ? 1 : 2, at };
  }
  const pointer = parseMemory(inner, mnemonics);
  if (pointer === null) return null;
  if (name === 'DB' || name === 'DI' || name === 'FC' || name === 'FB')
    return { kind: 'indirect-block', block: name, pointer };
  const place = placeNamed(name, mnemonics);
  return place === null || place.area === null
    ? null
    : { kind: 'indirect', area: place.area, width: place.width, pointer };
}

const statusBits: ReadonlySet<string> = new Set(['>0', '<0', '<>0', '==0', '>=0', '<=0']);

const widthLetters: readonly (readonly [Width, string])[] = [
  [1, 'B'],
  [2, 'W'],
  [4, 'D'],
];
const memoryAreas: readonly MemoryArea[] = ['I', 'Q', 'M', 'DB', 'DI', 'L', 'PI', 'PQ'];

function memoryText({ area, width, byte }: Memory, mnemonics: Mnemonics): string {
  return `${memoryLetters(area, mnemonics)}${letterOf(width)} ${byte}`;
}

function parseMemory(text: string, mnemonics: Mnemonics): Memory | null {
  const [, name = '', letter = '', byte = ''] = /^([A-Z]{1,2})([BWD]) (\d{1,5})$/.exec(text) ?? [];
  const area = memoryAreas.find(each => memoryLetters(each, mnemonics) === name);
  const width = widthLetters.find(([, each]) => each === letter)?.[0];
  return area === undefined || width === undefined
    ? null
    : { kind: 'memory', area, width, byte: Number(byte) };
}

function registerText(operand: Operand & { kind: 'register' }, mnemonics: Mnemonics): string {
  const { register, at } = operand;
  const inner = `[AR${register},${constantText('OFFSET', at, mnemonics)}]`;
  const place = placeLetters(operand, mnemonics);
  return place === '' ? inner : `${place} ${inner}`;
}

/** What stands before a bracket: `DID`, `W` where the register holds the area, `DIX` for a bit. */
function placeLetters(
  { area, width }: { readonly area: MemoryArea | null; readonly width: 0 | Width },
  mnemonics: Mnemonics,
): string {
  if (area === null) return width === 0 ? '' : letterOf(width);
  if (width === 0) return areaLetters(bitArea(area), mnemonics);
  return `${memoryLetters(area, mnemonics)}${letterOf(width)}`;
}

/** The area and width before a bracket: `DID`, `W`, `M` (a bit), or nothing (a bit of any area). */
function placeNamed(
  name: string,
  mnemonics: Mnemonics,
): { readonly area: MemoryArea | null; readonly width: 0 | Width } | null {
  if (name === '') return { area: null, width: 0 };
  const crossing = widthLetters.find(([, letter]) => letter === name);
  if (crossing !== undefined) return { area: null, width: crossing[0] };
  const bit = areaNamed(name, mnemonics);
  if (bit !== null) return { area: bit, width: 0 };
  const memory = parseMemory(`${name} 0`, mnemonics);
  return memory === null ? null : { area: memory.area, width: memory.width };
}

function letterOf(width: Width): string {
  return width === 1 ? 'B' : width === 2 ? 'W' : 'D';
}

/** Before B, W or D: `M`, `DB`, `PE`. */
function memoryLetters(area: MemoryArea, mnemonics: Mnemonics): string {
  if (area === 'PI' || area === 'PQ') return `P${areaLetters(area === 'PI' ? 'I' : 'Q', mnemonics)}`;
  return area === 'DB' || area === 'DI' ? area : areaLetters(area, mnemonics);
}

function areaNamed(letters: string, mnemonics: Mnemonics): MemoryArea | null {
  return memoryAreas.find(area => areaLetters(bitArea(area), mnemonics) === letters) ?? null;
}

/** Bits have no periphery of their own; the area stands for itself elsewhere. */
function bitArea(area: MemoryArea): Exclude<MemoryArea, 'PI' | 'PQ'> | 'P' {
  return area === 'PI' || area === 'PQ' ? 'P' : area;
}

function counterLetter(mnemonics: Mnemonics): string {
  return mnemonics === 'german' ? 'Z' : 'C';
}

/** The last place a parameter can have: the number is 16 bits wide. */
const lastParameter = 0xffff;

function parameterNamed(text: string, as: ParameterUse, { parameterName }: Notation): Operand | null {
  const numbered = /^#P(\d{1,5})$/.exec(text);
  if (numbered !== null && Number(numbered[1]) <= lastParameter)
    return { kind: 'parameter', at: Number(numbered[1]), as };
  // Parameters are few; their places are even and begin at 2.
  for (let at = 2; at <= lastParameter; at += 2) {
    const name = parameterName(at);
    if (name === undefined) return null;
    if (name === text) return { kind: 'parameter', at, as };
  }
  return null;
}
