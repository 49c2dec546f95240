import { doubleWord, word } from './bytes.ts';

/** A block's time stamp: six bytes as they stand, and what they mean. */
export interface BlockTime {
  readonly raw: string;
  /**
   * `YYYY-MM-DDThh:mm:ss.sss` in the zone of the programming device, which the block does not name; null
   * where the bytes are no time of day. Anyone can set it, so it is a hint and never a proof.
   */
  readonly local: string | null;
}

const dayMs = 86_400_000;
/** Day 0 of the count is 1984-01-01. */
const firstDay = Date.UTC(1984, 0, 1);

/** Milliseconds of the day (4 bytes), then days since 1984-01-01 (2 bytes). */
export function readBlockTime(image: Uint8Array, at: number): BlockTime {
  const raw = Buffer.from(image.subarray(at, at + 6)).toString('hex');
  const ms = doubleWord(image, at);
  if (ms >= dayMs) return { raw, local: null };
  const iso = new Date(firstDay + word(image, at + 4) * dayMs + ms).toISOString();
  return { raw, local: iso.slice(0, -1) };
}
