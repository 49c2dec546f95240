import { areaCodes, pointerAreas } from './bit-forms.ts';
import type { Evidence, FormTable } from './form.ts';
import type { Operation } from './mnemonics.ts';
import type { ConstantType, MemoryArea, Width } from './operand.ts';

const widths: readonly (readonly [number, Width])[] = [
  [1, 1],
  [2, 2],
  [3, 4],
];

/** First bytes of loads of flag byte, word and double word; one more is the transfer, 40 more the process image. */
const shortLoads: readonly (readonly [number, Width])[] = [
  [0x0a, 1],
  [0x12, 2],
  [0x1a, 4],
];

/** 30: 16 bits follow. The number of a notation is the same under 30 and 38 where both have it. */
const wordConstants: readonly (readonly [number, ConstantType, Evidence])[] = [
  [0x02, 'BIN16', 'inferred'],
  [0x03, 'INT', 'proven'],
  [0x05, 'CHARS2', 'inferred'],
  [0x06, 'BYTES2', 'inferred'],
  // Two codes for the same notation; engineering writes 07 and uses 00 for the first word of an ANY.
  [0x07, 'WORD', 'proven'],
  [0x00, 'WORD', 'proven'],
  [0x08, 'COUNT', 'inferred'],
  [0x0a, 'DATE', 'inferred'],
  [0x0c, 'S5TIME', 'proven'],
];

/** 38: 32 bits follow. */
const doubleWordConstants: readonly (readonly [number, ConstantType, Evidence])[] = [
  [0x01, 'REAL', 'proven'],
  [0x02, 'BIN32', 'inferred'],
  [0x03, 'DINT', 'proven'],
  [0x04, 'POINTER', 'proven'],
  [0x05, 'CHARS4', 'inferred'],
  [0x06, 'BYTES4', 'inferred'],
  [0x07, 'DWORD', 'proven'],
  [0x09, 'TIME', 'inferred'],
  [0x0b, 'TOD', 'inferred'],
];

/** Loading, transferring, constants and address registers. */
export function addDataForms(table: FormTable): void {
  addMemory(table);
  addConstants(table);
  addAddressRegisters(table);
}

function addMemory(table: FormTable): void {
  for (const [code, width] of shortLoads) {
    for (let at = 0; at < 0x100; at++) {
      const flag = { kind: 'memory', area: 'M', width, byte: at } as const;
      const image = { kind: 'memory', area: at < 0x80 ? 'I' : 'Q', width, byte: at & 0x7f } as const;
      table.add((code << 8) | at, 'L', flag, 0, 'proven');
      table.add(((code + 1) << 8) | at, 'T', flag, 0, 'proven');
      table.add(((code + 0x40) << 8) | at, 'L', image, 0, 'inferred');
      table.add(((code + 0x41) << 8) | at, 'T', image, 0, 'inferred');
    }
  }
  for (const [low, width] of widths) {
    // 7E: direct. BE: area given, address in a register. FB 0x: area and address in a register. 4 more transfers.
    for (const [transfer, operation] of [
      [0, 'L'],
      [4, 'T'],
    ] as const) {
      const periphery = operation === 'L' ? 'PI' : 'PQ';
      direct(table, 0x7e00 | low | transfer, operation, periphery, width, 'inferred');
      for (const [nibble, area] of areaCodes) {
        const proven = nibble >= 3 ? 'proven' : 'inferred';
        direct(table, 0x7e00 | (nibble << 4) | low | transfer, operation, area, width, proven);
      }
      for (const register of [1, 2] as const) {
        const code = low | transfer | (register === 2 ? 8 : 0);
        const evidence = register === 1 && operation === 'T' ? 'proven' : 'inferred';
        const crossing = { kind: 'register', area: null, width, register, at: 0 } as const;
        table.add(0xfb00 | code, operation, crossing, 2, evidence);
        const outer = { kind: 'register', area: periphery, width, register, at: 0 } as const;
        table.add(0xbe00 | code, operation, outer, 2, 'inferred');
        for (const [nibble, area] of areaCodes) {
          const operand = { kind: 'register', area, width, register, at: 0 } as const;
          table.add(
            0xbe00 | (nibble << 4) | code,
            operation,
            operand,
            2,
            nibble === 5 && width > 1 ? 'proven' : 'inferred',
          );
        }
      }
      const parameter = { kind: 'parameter', at: 0, as: width } as const;
      const seen = width === 2 && operation === 'L' ? 'proven' : 'inferred';
      table.add(0xfbc0 | low | transfer, operation, parameter, 2, seen);
    }
  }
  table.add(0xfbcb, 'L', { kind: 'parameter', at: 0, as: 'pointer' }, 2, 'proven');
  table.add(0xfb4c, 'L', { kind: 'open-block', register: 'DBNO' }, 0, 'inferred');
  table.add(0xfb4d, 'L', { kind: 'open-block', register: 'DINO' }, 0, 'proven');
  addIndirect(table);
}

/**
 * Memory-indirect loads and transfers: BA bytes, BB words, and double words with 8 in the low nibble; the
 * pointer’s area in the high nibble with 8 for a transfer, the area of the operand in the low one.
 */
function addIndirect(table: FormTable): void {
  for (const [code, width] of [
    [0xba00, 1],
    [0xbb00, 2],
    [0xbb08, 4],
  ] as const) {
    for (const [pointerNibble, pointerArea] of pointerAreas) {
      for (const [nibble, area] of areaCodes) {
        const pointer = { kind: 'memory', area: pointerArea, width: 4, byte: 0 } as const;
        const operand = { kind: 'indirect', area, width, pointer } as const;
        const word = code | (pointerNibble << 4) | nibble;
        table.add(word, 'L', operand, 2, 'proven');
        table.add(word | 0x80, 'T', operand, 2, 'proven');
      }
    }
  }
}

function direct(
  table: FormTable,
  word: number,
  operation: Operation,
  area: MemoryArea,
  width: Width,
  evidence: Evidence,
): void {
  table.add(word, operation, { kind: 'memory', area, width, byte: 0 }, 2, evidence);
}

function addConstants(table: FormTable): void {
  for (let value = 0; value < 0x100; value++)
    table.add(0x2800 | value, 'L', { kind: 'constant', type: 'BYTE', value }, 0, 'proven');
  for (const [low, type, evidence] of wordConstants)
    table.add(0x3000 | low, 'L', { kind: 'constant', type, value: 0 }, 2, evidence);
  for (const [low, type, evidence] of doubleWordConstants)
    table.add(0x3800 | low, 'L', { kind: 'constant', type, value: 0 }, 4, evidence);
  table.add(0x5800, '+', { kind: 'constant', type: 'INT', value: 0 }, 2, 'proven');
  table.add(0x6005, '+', { kind: 'constant', type: 'DINT', value: 0 }, 4, 'inferred');
}

function addAddressRegisters(table: FormTable): void {
  for (const [high, load, transfer, advance] of [
    [0, 'LAR1', 'TAR1', '+AR1'],
    [8, 'LAR2', 'TAR2', '+AR2'],
  ] as const) {
    table.add(0xfe02 | high, advance, { kind: 'constant', type: 'OFFSET', value: 0 }, 2, 'inferred');
    table.add(0xfe03 | high, load, { kind: 'constant', type: 'POINTER', value: 0 }, 4, 'proven');
    table.add(0xfe04 | high, load, null, 0, high === 0 ? 'proven' : 'inferred');
    table.add(0xfe05 | high, transfer, null, 0, 'inferred');
    table.add(0xfe06 | high, advance, null, 0, 'inferred');
    for (const [nibble, area] of pointerAreas) {
      const operand = { kind: 'memory', area, width: 4, byte: 0 } as const;
      const evidence = high === 8 && area === 'L' ? 'proven' : 'inferred';
      table.add(0xfe00 | (nibble << 4) | high | 3, load, operand, 2, evidence);
      table.add(0xfe00 | (nibble << 4) | high | 7, transfer, operand, 2, evidence);
    }
  }
}
