import type { Scalar, ValueType } from '@witnessmark/shared/values';
import type { Leaf } from './leaf.ts';
import {
  dateAndTimeText,
  dateText,
  dtlText,
  hexText,
  longDateTimeText,
  longTimeOfDayText,
  longTimeText,
  s5TimeText,
  timeOfDayText,
  timeText,
} from './times.ts';

/**
 * The value of `leaf` in `image`, whose first byte is byte `start` of the leaf's area. The image must hold
 * the leaf whole. S7 is big-endian throughout.
 */
export function decode(leaf: Leaf, image: Buffer, start: number): Scalar {
  const raw = image.subarray(leaf.byte - start, leaf.byte - start + leaf.bytes);
  if (raw.length !== leaf.bytes) throw new RangeError(`${leaf.name} lies outside the bytes read`);
  const coding = decoders[leaf.type];
  return coding === undefined ? hexText(raw) : coding(raw, leaf);
}

const decoders: Partial<Record<ValueType, (raw: Buffer, leaf: Leaf) => Scalar>> = {
  Bool: (raw, leaf) => ((raw.readUInt8(0) >> leaf.bit) & 1) === 1,
  Byte: raw => BigInt(raw.readUInt8(0)),
  Word: raw => BigInt(raw.readUInt16BE(0)),
  DWord: raw => BigInt(raw.readUInt32BE(0)),
  LWord: raw => raw.readBigUInt64BE(0),
  SInt: raw => raw.readInt8(0),
  USInt: raw => raw.readUInt8(0),
  Int: raw => raw.readInt16BE(0),
  UInt: raw => raw.readUInt16BE(0),
  DInt: raw => raw.readInt32BE(0),
  UDInt: raw => raw.readUInt32BE(0),
  LInt: raw => raw.readBigInt64BE(0),
  ULInt: raw => raw.readBigUInt64BE(0),
  Real: raw => raw.readFloatBE(0),
  LReal: raw => raw.readDoubleBE(0),
  // One byte is one character: the code page is the controller's and not told, Latin-1 keeps every byte.
  Char: raw => raw.toString('latin1'),
  WChar: raw => utf16(raw),
  String: raw => raw.toString('latin1', 2, 2 + Math.min(raw.readUInt8(1), raw.length - 2)),
  WString: raw => utf16(raw.subarray(4, 4 + 2 * Math.min(raw.readUInt16BE(2), (raw.length - 4) / 2))),
  Time: raw => timeText(raw.readInt32BE(0)),
  LTime: raw => longTimeText(raw.readBigInt64BE(0)),
  S5Time: raw => s5TimeText(raw),
  Date: raw => dateText(raw.readUInt16BE(0)),
  Time_Of_Day: raw => timeOfDayText(raw),
  LTime_Of_Day: raw => longTimeOfDayText(raw),
  Date_And_Time: raw => dateAndTimeText(raw),
  LDT: raw => longDateTimeText(raw),
  DTL: raw => dtlText(raw),
  ByteString: raw => hexText(raw),
};

function utf16(raw: Buffer): string {
  return Buffer.from(raw).swap16().toString('utf16le');
}
