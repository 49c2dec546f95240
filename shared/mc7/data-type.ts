/** An elementary type by the code it has in interfaces and ANY pointers. */
export interface SimpleType {
  readonly kind: 'simple';
  readonly name: string;
  /** Bits it takes in a data block. */
  readonly bits: number;
}

export type DataType =
  | SimpleType
  | { readonly kind: 'string'; readonly capacity: number }
  | { readonly kind: 'struct'; readonly members: readonly Member[] }
  | { readonly kind: 'array'; readonly bounds: readonly Bounds[]; readonly element: DataType }
  /** A block's own instance inside another: its members are written out. */
  | {
      readonly kind: 'instance';
      readonly block: 'FB' | 'SFB';
      readonly number: number;
      readonly members: readonly Member[];
    };

export interface Bounds {
  readonly low: number;
  readonly high: number;
}

export type Section = 'IN' | 'OUT' | 'IN_OUT' | 'STAT' | 'TEMP' | 'RETURN';

/** One declared variable; names are not in the controller. */
export interface Member {
  readonly section: Section;
  readonly type: DataType;
  readonly hasInitial: boolean;
  /** One more byte that some declarations carry; what it means is not known and it has no effect on addresses. */
  readonly mark: number | null;
}

/** Codes as the ANY pointer documents them; 17 to 1D are parameter types. */
export const simpleTypes: ReadonlyMap<number, SimpleType> = new Map(
  (
    [
      [0x01, 'BOOL', 1],
      [0x02, 'BYTE', 8],
      [0x03, 'CHAR', 8],
      [0x04, 'WORD', 16],
      [0x05, 'INT', 16],
      [0x06, 'DWORD', 32],
      [0x07, 'DINT', 32],
      [0x08, 'REAL', 32],
      [0x09, 'DATE', 16],
      [0x0a, 'TIME_OF_DAY', 32],
      [0x0b, 'TIME', 32],
      [0x0c, 'S5TIME', 16],
      [0x0e, 'DATE_AND_TIME', 64],
      [0x14, 'POINTER', 48],
      [0x16, 'ANY', 80],
      [0x17, 'BLOCK_FB', 16],
      [0x18, 'BLOCK_FC', 16],
      [0x19, 'BLOCK_DB', 16],
      [0x1a, 'BLOCK_SDB', 16],
      [0x1c, 'COUNTER', 16],
      [0x1d, 'TIMER', 16],
    ] as const
  ).map(([code, name, bits]) => [code, { kind: 'simple', name, bits }]),
);

/** Bits a value of an elementary type takes, by the type's name; null for a name that is none. */
export function simpleBits(name: string): number | null {
  for (const type of simpleTypes.values()) if (type.name === name) return type.bits;
  return null;
}

/** How many elements an array has; 0 where a bound is reversed. */
export function elementCount(bounds: readonly Bounds[]): number {
  return bounds.reduce((product, { low, high }) => product * Math.max(0, high - low + 1), 1);
}
