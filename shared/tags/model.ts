import { referenceAccesses } from '../languages/index.ts';

/** `value`: an item of values holds it. */
export const tagAccesses = [...referenceAccesses, 'value'] as const;
export type TagAccess = (typeof tagAccesses)[number];

/** One place where a name stands in a content. */
export interface TagPlace {
  readonly access: TagAccess;
  /** The unit it stands in, with those around it; empty where there is none. */
  readonly unit: string;
  /** As the engineering tool shows it; null outside of networks. */
  readonly network: string | null;
  /** Of the text that is shown for the content; null where that has none for it. */
  readonly line: number | null;
}

/** A name in a content, and where it stands there. */
export interface TagUse {
  readonly key: string;
  /** As it is written where it stands first. */
  readonly name: string;
  /** The first ones, `count` says how many there are. */
  readonly places: readonly TagPlace[];
  readonly count: number;
  /** What an item of values says it is, with its unit. */
  readonly value: string | null;
  /** The key of the absolute address or block that the content gives this name to. */
  readonly address: string | null;
}

/** What a content names. */
export type TagUses =
  | { readonly state: 'read'; readonly uses: readonly TagUse[] }
  /** It is of no kind that names could be read from. */
  | { readonly state: 'none' }
  /** It is, and cannot be read: why. */
  | { readonly state: 'refused'; readonly says: string };

/** A name that the difference of two contents is about. */
export interface TagMention {
  readonly key: string;
  readonly name: string;
  /** How often it stands in each. */
  readonly before: number;
  readonly after: number;
  /** What happened to it in a few words; null where it came, went, or stands there oftener or less often. */
  readonly says: string | null;
}

export type TagMentions =
  | { readonly state: 'read'; readonly mentions: readonly TagMention[] }
  | { readonly state: 'none' }
  | { readonly state: 'refused'; readonly says: string };

/** Bounds of one content; one that exceeds them is refused, so that nothing is left out without a word. */
export const tagLimits = {
  names: 100_000,
  places: 200,
  /** Characters of one text that is shown. */
  shown: 200,
} as const;

/** A file of a folder with its content. */
export interface TagContent {
  readonly path: string;
  readonly content: Uint8Array;
}
