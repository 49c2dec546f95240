import type { ValueType } from '@witnessmark/shared/values';

/** Memory areas of an S7 CPU a variable can lie in. */
export type Area = 'DB' | 'M' | 'I' | 'Q';

/** One elementary variable with its address. */
export interface Leaf {
  /** Full member name: `Tank1.LevelSP`, `Step[3].Time`. */
  readonly name: string;
  readonly type: ValueType;
  readonly area: Area;
  /** Number of the data block; 0 in the other areas. */
  readonly db: number;
  readonly byte: number;
  /** 0..7; 0 for everything but Bool. */
  readonly bit: number;
  /** Bytes it takes, strings with their head. */
  readonly bytes: number;
}

/** Where the values of one item lie. */
export interface Layout {
  readonly leaves: readonly Leaf[];
  /**
   * Whole length of the data block in bytes where the layout declares it whole, so that a block of another
   * length is noticed; null for a list of addresses.
   */
  readonly blockBytes: number | null;
}
