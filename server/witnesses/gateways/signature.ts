import { createHmac, timingSafeEqual } from 'node:crypto';

/** How long before or after the server's time a record may be signed, in milliseconds. */
const signedWithinMs = 5 * 60_000;

/** What a signed request carries beside its body. */
export interface Signed {
  /** Seconds since 1970, as the sender wrote it. */
  readonly timestamp: string;
  /** `v1=` and the HMAC-SHA256 in hex over time stamp, dot and body. */
  readonly signature: string;
}

/** For whoever signs, and for tests. */
export function signatureOf(secret: string, timestamp: string, body: Uint8Array): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex')}`;
}

/** True where it was signed with the secret; takes the same time whatever was sent. */
export function isSigned(secret: string, { timestamp, signature }: Signed, body: Uint8Array): boolean {
  const [expected, given] = [Buffer.from(signatureOf(secret, timestamp, body)), Buffer.from(signature)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** True where the signed time is the server's, within bounds. */
export function isInTime({ timestamp }: Signed, now: number): boolean {
  return /^\d{1,12}$/.test(timestamp) && Math.abs(Number(timestamp) * 1000 - now) <= signedWithinMs;
}

/** Signatures that were taken while they could be sent again. Bounded: a full one takes no more until some are too old. */
export class SeenSignatures {
  readonly #seen = new Map<string, number>();
  readonly #atMost: number;

  constructor(atMost = 20_000) {
    this.#atMost = atMost;
  }

  /** `full` where it cannot be told any more whether it was seen. */
  add(signature: string, now: number): 'new' | 'seen' | 'full' {
    for (const [old, at] of this.#seen) {
      // Signed up to the bound ahead of time, it stays good for twice the bound.
      if (now - at <= 2 * signedWithinMs) break;
      this.#seen.delete(old);
    }
    if (this.#seen.has(signature)) return 'seen';
    if (this.#seen.size >= this.#atMost) return 'full';
    this.#seen.set(signature, now);
    return 'new';
  }

  /** It came to nothing, and may be sent again. */
  forget(signature: string): void {
    this.#seen.delete(signature);
  }
}
