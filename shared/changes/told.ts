import type { Kind } from '../items/index.ts';
import type { IsoTime } from '../time/index.ts';
import type { RecipeLoad } from './recipe-load.ts';
import type { ChecksumMove, ItemChangeSign, ItemDiff, Who } from './schema.ts';

/** An item as its sentence needs it; the API's change item is one. */
export interface ToldItem {
  readonly path: string;
  readonly kind: Kind;
  readonly sign: ItemChangeSign;
  readonly reason: string | null;
  readonly renamedFrom: string | null;
  readonly diff: ItemDiff;
  /** Of an item that cannot be read, where something stands for its content. */
  readonly checksum?: ChecksumMove | null;
}

/** A change as its sentence needs it; the API's change is one. */
export interface ToldChange {
  readonly asset: { readonly name: string };
  readonly sort: 'change' | 'first' | 'load' | 'late';
  /** `from` is null where no earlier reading exists. */
  readonly window: {
    readonly from: IsoTime | null;
    readonly to: IsoTime;
    readonly basis: 'content' | 'fingerprint' | 'event';
  };
  /** At least one; the first few are enough where there are many. */
  readonly items: readonly ToldItem[];
  readonly itemCount: number;
  readonly load: RecipeLoad | null;
  readonly unsettled: boolean;
  readonly who: ToldWho;
}

/** Who, with the evidence in a few words where there is some: "OPC UA audit event with this value". */
export interface ToldWho extends Who {
  readonly evidence?: string;
}
