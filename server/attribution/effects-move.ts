import type { Cause } from './evidence.ts';
import type { Moment, PartName } from './question.ts';

interface Common {
  readonly change: string;
  /** Position of the change's event in the log. */
  readonly ref: number;
  readonly path: string;
  /** Requested after this the old content was proven; null where no reading ever proved it. */
  readonly lastClean: Moment | null;
  /** By this the new content had arrived. */
  readonly firstDirty: Moment;
}

/** A program block that was loaded, or removed. */
export interface Block extends Common {
  readonly moved: 'block';
  /** `DB20`, `FC1`. */
  readonly block: string;
  /** What a data block begins with as it now is, by address; null for code, and where that is not known. */
  readonly starts: ReadonlyMap<string, { readonly type: string; readonly value: string }> | null;
}

/** Values of an item that changed; type and values as value text has them. */
export interface Values extends Common {
  readonly moved: 'values';
  readonly members: readonly {
    readonly name: string;
    readonly type: string;
    readonly old: string | null;
    readonly now: string | null;
    /** Where the member lies; null where that is no data block, or not known. */
    readonly place: { readonly block: string; readonly address: string } | null;
  }[];
  /** The recipe master whose values these are, where they are, and the members it put there. */
  readonly load: {
    readonly recipe: string;
    readonly version: string;
    readonly members: readonly string[];
  } | null;
}

/** What a controller tells of itself: mode, checksums. Text values without their quotes. */
export interface Facts extends Common {
  readonly moved: 'facts';
  readonly members: readonly {
    readonly name: string;
    readonly old: string | null;
    readonly now: string | null;
  }[];
}

/** A record that the controller started: of its diagnostic buffer, or of an audit. No change of an item. */
export interface Restart extends Common {
  readonly moved: 'restart';
  /** By way of a memory reset, which keeps no value. */
  readonly reset: boolean;
}

export type MovedItem = Block | Values | Facts | Restart;

/** That a part of a change came of something else. */
export interface Effect extends Cause {
  readonly change: string;
  /** The rule in words, about this effect. */
  readonly sentence: string;
}

/**
 * An effect may be seen this long after its cause, in milliseconds: a restart begins the program, a download
 * ends with blocks being linked, and only then the values stand.
 */
export const soonAfterMs = 10_000;

/**
 * Whether one move can have come of another: both windows are known, and there are moments in them where the
 * cause comes first or at once, and the effect at most `soonAfterMs` later. The windows come wide enough to
 * hold their clocks' error.
 */
function comesOf(cause: MovedItem, effect: MovedItem): boolean {
  if (cause.lastClean === null || effect.lastClean === null) return false;
  return effect.firstDirty >= cause.lastClean && effect.lastClean <= cause.firstDirty + soonAfterMs;
}

/**
 * Causes that fit an effect, the likeliest first: those whose windows meet its own before those that it may have
 * come after, the nearer before the farther, and of equal ones the earlier in the log.
 */
export function likeliest<Move extends MovedItem>(causes: readonly Move[], effect: MovedItem): Move[] {
  const apart = ({ firstDirty }: Move) => Math.max(0, (effect.lastClean ?? firstDirty) - firstDirty);
  return causes.filter(cause => comesOf(cause, effect)).toSorted((a, b) => apart(a) - apart(b));
}

/** A cause as an effect names it; a record of a restart is no change. */
export function named(
  cause: MovedItem,
  member: string | null = null,
): { readonly cause: { readonly change: string; readonly part: PartName } | null; readonly ref: number } {
  const part = { path: cause.path, member };
  return { cause: cause.moved === 'restart' ? null : { change: cause.change, part }, ref: cause.ref };
}
