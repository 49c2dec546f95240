import { addressesPath, formatAddresses, type WatchedMember } from '@witnessmark/shared/mc7';
import type { Instant } from '@witnessmark/shared/time';
import type { ItemReading } from '../source.ts';
import type { Target } from './targets.ts';

/** More than any controller's values; what is beyond is said instead of being left out. */
const mostMembers = 200_000;

/** What `addressesReading` says, made once for all readings of a connection. */
export type Addresses =
  | { readonly state: 'present'; readonly content: Buffer }
  | { readonly state: 'unreadable'; readonly reason: string };

/**
 * At which address each member of the items is read: names are the configuration's, the controller knows
 * addresses alone, and whoever compares a value with the program needs both. Null where nothing is read by
 * address. Items whose layout cannot be used are not in it.
 */
export function addressesOf(targets: readonly Target[]): Addresses | null {
  const readable = targets.filter(target => target.failure === null);
  const count = readable.reduce((sum, { leaves }) => sum + leaves.length, 0);
  if (count === 0) return null;
  if (count > mostMembers) {
    const reason = `${count} members are read by address, and at most ${mostMembers} are listed`;
    return { state: 'unreadable', reason };
  }
  const members = readable.flatMap(({ path, leaves }) => leaves.map(leaf => watched(path, leaf)));
  return { state: 'present', content: Buffer.from(formatAddresses(members), 'utf8') };
}

/** The item that says it. It costs no request. */
export function addressesReading(addresses: Addresses, source: string, at: Instant): ItemReading {
  return { path: addressesPath(source), kind: 'config', requestedAt: at, arrivedAt: at, ...addresses };
}

type Leaf = (Target & { readonly failure: null })['leaves'][number];

function watched(path: string, { name, type, area, db, byte, bit, bytes }: Leaf): WatchedMember {
  return { path, member: name, area, db, byte, bit: type === 'Bool' ? bit : null, bytes };
}
