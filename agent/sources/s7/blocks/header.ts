/** Bytes before and behind the content of a block; block infos repeat both. */
export const headerBytes = 36;
export const trailerBytes = 36;

/** The fields of a block's header that the reader of blocks needs; numbers as they stand. */
export interface BlockHeader {
  readonly attributes: number;
  /** 1 AWL, 2 KOP, 3 FUP, 4 SCL, 5 DB, 6 GRAPH, 7 SDB. */
  readonly language: number;
  /** See `subtypeOf`. */
  readonly subtype: number;
  readonly number: number;
  /** Length of the whole image in bytes. */
  readonly loadLength: number;
  /** 3 = know-how protected. */
  readonly key: number;
  /** Code and interface: milliseconds of the day (4 bytes) and days since 1984-01-01 (2), in hex. */
  readonly codeTime: string;
  readonly interfaceTime: string;
  readonly interfaceLength: number;
  readonly segmentLength: number;
  readonly localData: number;
  /** Length of the code; of a data block: of its actual values. */
  readonly mc7Length: number;
}

/** Reads the first 36 bytes of a block image or of a block info's copy of it; null where they are none. */
export function parseHeader(bytes: Buffer): BlockHeader | null {
  if (bytes.length < headerBytes || bytes.readUInt16BE(0) !== 0x7070) return null;
  return {
    attributes: bytes.readUInt8(3),
    language: bytes.readUInt8(4),
    subtype: bytes.readUInt8(5),
    number: bytes.readUInt16BE(6),
    loadLength: bytes.readUInt32BE(8),
    key: bytes.readUInt32BE(12),
    codeTime: bytes.toString('hex', 0x10, 0x16),
    interfaceTime: bytes.toString('hex', 0x16, 0x1c),
    interfaceLength: bytes.readUInt16BE(0x1c),
    segmentLength: bytes.readUInt16BE(0x1e),
    localData: bytes.readUInt16BE(0x20),
    mc7Length: bytes.readUInt16BE(0x22),
  };
}
