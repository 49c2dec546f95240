import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * `sha256:<hex>`, or `keyed:<hex>` (HMAC-SHA256 over the 64 hex digits) where the plain hash of a
 * content that holds a secret would let anyone who reads log and git try out guesses.
 */
export type Digest = `sha256:${string}` | `keyed:${string}`;

/** Makes and compares digests with the site's digest key, which stays in the vault. */
export class KeyedDigest {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  plain(sha256: string): Digest {
    return `sha256:${sha256}`;
  }

  keyed(sha256: string): Digest {
    return `keyed:${this.#hmac(sha256)}`;
  }

  matches(digest: string, sha256: string): boolean {
    const expected = digest.startsWith('keyed:') ? this.keyed(sha256) : this.plain(sha256);
    const [a, b] = [Buffer.from(digest), Buffer.from(expected)];
    return a.length === b.length && timingSafeEqual(a, b);
  }

  #hmac(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('hex');
  }
}
