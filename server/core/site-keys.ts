import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { WitnessError } from '@witnessmark/shared/errors';
import { type NoteSigner, noteSigner } from '@witnessmark/shared/log';
import { KeyedDigest, type SealedWrite, type Vault } from '../vault/index.ts';

const logKeyRef = 'key/log';
const digestKeyRef = 'key/digest';

/** The site's own keys: one that signs checkpoints in every generation, one that keys digests. */
export interface SiteKeys {
  readonly signerOf: (origin: string) => NoteSigner;
  readonly digests: KeyedDigest;
  /** To be stored with the log's first entry, where they were made just now. */
  readonly fresh: readonly SealedWrite[];
}

/** Reads the keys from the vault, or makes them where the log is empty. Throws `vault.entry-missing`. */
export async function openSiteKeys(vault: Vault, empty: boolean): Promise<SiteKeys> {
  const [pem, key] = [await vault.read(logKeyRef), await vault.read(digestKeyRef)];
  if (pem !== null && key !== null) return keysOf(Buffer.from(pem).toString(), key, []);
  if (!empty) throw new WitnessError('vault.entry-missing', pem === null ? logKeyRef : digestKeyRef);
  const made = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const digestKey = randomBytes(32);
  const fresh = [vault.seal(logKeyRef, 'key', Buffer.from(made)), vault.seal(digestKeyRef, 'key', digestKey)];
  return keysOf(made, digestKey, fresh);
}

function keysOf(pem: string, digestKey: Uint8Array, fresh: readonly SealedWrite[]): SiteKeys {
  const signers = new Map<string, NoteSigner>();
  const signerOf = (origin: string) => {
    const signer = signers.get(origin) ?? noteSigner(origin, pem);
    signers.set(origin, signer);
    return signer;
  };
  return { signerOf, digests: new KeyedDigest(digestKey), fresh };
}
