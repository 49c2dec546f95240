import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { WitnessError } from '@witnessmark/shared/errors';
import { commitment } from '@witnessmark/shared/log';
import type { VaultRow } from '../db/index.ts';
import type { KeyRing } from './key-ring.ts';

const nonceBytes = 12;
const saltBytes = 32;
const tagBytes = 16;

/** A vault row on its way into the transaction of the event that commits to it. */
export interface SealedWrite {
  readonly row: VaultRow;
  /** SHA-256 (hex) over the salt and the content. */
  readonly commitment: string;
}

export interface OpenedSeal {
  readonly content: Uint8Array;
  readonly commitment: string;
}

/**
 * AES-256-GCM over a fresh 32-byte salt and the content, with the reference and key id as additional
 * data, so that rows cannot change places. The salt is inside: without the key a commitment tells nothing.
 */
export function seal(
  ring: KeyRing,
  ref: string,
  kind: string,
  content: Uint8Array,
  salt: Uint8Array = randomBytes(saltBytes),
): SealedWrite {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', keyOf(ring, ring.current, ref), nonce);
  cipher.setAAD(additional(ref, ring.current));
  const sealed = Buffer.concat([
    nonce,
    cipher.update(salt),
    cipher.update(content),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  return {
    row: { ref, kind, key_id: ring.current, sealed, expires: null },
    commitment: commitment(salt, content),
  };
}

/** Throws `vault.damaged` where the row was altered, `vault.key-missing` where its key is not in the ring. */
export function unseal(ring: KeyRing, row: Pick<VaultRow, 'ref' | 'key_id' | 'sealed'>): OpenedSeal {
  const { salt, content } = open(ring, row);
  return { content, commitment: commitment(salt, content) };
}

/** The same content and salt under the ring's current key: its commitment stays true. */
export function reseal(ring: KeyRing, row: VaultRow): VaultRow {
  const { salt, content } = open(ring, row);
  return { ...seal(ring, row.ref, row.kind, content, salt).row, expires: row.expires };
}

function open(
  ring: KeyRing,
  row: Pick<VaultRow, 'ref' | 'key_id' | 'sealed'>,
): { salt: Buffer; content: Buffer } {
  const sealed = Buffer.from(row.sealed);
  const key = keyOf(ring, row.key_id, row.ref);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes));
    decipher.setAAD(additional(row.ref, row.key_id));
    decipher.setAuthTag(sealed.subarray(-tagBytes));
    const plain = Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()]);
    if (plain.length < saltBytes) throw new RangeError('shorter than a salt');
    return { salt: plain.subarray(0, saltBytes), content: plain.subarray(saltBytes) };
  } catch (error) {
    throw new WitnessError('vault.damaged', row.ref, undefined, { cause: error });
  }
}

function keyOf(ring: KeyRing, id: string, ref: string): Uint8Array {
  const key = ring.keys.get(id);
  if (key === undefined) throw new WitnessError('vault.key-missing', ref, `sealed with key ${id}`);
  return key;
}

function additional(ref: string, keyId: string): Buffer {
  return Buffer.from(`witnessmark vault v1\n${keyId}\n${ref}`);
}
