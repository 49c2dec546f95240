import { createHash } from 'node:crypto';

/** SHA-256, hex: how secrets of full entropy (cookies, tokens, codes we drew) are stored. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
