import { type Memory, returnCode } from './memory.ts';

/** One S7ANY address out of a request. */
interface Address {
  readonly transport: number;
  readonly area: number;
  readonly db: number;
  readonly bit: number;
  readonly byte: number;
  readonly bytes: number;
}

const elementBytes: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 1,
  4: 2,
  5: 2,
  6: 4,
  7: 4,
  8: 4,
  28: 2,
  29: 2,
};
const bitType = 1;
const realType = 8;

function addressesOf(parameters: Buffer): Address[] {
  const count = parameters[1] ?? 0;
  if (parameters.length !== 2 + count * 12) throw new Error('item list of a wrong length');
  return Array.from({ length: count }, (_, index) => {
    const item = parameters.subarray(2 + index * 12, 14 + index * 12);
    const transport = item.readUInt8(3);
    const area = item.readUInt8(8);
    const address = item.readUIntBE(9, 3);
    // Timers and counters are addressed by number, everything else by the bit.
    const numbered = area === 0x1c || area === 0x1d;
    return {
      transport,
      area,
      db: item.readUInt16BE(6),
      bit: numbered ? 0 : address & 7,
      byte: numbered ? address * 2 : address >> 3,
      bytes: item.readUInt16BE(4) * (elementBytes[transport] ?? 0),
    };
  });
}

function locate(memory: Memory, address: Address): Buffer | number {
  if (address.bytes === 0) return returnCode.wrongType;
  const area = memory.area(address.area, address.db);
  if (typeof area === 'number') return area;
  if (address.byte + address.bytes > area.length) return returnCode.outOfRange;
  return area.subarray(address.byte, address.byte + address.bytes);
}

function padded(items: readonly Buffer[]): Buffer {
  const last = items.length - 1;
  return Buffer.concat(
    items.flatMap((item, index) =>
      item.length % 2 === 1 && index < last ? [item, Buffer.alloc(1)] : [item],
    ),
  );
}

/** Answer data of a read request (function 04). */
export function readVariables(memory: Memory, parameters: Buffer): Buffer {
  const items = addressesOf(parameters).map(address => {
    const place = locate(memory, address);
    if (typeof place === 'number') return Buffer.from([place, 0, 0, 0]);
    if (address.transport === bitType) {
      return Buffer.from([returnCode.good, 3, 0, 1, ((place[0] ?? 0) >> address.bit) & 1]);
    }
    const inBytes = address.transport === realType || address.area === 0x1c || address.area === 0x1d;
    const head = Buffer.from([returnCode.good, inBytes ? (address.transport === realType ? 7 : 9) : 4, 0, 0]);
    head.writeUInt16BE(inBytes ? place.length : place.length * 8, 2);
    return Buffer.concat([head, place]);
  });
  return padded(items);
}

/** Carries out a write request (function 05) and gives one return code for each item. */
export function writeVariables(memory: Memory, parameters: Buffer, data: Buffer): Buffer {
  let at = 0;
  const codes = addressesOf(parameters).map(address => {
    at += at % 2;
    const size = data.readUInt8(at + 1);
    const announced = data.readUInt16BE(at + 2);
    const bytes = size >= 3 && size <= 5 ? Math.ceil(announced / 8) : announced;
    const value = data.subarray(at + 4, at + 4 + bytes);
    at += 4 + bytes;
    const place = locate(memory, address);
    if (typeof place === 'number') return place;
    if (value.length !== place.length) return returnCode.wrongType;
    if (address.transport === bitType) {
      const mask = 1 << address.bit;
      place[0] = ((place[0] ?? 0) & ~mask) | ((value[0] ?? 0) & 1 ? mask : 0);
    } else {
      value.copy(place);
    }
    return returnCode.good;
  });
  return Buffer.from(codes);
}
