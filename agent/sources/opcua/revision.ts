import { createHash } from 'node:crypto';
import { checksumOf, readChecksum } from '@witnessmark/shared/facts';
import type { Member } from '@witnessmark/shared/values';
import type { DataValue } from 'node-opcua-client';
import type { Namespaces } from './namespaces.ts';
import type { PlannedMember } from './planned.ts';
import { badness, membersOf } from './values.ts';

/** What is said of a program whose source the server does not hold, and of which only a revision is seen. */
export const contentNotReadable =
  'content not readable from the device; a revision stands for it, and one that stands still proves little';

/**
 * What stands for the program, as one checksum; null where nothing does, or not all of it could be read: half
 * of it would be another checksum. One value
 * stands as itself, so that it can be compared with what an export says; several stand together.
 */
export function revisionOf(
  members: readonly PlannedMember[],
  values: readonly DataValue[],
  namespaces: Namespaces,
): string | null {
  const read: Member[] = [];
  for (const [index, { name }] of members.entries()) {
    const value = values[index];
    if (!value || badness(value) !== null) return null;
    read.push(...membersOf(name, value.value, namespaces));
  }
  const [only, ...more] = read.filter(({ value }) => value !== null && value !== '');
  if (!only) return null;
  if (more.length === 0) {
    const { type, value } = only;
    if (type === 'ByteString') return checksumOf(Buffer.from(String(value), 'hex'));
    if (typeof value === 'bigint') return checksumOf(value);
    if (typeof value === 'number' && Number.isInteger(value)) return checksumOf(BigInt(value));
    return readChecksum(String(value)) ?? digest(String(value));
  }
  const text = [only, ...more].map(({ name, value }) => `${name} ${String(value)}`).join(', ');
  return readChecksum(text) ?? digest(text);
}

/** For what is too long for a checksum, or no text of one line. */
function digest(text: string): string {
  return checksumOf(createHash('sha256').update(text).digest());
}
