/** Credentials, keys, personal data and originals: encrypted, committed to by the log, erasable. */
export { addKey, type KeyRing, keyRingOf, openKeyFile } from './key-ring.ts';
export { type Digest, KeyedDigest } from './keyed-digest.ts';
export { meansOnOneAsset, pseudonym, witnessIndex } from './pseudonym.ts';
export type { OpenedSeal, SealedWrite } from './seal.ts';
export { storeRow, Vault } from './vault.ts';
