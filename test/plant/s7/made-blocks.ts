import { blockImage, type PlantBlock } from './block-image.ts';

/** One statement of an STL network. */
export type Statement =
  | readonly [
      operation: 'A' | 'AN' | 'O' | 'ON' | 'S' | 'R' | '=',
      area: 'I' | 'Q' | 'M',
      byte: number,
      bit: number,
    ]
  | readonly [operation: 'CALL', fc: number]
  | readonly [operation: 'L', constant: 'S5T', ms: number]
  | readonly [operation: 'A' | 'AN' | 'SD', area: 'T', timer: number]
  | readonly [operation: 'OPN', area: 'DB', db: number]
  | readonly [operation: 'L', area: 'DBD', byte: number]
  | readonly [operation: '>R' | '<R'];

const flagCodes = { A: 0x80, O: 0x88, S: 0x90, '=': 0x98, AN: 0xa0, ON: 0xa8, R: 0xb0 } as const;
/** Inputs and outputs, 0 to 127, are coded as flags are, this much higher. */
const image = 0x40;
const outputs = 0x80;
const timerCodes = { A: 0xf8, AN: 0xfc, SD: 0x24 } as const;
const comparisonCodes = { '>R': 0x20, '<R': 0x40 } as const;
const blockEnd = Buffer.from([0x65, 0x00]);

/** A code block of STL networks without parameters, as an engineer's editor would make it. */
export function codeBlock(
  block: Omit<PlantBlock, 'type' | 'body' | 'interface' | 'segments'> & {
    readonly type: 'OB' | 'FC';
    readonly networks: readonly (readonly Statement[])[];
  },
): Buffer {
  const networks = block.networks.map(statements => Buffer.concat(statements.map(codeOf)));
  const segments = Buffer.alloc(4 + 2 * networks.length);
  segments.writeUInt16LE(networks.length, 0);
  for (const [index, { length }] of networks.entries()) segments.writeUInt16LE(length, 2 + 2 * index);
  return blockImage({
    ...block,
    body: Buffer.concat([...networks, blockEnd]),
    interface: interfaceOf(1, block.number, [], []),
    segments,
  });
}

/** One value of a data block; what it starts from, and what it is when the block is loaded. */
export interface MadeValue {
  readonly type: 'INT' | 'DINT' | 'REAL';
  readonly start: number;
  readonly actual?: number;
}

const valueTypes = {
  INT: { code: 0x05, bytes: 2 },
  DINT: { code: 0x07, bytes: 4 },
  REAL: { code: 0x08, bytes: 4 },
} as const;

/** A data block of numbers with initial values; the same values, unless others are given, are in it when loaded. */
export function dataBlock(
  block: Omit<PlantBlock, 'type' | 'body' | 'interface'> & { readonly values: readonly MadeValue[] },
): Buffer {
  const initial = 0x08;
  const member = 0x04;
  const declared = [0x11, member, block.values.length];
  for (const { type } of block.values) declared.push(valueTypes[type].code, member | initial);
  const starts = block.values.map(({ type, start }) => raw(type, start).reverse());
  return blockImage({
    ...block,
    type: 'DB',
    body: Buffer.concat(block.values.map(({ type, start, actual }) => raw(type, actual ?? start))),
    interface: interfaceOf(5, block.number, declared, [...Buffer.concat(starts)]),
  });
}

function codeOf(statement: Statement): Buffer {
  if (statement.length === 1) return Buffer.from([0x31, comparisonCodes[statement[0]]]);
  if (statement.length === 4) {
    const [operation, area, byte, bit] = statement;
    const code = flagCodes[operation] + (area === 'M' ? 0 : image) + bit;
    return Buffer.from([code, area === 'Q' ? byte | outputs : byte]);
  }
  if (statement[0] === 'CALL') return Buffer.from([0x3d, statement[1], 0x70, 0x0b, 0x00, 0x02]);
  if (statement[1] === 'S5T') return Buffer.from([0x30, 0x0c, ...s5Time(statement[2])]);
  if (statement[1] === 'T') return Buffer.from([timerCodes[statement[0]], statement[2]]);
  if (statement[1] === 'DB') return Buffer.from([0x20, statement[2]]);
  return Buffer.from([0x7e, 0x43, statement[2] >> 8, statement[2] & 0xff]);
}

/** Three decimal digits below a time base, of which the finest that holds the time is taken: 10 ms to 10 s. */
function s5Time(ms: number): [number, number] {
  const base = [0, 1, 2, 3].find(power => ms / 10 ** (power + 1) <= 999);
  const count = base === undefined ? Number.NaN : ms / 10 ** (base + 1);
  if (base === undefined || !Number.isInteger(count) || count < 0)
    throw new RangeError(`no S5TIME holds ${ms} ms`);
  const word = (base << 12) | Number.parseInt(String(count), 16);
  return [word >> 8, word & 0xff];
}

/** Kind, number, lengths of declaration and initial values, both, and a byte that makes the sum even. */
function interfaceOf(kind: number, number: number, declared: number[], initials: number[]): Buffer {
  const head = Buffer.alloc(7);
  head.writeUInt8(kind, 0);
  head.writeUInt16LE(number, 1);
  head.writeUInt16LE(declared.length, 3);
  head.writeUInt16LE(initials.length, 5);
  const odd = (head.length + declared.length + initials.length) % 2 === 1;
  return Buffer.concat([head, Buffer.from([...declared, ...initials]), Buffer.alloc(odd ? 1 : 0)]);
}

function raw(type: MadeValue['type'], value: number): Buffer {
  const bytes = Buffer.alloc(valueTypes[type].bytes);
  if (type === 'REAL') bytes.writeFloatBE(value);
  else bytes.writeIntBE(value, 0, bytes.length);
  return bytes;
}
