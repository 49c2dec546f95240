import type { Kind } from '@witnessmark/shared/items';
import type { Instant } from '@witnessmark/shared/time';
import { earlierInstant } from '../clock/index.ts';
import type { Reading } from '../sources/index.ts';
import { type Beside, type Difference, isStoodFor, windowOf } from './compare.ts';
import { bounded, type Found } from './found.ts';
import type { Known } from './known.ts';
import type { Settled } from './settle.ts';

export function difference(
  known: Known,
  found: Found,
  beside: Beside | null,
  unsettled: boolean,
): Difference {
  return { found, ...windowOf(known, found, beside), unsettled };
}

/** The kinds a reading speaks for as a whole. */
export function wholeKinds(asked: readonly Kind[], { complete, unread }: Reading): readonly Kind[] {
  if (complete) return asked;
  return unread === undefined ? [] : asked.filter(kind => !unread.kinds.includes(kind));
}

/**
 * A moment at or after which each known item of the kind was read as it is known, and nothing else was there
 * later: for a kind that was never read as a whole. Null where an item has no proof.
 */
export function earliestProof(known: Known, kind: Kind): Instant | null {
  let earliest: Instant | null = null;
  for (const item of known.items.values()) {
    if (item.kind !== kind || item.state !== 'present') continue;
    if (item.lastClean === null) return null;
    earliest = earliest === null ? item.lastClean : earlierInstant(earliest, item.lastClean);
  }
  return earliest;
}

export function isUnproven(found: Found): boolean {
  return found.state === 'present' && !found.read;
}

/** Content that moved while it was settling is no content of the fingerprint's moment. */
export function unnarrowed(beside: Beside | null): Beside | null {
  return beside === null ? null : { ...beside, movedAt: null };
}

/** A fingerprint that moved while no content shows why: what cannot be read is named as changed. */
export function movedUnread(
  known: Known,
  settled: readonly Settled[],
  found: ReadonlyMap<string, Found>,
  beside: Beside | null,
): Difference[] {
  const movedAt = beside?.movedAt ?? null;
  if (beside === null || movedAt === null) return [];
  if (settled.some(({ found: item }) => beside.covers.includes(item.kind))) return [];
  const differences: Difference[] = [];
  for (const item of found.values()) {
    if (item.state !== 'unreadable' && item.state !== 'withheld') continue;
    // What stands for it did not move, and tells more than the fingerprint of everything.
    if (!beside.covers.includes(item.kind) || isStoodFor(item)) continue;
    const reason = bounded(`the fingerprint that covers it moved: ${item.reason}`);
    differences.push({
      found: { ...item, reason },
      lastClean: known.clean.get(item.kind) ?? null,
      firstDirty: movedAt,
      basis: 'fingerprint',
      unsettled: false,
    });
  }
  return differences;
}
