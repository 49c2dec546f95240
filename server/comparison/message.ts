import type { ItemDiff } from '@witnessmark/shared/changes';

export interface Asked {
  readonly id: number;
  readonly path: string;
  readonly oldPath: string;
  readonly old: Uint8Array;
  readonly now: Uint8Array;
}

export type Answer =
  | { readonly id: number; readonly state: 'compared'; readonly diff: ItemDiff }
  | { readonly id: number; readonly state: 'failed'; readonly says: string };
