import type { ItemDiff } from '@witnessmark/shared/changes';
import type { TagContent, TagMentions, TagUses } from '@witnessmark/shared/tags';

/** What the process is asked for: a difference, by meaning or as text, what a content names, or which names a difference is about. */
export type Task =
  | {
      readonly task: 'compare';
      readonly path: string;
      readonly oldPath: string;
      /** Null where it was not there. */
      readonly old: Uint8Array | null;
      readonly now: Uint8Array | null;
    }
  | {
      /** Line by line; `note` says why not by meaning. */
      readonly task: 'text';
      readonly path: string;
      readonly old: Uint8Array | null;
      readonly now: Uint8Array | null;
      readonly note: string;
    }
  | { readonly task: 'uses'; readonly item: TagContent }
  | { readonly task: 'mentions'; readonly old: TagContent | null; readonly now: TagContent | null };

export interface Asked {
  readonly id: number;
  readonly task: Task;
}

export type Result =
  | { readonly state: 'compared'; readonly diff: ItemDiff }
  | { readonly state: 'used'; readonly uses: TagUses }
  | { readonly state: 'mentioned'; readonly mentions: TagMentions }
  | { readonly state: 'failed'; readonly says: string };

export interface Answer {
  readonly id: number;
  readonly result: Result;
}
