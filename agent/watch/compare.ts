import type { Basis } from '@witnessmark/shared/facts';
import type { Kind } from '@witnessmark/shared/items';
import type { Instant } from '@witnessmark/shared/time';
import { earlierInstant, laterInstant } from '../clock/index.ts';
import type { Found } from './found.ts';
import { type Known, type KnownItem, provenAt } from './known.ts';

/** What a reading was asked for: whole kinds, or single items. */
export type Scope = { readonly kinds: ReadonlySet<Kind> } | { readonly paths: ReadonlySet<string> };

/** An item that is no longer what is known of it, with the window the change lies in. */
export interface Difference {
  readonly found: Found;
  readonly lastClean: Instant | null;
  readonly firstDirty: Instant;
  readonly basis: Basis;
  readonly unsettled: boolean;
}

/**
 * What the device's fingerprint, where it has one, says about the differences of a content reading. That it
 * stood still until then proves the old content only if it moved with the difference: one that did not tells
 * nothing about what it is declared to cover, whoever made it so.
 */
export interface Beside {
  readonly covers: readonly Kind[];
  /** It is no longer the known one. */
  readonly moved: boolean;
  /** It had moved by then, and stood still from then until the content was read. */
  readonly movedAt: Instant | null;
}

/** The paths of `found` that are not what is known. */
export function differing(known: Known, found: ReadonlyMap<string, Found>): string[] {
  return [...found.values()]
    .filter(item => !isKnown(known.items.get(item.path), item))
    .map(item => item.path);
}

/**
 * Adds what a complete reading did not list as absent: it speaks for every known item in its scope.
 * `requestedAt` and `arrivedAt` are the whole reading's.
 */
export function withAbsent(
  known: Known,
  found: ReadonlyMap<string, Found>,
  scope: Scope,
  reading: { readonly requestedAt: Instant; readonly arrivedAt: Instant },
): Map<string, Found> {
  const all = new Map(found);
  for (const [path, item] of known.items) {
    const inScope = 'paths' in scope ? scope.paths.has(path) : scope.kinds.has(item.kind);
    if (!inScope || all.has(path)) continue;
    const { requestedAt, arrivedAt } = reading;
    all.set(path, { path, kind: item.kind, state: 'absent', requestedAt, arrivedAt });
  }
  return all;
}

/** True where a found item is exactly what is known of it. */
export function isKnown(item: KnownItem | undefined, found: Found): boolean {
  if (found.state === 'absent') return item === undefined;
  if (item === undefined || item.state !== found.state || item.kind !== found.kind) return false;
  if (found.state === 'present') return found.sha256 === item.sha256;
  // One that says nothing this time says nothing else.
  return found.checksum === undefined || found.checksum === item.checksum;
}

/**
 * The window of one difference. The old content was in place at some moment after the last reading that
 * proved it was *requested*, the new one at some moment before the first reading with it had *arrived*;
 * so the change lies between the two, however slow the readings were. What was not there before is proven
 * absent by the last reading of its whole kind. A fingerprint that had moved earlier narrows the end.
 */
export function windowOf(
  known: Known,
  found: Found,
  beside: Beside | null,
): { lastClean: Instant | null; firstDirty: Instant; basis: Basis } {
  if (isStoodFor(found)) return checksumWindow(known, found, beside);
  if (!beside?.covers.includes(found.kind)) {
    return { lastClean: cleanOf(known, found), firstDirty: found.arrivedAt, basis: 'content' };
  }
  const lastClean = beside.moved ? cleanOf(known, found) : readAt(known, found);
  const { movedAt } = beside;
  // Proven to be the old content later than that: the fingerprint moved for something else.
  const since = movedAt !== null && lastClean !== null && laterInstant(movedAt, lastClean) !== movedAt;
  if (movedAt === null || since) return { lastClean, firstDirty: found.arrivedAt, basis: 'content' };
  return { lastClean, firstDirty: earlierInstant(movedAt, found.arrivedAt), basis: 'fingerprint' };
}

/** Its content cannot be read, and something stands for it that is read in its place. */
export function isStoodFor(found: Found): boolean {
  return found.state !== 'present' && found.state !== 'absent' && found.checksum !== undefined;
}

/** Reading the checksum is all the reading there is, so each one that found the old proves the old. */
function checksumWindow(
  known: Known,
  found: Found,
  beside: Beside | null,
): { lastClean: Instant | null; firstDirty: Instant; basis: Basis } {
  const lastClean = cleanOf(known, found);
  const movedAt = beside?.covers.includes(found.kind) ? beside.movedAt : null;
  const later = movedAt !== null && lastClean !== null && laterInstant(movedAt, lastClean) !== movedAt;
  const firstDirty = movedAt === null || later ? found.arrivedAt : earlierInstant(movedAt, found.arrivedAt);
  return { lastClean, firstDirty, basis: 'fingerprint' };
}

/** When the content known before was last read; proofs by fingerprint do not count. */
function readAt(known: Known, found: Found): Instant | null {
  const item = known.items.get(found.path);
  return item === undefined ? (known.read.get(found.kind) ?? null) : item.lastClean;
}

/** When what was known of the item before was last proven; null where it never was. */
function cleanOf(known: Known, found: Found): Instant | null {
  const item = known.items.get(found.path);
  if (item === undefined) return known.clean.get(found.kind) ?? null;
  return provenAt(item, known.clean.get(item.kind));
}

/**
 * Makes a difference known. Only absent removes; unreadable and withheld keep the last content, proven by
 * nothing later than `lastClean`.
 */
export function learn(known: Known, found: Found, lastClean: Instant | null): void {
  if (found.state === 'absent') {
    known.items.delete(found.path);
    return;
  }
  if (found.state === 'present') {
    const { kind, sha256, requestedAt } = found;
    known.items.set(found.path, { kind, state: 'present', sha256, lastClean: requestedAt, checksum: null });
    return;
  }
  const before = known.items.get(found.path);
  const sha256 = before?.sha256 ?? null;
  const checksum = found.checksum ?? before?.checksum ?? null;
  if (isStoodFor(found)) {
    const { kind, state, requestedAt } = found;
    known.items.set(found.path, { kind, state, sha256, lastClean: requestedAt, checksum });
    return;
  }
  // A content that was never known was never proven; one that could not be read before is proven no later.
  const proven = before?.state === 'present' ? lastClean : (before?.lastClean ?? null);
  known.items.set(found.path, {
    kind: found.kind,
    state: found.state,
    sha256,
    lastClean: sha256 === null ? null : proven,
    checksum,
  });
}

/**
 * The fingerprint has moved, so it tells the truth: what it proved until then stands on its own from now on,
 * also while no fingerprint is known.
 */
export function vouch(known: Known, covers: readonly Kind[]): void {
  for (const [path, item] of known.items) {
    if (!covers.includes(item.kind)) continue;
    const lastClean = provenAt(item, known.clean.get(item.kind));
    known.items.set(path, { ...item, lastClean });
  }
  for (const kind of covers) {
    const clean = known.clean.get(kind);
    if (clean !== undefined) known.read.set(kind, clean);
  }
}

/** Items read and found equal were proven when their own request left; an unmoved fingerprint is no reading. */
export function proveEqual(known: Known, found: Iterable<Found>): void {
  for (const one of found) {
    const item = known.items.get(one.path);
    const read = isStoodFor(one) || (one.state === 'present' && one.read);
    if (!read || item === undefined || !isKnown(item, one)) continue;
    known.items.set(one.path, { ...item, lastClean: one.requestedAt });
  }
}
