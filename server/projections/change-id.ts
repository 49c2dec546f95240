import { createHash } from 'node:crypto';

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** `c-` and the first 60 bits of SHA-256 over the fact's key in base32: survives rebuilds and restores. */
export function changeId(factKey: string): string {
  const hash = createHash('sha256').update(factKey).digest();
  let bits = hash.readBigUInt64BE(0) >> 4n;
  let text = '';
  for (let i = 0; i < 12; i++) {
    text = `${alphabet[Number(bits & 31n)]}${text}`;
    bits >>= 5n;
  }
  return `c-${text}`;
}
