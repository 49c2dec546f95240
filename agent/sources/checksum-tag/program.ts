import type { Load } from '@witnessmark/shared/facts';
import { itemPath } from '@witnessmark/shared/items';
import type { Instant } from '@witnessmark/shared/time';
import type { FingerprintReading, ItemReading, Unread } from '../source.ts';

/**
 * The item that stands for a program nobody can read over the wire. It is never present: its content is not
 * readable from the device, and what the checksum tag held stands for it.
 */
export const programPath = itemPath('logic', 'program');

/** What the tag held when it was read, or why it gave no checksum. */
export type TagReading = { readonly requestedAt: Instant; readonly arrivedAt: Instant } & (
  | { readonly checksum: string; readonly failure: null }
  | { readonly checksum: null; readonly failure: string }
);

/** The program's item; null where the tag gave no checksum, which says nothing about the program. */
export function tagItem(reading: TagReading): ItemReading | null {
  const { requestedAt, arrivedAt, checksum } = reading;
  if (checksum === null) return null;
  return {
    path: programPath,
    kind: 'logic',
    requestedAt,
    arrivedAt,
    state: 'unreadable',
    reason: 'content not readable from the device',
    checksum,
  };
}

/** `beside`: what else of the device's moves with its logic. Null where the tag gave no checksum. */
export function tagFingerprint(
  { requestedAt, arrivedAt, checksum }: TagReading,
  load: Load,
  beside = '',
): FingerprintReading | null {
  if (checksum === null) return null;
  return { requestedAt, arrivedAt, value: `${beside}tag:${checksum}`, covers: ['logic'], load };
}

/** Logic is not watched while the tag cannot be read: a gap with that reason, never a quiet checksum. */
export function tagUnread(tag: string, { failure }: TagReading): Unread | null {
  if (failure === null) return null;
  return { kinds: ['logic'], gap: 'refused', reason: `the checksum tag ${tag} gave nothing: ${failure}` };
}
