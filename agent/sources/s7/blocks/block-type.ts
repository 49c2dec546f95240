/**
 * Kinds of blocks in an S7-300/400 and the letters they have on the wire, each behind a `0` (Wireshark's and
 * Snap7's tables; seen on real CPUs).
 */
const letters = { OB: 0x38, DB: 0x41, SDB: 0x42, FC: 0x43, SFC: 0x44, FB: 0x45, SFB: 0x46 } as const;

export type BlockType = keyof typeof letters;
export const blockTypes = Object.keys(letters) as readonly BlockType[];

/** One block of a controller, `FC 12`. */
export interface BlockRef {
  readonly type: BlockType;
  /** 0..65535 */
  readonly number: number;
}

const types: ReadonlyMap<number, BlockType> = new Map(blockTypes.map(type => [letters[type], type]));

export function letterOf(type: BlockType): number {
  return letters[type];
}

/** Null for a letter no known kind of block has. */
export function typeOfLetter(letter: number): BlockType | null {
  return types.get(letter) ?? null;
}

/** Subtype byte of a block header: the same numbers, without the `0`'s code. */
export function subtypeOf(type: BlockType): number {
  return letters[type] < 0x41 ? letters[type] - 0x30 : letters[type] - 0x37;
}

/** `FC12` */
export function blockName({ type, number }: BlockRef): string {
  return `${type}${number}`;
}

/** The block a name such as `FC12` means, or null. */
export function blockOfName(name: string): BlockRef | null {
  const match = /^([A-Z]{2,3})(0|[1-9]\d{0,4})$/.exec(name);
  const type = blockTypes.find(candidate => candidate === match?.[1]);
  const number = Number(match?.[2]);
  return type === undefined || number > 0xffff ? null : { type, number };
}

/** Type, number in five digits and file system A (what runs), as every block service names a block. */
export function wireName({ type, number }: BlockRef): string {
  return `0${String.fromCharCode(letters[type])}${String(number).padStart(5, '0')}A`;
}
