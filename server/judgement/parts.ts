import type { ItemDiff } from '@witnessmark/shared/changes';
import { kindSchema } from '@witnessmark/shared/items';
import { type ValueType, valueTypes } from '@witnessmark/shared/values';
import type { Part } from '../attribution/index.ts';
import type { ChangeItemRow } from '../db/index.ts';

/** Parts of one change beyond this many are judged as whole items: nobody reads more. */
export const partsAtMost = 5000;

/** A part, with the range that the controller itself gives for its value. */
export interface AskedPart {
  readonly part: Part;
  readonly range: readonly [number, number] | null;
}

/**
 * What of an item is judged by itself: each member that differs, or the item as a whole where it has none.
 *
 * @param errorMs of the clock of the agent that gave the window; it is widened by as much at both ends.
 */
export function partsOfItem(row: ChangeItemRow, diff: ItemDiff, errorMs: number): AskedPart[] {
  const common = {
    path: row.path,
    kind: kindSchema.parse(row.kind),
    content: hashText(row.new_sha256),
    lastClean: row.window_from === null ? null : Date.parse(row.window_from) - errorMs,
    firstDirty: Date.parse(row.window_to) + errorMs,
    settled: row.unsettled === 0,
  };
  const whole: Part = {
    ...common,
    member: null,
    type: null,
    old: hashText(row.old_sha256),
    new: row.state === 'present' ? hashText(row.new_sha256) : null,
  };
  if (diff.form !== 'values' || diff.truncated || diff.members.length === 0 || diff.unparsed.length > 0)
    return [{ part: whole, range: null }];
  return diff.members.map(member => ({
    part: {
      ...common,
      member: member.name,
      type: typeOf(member.type),
      old: member.old,
      new: member.new,
    },
    range: member.range,
  }));
}

function typeOf(text: string): ValueType | null {
  return valueTypes.find(type => type === text) ?? null;
}

function hashText(sha256: string | null): string | null {
  return sha256 === null ? null : `sha256:${sha256}`;
}
