import type { Kind } from '@witnessmark/shared/items';
import type { ValueType } from '@witnessmark/shared/values';

/** A moment of server time as whole milliseconds since 1970-01-01 UTC. */
export type Moment = number;

/** From `from` to `to`, both included. */
export interface Interval {
  readonly from: Moment;
  readonly to: Moment;
}

/**
 * One change of one asset, as attribution is asked about it. Times are on the site's one scale: the agent's windows
 * with its measured clock error already applied, so that a window here can only be wider than the truth.
 */
export interface Question {
  readonly change: string;
  readonly asset: string;
  readonly parts: readonly Part[];
}

/**
 * What is judged by itself: one member of a group of values, or an item as a whole where it has none. Two people's
 * work in one group, in one change, is two parts.
 */
export interface Part {
  readonly path: string;
  /** Member of a group of values, as value text names it; null for the item as a whole. */
  readonly member: string | null;
  readonly kind: Kind;
  /** Value text, or `sha256:<hex>` of a content; null where there was none before or is none after. */
  readonly old: string | null;
  readonly new: string | null;
  /** Type of a member's value, so that `55` and `55.0` are one number; null for contents. */
  readonly type: ValueType | null;
  /** `sha256:<hex>` of the item's whole content after the change, which a record of a download can tell; null where it is not known. */
  readonly content: string | null;
  /** Requested after this the old content was proven; null where no reading ever proved it. */
  readonly lastClean: Moment | null;
  /** By this the new content had arrived. */
  readonly firstDirty: Moment;
  /** False where re-reading did not come to rest: `new` is then one value of several and explains nothing. */
  readonly settled: boolean;
}

/** Names a part of a change. */
export interface PartName {
  readonly path: string;
  readonly member: string | null;
}
