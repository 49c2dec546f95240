import { createHash } from 'node:crypto';

/** A SHA-256 digest of 32 bytes. */
export type Hash = Uint8Array;

export const hashBytes = 32;

/** RFC 6962 §2.1: the hash of no leaf at all. */
export const emptyRoot: Hash = createHash('sha256').digest();

/** RFC 6962 §2.1: SHA-256 over 0x00 and the entry's bytes. */
export function leafHash(entry: Uint8Array): Buffer {
  return createHash('sha256').update(leafPrefix).update(entry).digest();
}

/** RFC 6962 §2.1: SHA-256 over 0x01 and the two children. */
export function nodeHash(left: Hash, right: Hash): Buffer {
  return createHash('sha256').update(nodePrefix).update(left).update(right).digest();
}

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/**
 * What a log entry holds of a vault row: SHA-256 (hex) over 32 bytes of salt and the sealed bytes. With
 * row and salt erased, nothing about the content can be guessed from it. Throws a RangeError for other salts.
 */
export function commitment(salt: Uint8Array, sealed: Uint8Array): string {
  if (salt.length !== 32) throw new RangeError(`a salt has 32 bytes, not ${salt.length}`);
  return createHash('sha256').update(salt).update(sealed).digest('hex');
}
