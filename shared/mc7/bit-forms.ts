import type { Evidence, FormTable } from './form.ts';
import type { Operation } from './mnemonics.ts';
import type { MemoryArea, StatusBit } from './operand.ts';

type Coded = readonly [code: number, operation: Operation, evidence: Evidence];

/** The area in the high nibble of a second byte. */
export const areaCodes: readonly (readonly [number, MemoryArea])[] = [
  [1, 'I'],
  [2, 'Q'],
  [3, 'M'],
  [4, 'DB'],
  [5, 'DI'],
  [6, 'L'],
];

/** Flags: high nibble 8 to B with the bit in the low one; the second byte is the address. */
const flagBits: readonly Coded[] = [
  [0x80, 'A', 'proven'],
  [0x88, 'O', 'proven'],
  [0x90, 'S', 'proven'],
  [0x98, '=', 'proven'],
  [0xa0, 'AN', 'proven'],
  [0xa8, 'ON', 'proven'],
  [0xb0, 'R', 'proven'],
];

/** Inputs 0 to 127 and, with the highest bit of the address, outputs 0 to 127: the flags’ order again. */
const imageBits: readonly Coded[] = [
  [0xc0, 'A', 'inferred'],
  [0xc8, 'O', 'inferred'],
  [0xd0, 'S', 'inferred'],
  [0xd8, '=', 'inferred'],
  [0xe0, 'AN', 'inferred'],
  [0xe8, 'ON', 'inferred'],
  [0xf0, 'R', 'inferred'],
];

/** Any area: second byte = area and bit, with 80 for the second operation; then the byte address. */
const longBits: readonly Coded[] = [
  [0x0000, 'A', 'proven'],
  [0x0080, 'AN', 'proven'],
  [0x0100, 'O', 'proven'],
  [0x0180, 'ON', 'proven'],
  [0x0500, 'X', 'inferred'],
  [0x0580, 'XN', 'inferred'],
  [0x0900, 'S', 'proven'],
  [0x0980, 'R', 'proven'],
  [0x4100, '=', 'proven'],
  [0x4900, 'FP', 'proven'],
  [0x4980, 'FN', 'proven'],
];

/** By address register: 79, area in the high nibble, operation in the low one, 8 for AR2; then the offset in bits. */
const registerBits: readonly Coded[] = [
  [0x00, 'A', 'proven'],
  [0x01, 'AN', 'inferred'],
  [0x02, 'O', 'proven'],
  [0x03, 'ON', 'inferred'],
  [0x04, 'X', 'inferred'],
  [0x05, 'XN', 'inferred'],
  [0x80, 'S', 'proven'],
  [0x81, 'R', 'proven'],
  [0x82, '=', 'proven'],
  [0x84, 'FP', 'inferred'],
  [0x85, 'FN', 'inferred'],
];

/** Memory-indirect bits: pointer area in the high nibble, area of the bit in the low one; then the pointer’s address. */
const indirectBits: readonly Coded[] = [
  [0x5100, 'A', 'proven'],
  [0x5180, 'AN', 'proven'],
  [0x5108, 'O', 'inferred'],
  [0x5188, 'ON', 'inferred'],
  [0x5808, 'S', 'proven'],
  [0x5888, 'R', 'proven'],
  [0x5900, '=', 'proven'],
];

/** Block parameters: FB, the operation in the order of the register bits; then the parameter’s place. */
const parameterBits: readonly Coded[] = [
  [0x80, 'A', 'proven'],
  [0x81, 'AN', 'proven'],
  [0x82, 'O', 'inferred'],
  [0x83, 'ON', 'inferred'],
  [0x84, 'X', 'inferred'],
  [0x85, 'XN', 'inferred'],
  [0x90, 'S', 'inferred'],
  [0x91, 'R', 'inferred'],
  [0x92, '=', 'proven'],
  [0x94, 'FP', 'inferred'],
  [0x95, 'FN', 'inferred'],
];

/** Where a memory-indirect pointer can stand, by the nibble that says so. */
export const pointerAreas: readonly (readonly [number, MemoryArea])[] = areaCodes.slice(2);

/** FF: condition in the high nibble, operation in the low one. */
const statusBits: readonly (readonly [number, StatusBit, Evidence])[] = [
  [0x20, '>0', 'inferred'],
  [0x40, '<0', 'inferred'],
  [0x60, '<>0', 'inferred'],
  [0x80, '==0', 'inferred'],
  [0xa0, '>=0', 'inferred'],
  [0xc0, '<=0', 'inferred'],
  [0xe0, 'BR', 'proven'],
];

const combinations: readonly Operation[] = ['A', 'AN', 'O', 'ON', 'X', 'XN'];

/** Bit logic. The rows marked inferred continue the order of the proven rows beside them. */
export function addBitForms(table: FormTable): void {
  addShortBits(table);
  for (const [code, operation, evidence] of longBits) {
    for (const [nibble, area] of areaCodes) {
      for (let bit = 0; bit < 8; bit++)
        table.add(code | (nibble << 4) | bit, operation, { kind: 'bit', area, byte: 0, bit }, 2, evidence);
    }
  }
  for (const [code, operation, evidence] of registerBits) {
    for (const [nibble, area] of areaCodes) {
      for (const register of [1, 2] as const) {
        const word = 0x7900 | (nibble << 4) | code | (register === 2 ? 8 : 0);
        table.add(word, operation, { kind: 'register', area, width: 0, register, at: 0 }, 2, evidence);
      }
    }
  }
  for (const [code, operation, evidence] of indirectBits) {
    for (const [pointerNibble, pointerArea] of pointerAreas) {
      for (const [nibble, area] of areaCodes) {
        const pointer = { kind: 'memory', area: pointerArea, width: 4, byte: 0 } as const;
        const word = code | (pointerNibble << 4) | nibble;
        table.add(word, operation, { kind: 'indirect', area, width: 0, pointer }, 2, evidence);
      }
    }
  }
  for (const [code, operation, evidence] of parameterBits)
    table.add(0xfb00 | code, operation, { kind: 'parameter', at: 0, as: 0 }, 2, evidence);
  for (const [code, bit, evidence] of statusBits) {
    for (const [low, operation] of combinations.entries())
      table.add(
        0xff00 | code | low,
        operation,
        { kind: 'status', bit },
        0,
        low === 0 ? evidence : 'inferred',
      );
  }
}

function addShortBits(table: FormTable): void {
  for (const [code, operation, evidence] of flagBits) {
    for (let bit = 0; bit < 8; bit++) {
      for (let byte = 0; byte < 0x100; byte++)
        table.add(((code | bit) << 8) | byte, operation, { kind: 'bit', area: 'M', byte, bit }, 0, evidence);
    }
  }
  for (const [code, operation, evidence] of imageBits) {
    for (let bit = 0; bit < 8; bit++) {
      // F8 and above are no inputs.
      for (let at = 0; at < 0x100; at++) {
        const operand = { kind: 'bit', area: at < 0x80 ? 'I' : 'Q', byte: at & 0x7f, bit } as const;
        table.add(((code | bit) << 8) | at, operation, operand, 0, evidence);
      }
    }
  }
}
