/** What a block of the plant is made of. */
export interface PlantBlock {
  readonly type: PlantBlockType;
  readonly number: number;
  /** MC7 code; of a data block its actual values. */
  readonly body: Buffer;
  readonly interface?: Buffer;
  readonly segments?: Buffer;
  readonly localData?: number;
  /** 1 AWL, 2 KOP, 3 FUP, 4 SCL, 5 DB, 7 SDB, 29 encrypted; by the type where absent. */
  readonly language?: number;
  readonly knowHowProtected?: boolean;
  readonly nonRetain?: boolean;
  /** When the code, and the interface, were last changed in engineering. */
  readonly codeTime?: Date;
  readonly interfaceTime?: Date;
  readonly author?: string;
  readonly family?: string;
  readonly name?: string;
}

export type PlantBlockType = keyof typeof typeLetters;

/** How a type is written on the wire. */
export const typeLetters = { OB: '8', DB: 'A', SDB: 'B', FC: 'C', SFC: 'D', FB: 'E', SFB: 'F' } as const;

const headBytes = 36;
const tailBytes = 36;
const firstDay = Date.UTC(1984, 0, 1);
const dayMs = 86_400_000;
const delivered = new Date('2026-03-02T08:00:00.000Z');

export function typeOfLetter(letter: string): PlantBlockType | undefined {
  return plantBlockTypes.find(type => typeLetters[type] === letter);
}

export const plantBlockTypes = Object.keys(typeLetters) as readonly PlantBlockType[];

/** The image a programming device would load: header, body, interface, segments, trailer; lengths that add up. */
export function blockImage(block: PlantBlock): Buffer {
  const { type, body, interface: declared = Buffer.alloc(0), segments = Buffer.alloc(0) } = block;
  const header = Buffer.alloc(headBytes);
  header.write('pp', 0, 'latin1');
  header.writeUInt8(type === 'SDB' ? 3 : 1, 2);
  header.writeUInt8(1 | (block.knowHowProtected ? 8 : 0) | (block.nonRetain ? 32 : 0), 3);
  header.writeUInt8(block.language ?? (type === 'DB' ? 5 : type === 'SDB' ? 7 : 1), 4);
  header.writeUInt8(Number.parseInt(typeLetters[type], 16), 5);
  header.writeUInt16BE(block.number, 6);
  header.writeUInt32BE(headBytes + body.length + declared.length + segments.length + tailBytes, 8);
  header.writeUInt32BE(block.knowHowProtected ? 3 : 0, 12);
  writeTime(header, 0x10, block.codeTime ?? delivered);
  writeTime(header, 0x16, block.interfaceTime ?? delivered);
  header.writeUInt16BE(declared.length, 0x1c);
  header.writeUInt16BE(segments.length, 0x1e);
  header.writeUInt16BE(block.localData ?? 0, 0x20);
  header.writeUInt16BE(body.length, 0x22);
  const trailer = Buffer.alloc(tailBytes);
  trailer.write((block.author ?? 'PRESS').slice(0, 8), 0, 'latin1');
  trailer.write((block.family ?? '').slice(0, 8), 8, 'latin1');
  trailer.write((block.name ?? '').slice(0, 8), 16, 'latin1');
  trailer.writeUInt8(0x10, 24);
  trailer.writeUInt16BE(sum(type === 'DB' ? [declared] : [body, declared, segments]), 26);
  return Buffer.concat([header, body, declared, segments, trailer]);
}

/** Where a block image says it belongs, or null where it is none. */
export function placeOf(image: Buffer): { type: PlantBlockType; number: number } | null {
  if (image.length < headBytes + tailBytes || image.readUInt32BE(8) !== image.length) return null;
  const type = typeOfLetter(image.readUInt8(5).toString(16).toUpperCase());
  return type === undefined ? null : { type, number: image.readUInt16BE(6) };
}

/** The bytes of an image where its code stands, or a data block's actual values. */
export function bodyOf(image: Buffer): Buffer {
  return image.subarray(headBytes, headBytes + image.readUInt16BE(0x22));
}

/** What a CPU tells of a block: head and tail of its image behind a head of their own. */
export function infoOf(image: Buffer, form: 'long' | 'short' = 'long'): Buffer {
  const rest = [Buffer.from([0x22, 0]), image.subarray(0, headBytes)];
  if (form === 'long') rest.push(image.subarray(image.length - tailBytes));
  const told = Buffer.concat(rest);
  const head = Buffer.from([1, 0, 0, 0]);
  head.writeUInt16BE(told.length, 2);
  return Buffer.concat([head, told]);
}

function writeTime(header: Buffer, at: number, time: Date): void {
  const ms = time.getTime() - firstDay;
  header.writeUInt32BE(ms % dayMs, at);
  header.writeUInt16BE(Math.floor(ms / dayMs), at + 4);
}

/** The plant's own checksum: what a real CPU calculates is not known. */
function sum(parts: readonly Buffer[]): number {
  let value = 0;
  for (const part of parts) for (const byte of part) value = (value * 31 + byte + 1) & 0xffff;
  return value;
}
