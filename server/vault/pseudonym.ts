import { createHash } from 'node:crypto';
import type { KeyedDigest } from './keyed-digest.ts';

/** Schemes whose names mean something on one controller only: "Admin" of two controllers are two accounts. */
const ofOneAsset = new Set(['opcua-user', 'device-account']);
/** Schemes whose names are the same whatever the case they are written in. */
const caseless = new Set(['windows-account', 'station', 'certificate', 'address']);

/** Whether a name of this scheme means something on one controller only. */
export function meansOnOneAsset(scheme: string): boolean {
  return ofOneAsset.has(scheme);
}

/** Who speaks and of which station, as log and tables know them. */
export function witnessIndex(
  digests: KeyedDigest,
  statement: {
    readonly witness: { readonly kind: string; readonly name: string };
    readonly place?:
      | { readonly station?: string | undefined; readonly address?: string | undefined }
      | undefined;
  },
  asset: string | null,
): { by: string; station?: string } {
  const { witness, place } = statement;
  const by = witnessId(digests, `${witness.kind}/${witness.name}`);
  if (place?.station !== undefined)
    return { by, station: pseudonym(digests, { scheme: 'station', value: place.station }, asset) };
  if (place?.address !== undefined)
    return { by, station: pseudonym(digests, { scheme: 'address', value: place.address }, asset) };
  return { by };
}

function witnessId(digests: KeyedDigest, name: string): string {
  return pseudonym(digests, { scheme: 'witness', value: name }, null);
}

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
