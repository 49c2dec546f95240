import { createHash } from 'node:crypto';
import type { KeyedDigest } from './keyed-digest.ts';

/** Schemes whose names mean something on one controller only: "Admin" of two controllers are two accounts. */
const ofOneAsset = new Set(['opcua-user', 'device-account']);
/** Schemes whose names are the same whatever the case they are written in. */
const caseless = new Set(['windows-account', 'station', 'certificate', 'address']);

/**
 * The id under which log and tables know an account, a station or an address: `i-` and 16 hex digits of a digest keyed
 * with the site's key, so that the name cannot be guessed from it and the same name always gives the same id.
 *
 * @param asset where the name was seen; null for the whole site.
 */
export function pseudonym(
  digests: KeyedDigest,
  identity: { readonly scheme: string; readonly value: string },
  asset: string | null,
): string {
  const { scheme } = identity;
  const trimmed = identity.value.normalize('NFKC').trim();
  const value = caseless.has(scheme) ? trimmed.toLowerCase() : trimmed;
  const realm = asset !== null && ofOneAsset.has(scheme) ? asset : '';
  const plain = createHash('sha256')
    .update(JSON.stringify([scheme, realm, value]))
    .digest('hex');
  return `i-${digests.keyed(plain).slice('keyed:'.length, 'keyed:'.length + 16)}`;
}
