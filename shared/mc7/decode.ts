import { doubleWord, signed16, word } from './bytes.ts';
import { isFaithful, writtenType } from './constant-text.ts';
import type { Form } from './form.ts';
import { forms } from './forms.ts';
import type { Instruction } from './instruction.ts';
import { type Operand, withNumber } from './operand.ts';

/** The word that begins the parameter list behind a call, and a jump elsewhere. */
const listMark = 0x700b;

/**
 * MC7 code as instructions, in one sweep from its first byte; every byte is in exactly one of them. Never
 * fails: what is not known is kept byte by byte. Time and memory grow with the length of the code alone.
 */
export function decodeCode(code: Uint8Array): Instruction[] {
  const found: Instruction[] = [];
  const table = forms();
  for (let at = 0; at < code.length; ) {
    const form = at + 2 <= code.length ? table.byWord(word(code, at)) : undefined;
    const instruction = form === undefined ? unknown(code, at) : known(code, at, form);
    found.push(instruction);
    at += instruction.length;
  }
  return aimed(found, code);
}

function known(code: Uint8Array, at: number, form: Form): Instruction {
  const base = 2 + form.extension;
  if (at + base > code.length) return unknown(code, at);
  const value =
    form.extension === 4 ? doubleWord(code, at + 2) : form.extension === 2 ? word(code, at + 2) : 0;
  const operand = operandOf(form, at, value);
  const parameters = form.call ? readParameters(code, at + base) : null;
  const length = base + (parameters === null ? 0 : 4 + 4 * parameters.length);
  return {
    known: true,
    at,
    length,
    operation: form.operation,
    operand,
    parameters,
    evidence: form.evidence,
    otherCoding: hasOwnText(form, operand, parameters) ? null : code.subarray(at, at + length),
  };
}

/**
 * Whether the text of a statement gives its bytes again. Not where there is a shorter coding, where the pattern of a
 * constant is none of its notation or one of several for the same time, and not for a call without the list
 * that engineering always writes.
 */
function hasOwnText(form: Form, operand: Operand | null, parameters: readonly number[] | null): boolean {
  if (form.call && parameters === null) return false;
  if (operand?.kind === 'constant' && form.operand?.kind === 'constant') {
    if (operand.type !== form.operand.type || !isFaithful(operand.type, operand.value)) return false;
  }
  return forms().isPreferred(form, operand);
}

function operandOf(form: Form, at: number, value: number): Operand | null {
  if (form.jump) return { kind: 'label', target: jumpTarget(form.word, at, value) };
  if (form.extension === 0 || form.operand === null) return form.operand;
  const operand = withNumber(form.operand, value);
  return operand.kind === 'constant' ? { ...operand, type: writtenType(operand.type, value) } : operand;
}

/**
 * Jumps count 16-bit words from their own first byte. A jump list counts its entries, of which each is a
 * jump of four bytes behind it; its own target is what follows the last.
 */
function jumpTarget(first: number, at: number, value: number): number {
  return first === jumpList ? at + (value + 1) * 4 : at + signed16(value) * 2;
}
const jumpList = 0x7009;

/** `700B`, the length of the list in words with its own two, then a pointer of four bytes each; null if none. */
function readParameters(code: Uint8Array, at: number): number[] | null {
  if (at + 4 > code.length || word(code, at) !== listMark) return null;
  const words = word(code, at + 2);
  const end = at + words * 2;
  if (words < 2 || words % 2 !== 0 || end > code.length) return null;
  const pointers: number[] = [];
  for (let next = at + 4; next < end; next += 4) pointers.push(doubleWord(code, next));
  return pointers;
}

function unknown(code: Uint8Array, at: number): Instruction {
  const left = code.length - at;
  const bytes = code.subarray(at, at + Math.min(left, left < 2 ? left : unknownLength(word(code, at))));
  const isJump = bytes.length === 4 && bytes[0] === 0xff;
  const target = { kind: 'label', target: at + signed16(word(code, at + 2)) * 2 } as const;
  return { known: false, at, length: bytes.length, bytes, target: isJump ? target : null };
}

/**
 * How long an instruction is whose meaning is not known, so that the next one is found: the lengths of the
 * families, two bytes where nothing else is known.
 */
function unknownLength(first: number): number {
  const high = first >> 8;
  const low = first & 0xff;
  if (fourByteFamilies.has(high)) return low === 0 ? 2 : 4;
  if (high === 0x30 || high === 0x7e || high === 0xbe || high === 0xfb) return 4;
  if (high === 0x38) return 6;
  if (high === 0xfe) return low >= 0x30 && low < 0x70 ? 4 : 2;
  if (high === 0xff) return (low & 0x0f) === 8 ? 4 : 2;
  return 2;
}
const fourByteFamilies = new Set([
  0x00, 0x01, 0x05, 0x09, 0x41, 0x49, 0x51, 0x58, 0x59, 0x79, 0xba, 0xbb, 0xbf,
]);

/** Jumps that lead to no instruction keep their distance. */
function aimed(found: readonly Instruction[], code: Uint8Array): Instruction[] {
  const starts = new Set(found.map(({ at }) => at));
  starts.add(code.length);
  return found.map(instruction => {
    const operand = instruction.known ? instruction.operand : instruction.target;
    if (operand?.kind !== 'label' || starts.has(operand.target)) return instruction;
    const distance = { kind: 'distance', words: signed16(word(code, instruction.at + 2)) } as const;
    return instruction.known ? { ...instruction, operand: distance } : { ...instruction, target: distance };
  });
}
