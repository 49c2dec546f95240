import type { ItemDiff } from '@witnessmark/shared/changes';
import type { Reference } from '@witnessmark/shared/languages';

/** What the thread is asked for: a difference, or what a source refers to. */
export type Task =
  | {
      readonly task: 'compare';
      readonly path: string;
      readonly oldPath: string;
      readonly old: Uint8Array;
      readonly now: Uint8Array;
    }
  | { readonly task: 'refer'; readonly path: string; readonly content: Uint8Array };

export interface Asked {
  readonly id: number;
  readonly task: Task;
}

export type Result =
  | { readonly state: 'compared'; readonly diff: ItemDiff }
  | { readonly state: 'referred'; readonly references: readonly Reference[] }
  | { readonly state: 'failed'; readonly says: string };

export interface Answer {
  readonly id: number;
  readonly result: Result;
}
