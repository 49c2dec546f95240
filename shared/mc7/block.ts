import { WitnessError } from '../errors/index.ts';
import { doubleWord, toBytes, word } from './bytes.ts';
import { type BlockTime, readBlockTime } from './time-stamp.ts';

export type BlockType = 'OB' | 'DB' | 'SDB' | 'FC' | 'SFC' | 'FB' | 'SFB';

/** A block of an S7-300/400 as it is uploaded, taken apart; every byte of the image is in one of its fields. */
export interface Mc7Block {
  readonly type: BlockType | null;
  /** The type's code as it stands; `type` is null where it is none of the known ones. */
  readonly typeCode: number;
  readonly number: number;
  readonly language: BlockLanguage | null;
  readonly languageCode: number;
  readonly attributes: BlockAttributes;
  /** Byte 2 of the header, 01 in all blocks seen but system data. */
  readonly headerVersion: number;
  /** The block key; 3 marks know-how protection. */
  readonly key: number;
  readonly knowHowProtected: boolean;
  /** Encrypted blocks stay opaque: their code is not MC7. */
  readonly encrypted: boolean;
  readonly codeTime: BlockTime;
  readonly interfaceTime: BlockTime;
  readonly localDataBytes: number;
  /** MC7 code; of a data block its actual values; of a system data block its content. */
  readonly body: Uint8Array;
  readonly interfacePart: Uint8Array;
  readonly segmentTable: Uint8Array;
  readonly author: string;
  readonly family: string;
  readonly name: string;
  /** As engineering shows it: `1.0` for the byte 10 hex. */
  readonly version: string;
  readonly checksum: number;
  /** The image itself, unchanged. */
  readonly image: Uint8Array;
}

export type BlockLanguage = 'AWL' | 'KOP' | 'FUP' | 'SCL' | 'DB' | 'GRAPH' | 'SDB' | 'encrypted';

export interface BlockAttributes {
  readonly raw: number;
  readonly linked: boolean;
  readonly standard: boolean;
  readonly knowHowProtected: boolean;
  readonly nonRetain: boolean;
}

/** Bytes of the header before the body, and of the trailer behind the segment table. */
const headerBytes = 36;
const trailerBytes = 36;
/** Four lengths of 16 bits each, header and trailer: no block can be longer. */
export const longestImage = headerBytes + trailerBytes + 3 * 0xffff;

const types: ReadonlyMap<number, BlockType> = new Map([
  [0x08, 'OB'],
  [0x0a, 'DB'],
  [0x0b, 'SDB'],
  [0x0c, 'FC'],
  [0x0d, 'SFC'],
  [0x0e, 'FB'],
  [0x0f, 'SFB'],
]);

const languages: ReadonlyMap<number, BlockLanguage> = new Map([
  [1, 'AWL'],
  [2, 'KOP'],
  [3, 'FUP'],
  [4, 'SCL'],
  [5, 'DB'],
  [6, 'GRAPH'],
  [7, 'SDB'],
  [29, 'encrypted'],
]);

/** `pp`. */
const mark = 0x7070;
const knowHowKey = 3;
const encryptedLanguage = 29;

/**
 * Takes an uploaded block image apart. `subject` names the block in errors. Throws `mc7.block-…` for an
 * image that is cut off, too long, of another format, or whose lengths break the rule that holds for every
 * block: load length = 72 + body + interface + segment table = length of the image.
 *
 * Layout: header of 36 bytes (numbers big-endian), body, interface, segment table, trailer of 36 bytes.
 */
export function parseBlock(image: Uint8Array, subject: string): Mc7Block {
  if (image.length < headerBytes + trailerBytes)
    throw new WitnessError('mc7.block-too-short', subject, `${image.length} bytes`);
  if (image.length > longestImage)
    throw new WitnessError('mc7.block-too-long', subject, `${image.length} bytes`);
  if (word(image, 0) !== mark)
    throw new WitnessError('mc7.block-mark-missing', subject, `first bytes ${word(image, 0).toString(16)}`);
  const loadLength = doubleWord(image, 0x08);
  const interfaceLength = word(image, 0x1c);
  const segmentLength = word(image, 0x1e);
  const bodyLength = word(image, 0x22);
  const parts = headerBytes + trailerBytes + bodyLength + interfaceLength + segmentLength;
  if (loadLength !== image.length || parts !== loadLength)
    throw new WitnessError(
      'mc7.block-length-wrong',
      subject,
      `load length ${loadLength}, parts ${parts}, image ${image.length} bytes`,
    );
  const typeCode = image[0x05] ?? 0;
  const languageCode = image[0x04] ?? 0;
  const attributes = readAttributes(image[0x03] ?? 0);
  const key = doubleWord(image, 0x0c);
  const interfaceAt = headerBytes + bodyLength;
  const segmentAt = interfaceAt + interfaceLength;
  const trailerAt = segmentAt + segmentLength;
  return {
    type: types.get(typeCode) ?? null,
    typeCode,
    number: word(image, 0x06),
    language: languages.get(languageCode) ?? null,
    languageCode,
    attributes,
    headerVersion: image[0x02] ?? 0,
    key,
    knowHowProtected: key === knowHowKey || attributes.knowHowProtected,
    encrypted: languageCode === encryptedLanguage,
    codeTime: readBlockTime(image, 0x10),
    interfaceTime: readBlockTime(image, 0x16),
    localDataBytes: word(image, 0x20),
    body: image.subarray(headerBytes, interfaceAt),
    interfacePart: image.subarray(interfaceAt, segmentAt),
    segmentTable: image.subarray(segmentAt, trailerAt),
    author: readName(image, trailerAt),
    family: readName(image, trailerAt + 8),
    name: readName(image, trailerAt + 16),
    version: `${(image[trailerAt + 24] ?? 0) >> 4}.${(image[trailerAt + 24] ?? 0) & 0x0f}`,
    checksum: word(image, trailerAt + 26),
    image,
  };
}

/**
 * The image of `block` with another body: lengths follow, everything else stays. Throws
 * `mc7.block-field-invalid` for a body over 65535 bytes.
 */
export function withBody(block: Mc7Block, body: Uint8Array, subject: string): Uint8Array {
  if (body.length > 0xffff)
    throw new WitnessError('mc7.block-field-invalid', subject, `${body.length} bytes`);
  const behind = block.image.subarray(headerBytes + block.body.length);
  const image = new Uint8Array(headerBytes + body.length + behind.length);
  image.set(block.image.subarray(0, headerBytes));
  image.set(toBytes(image.length, 4), 0x08);
  image.set(toBytes(body.length, 2), 0x22);
  image.set(body, headerBytes);
  image.set(behind, headerBytes + body.length);
  return image;
}

/** `FC1`, or `block 63-1` hex where the type is not known. */
export function blockName(block: Pick<Mc7Block, 'type' | 'typeCode' | 'number'>): string {
  return block.type === null
    ? `block-${block.typeCode.toString(16)}-${block.number}`
    : `${block.type}${block.number}`;
}

/** Whether the body is MC7 code that can be read. */
export function hasCode(block: Mc7Block): boolean {
  return block.type !== 'DB' && block.type !== 'SDB' && block.type !== null && !block.encrypted;
}

function readAttributes(raw: number): BlockAttributes {
  return {
    raw,
    linked: (raw & 0x01) !== 0,
    standard: (raw & 0x02) !== 0,
    knowHowProtected: (raw & 0x08) !== 0,
    nonRetain: (raw & 0x20) !== 0,
  };
}

/** Eight characters, padded with NUL or blanks. */
function readName(image: Uint8Array, at: number): string {
  return Buffer.from(image.subarray(at, at + 8))
    .toString('latin1')
    .replace(/[\0 ]+$/, '');
}
