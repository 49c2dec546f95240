import { littleWord } from './bytes.ts';

/** Where a block's networks lie in its code. */
export interface Networks {
  /** First byte of each network, and its length; what follows the last belongs to it (`BE`). Never empty. */
  readonly ranges: readonly { readonly at: number; readonly length: number }[];
  /** Whether the table says so; false where there is none or it does not fit the code: then all is one network. */
  readonly fromTable: boolean;
}

/** A block of `BE` alone. */
const shortest = 2;

/**
 * The segment table, little-endian words: how many networks, the bytes of each, how many jumps, the place of
 * each jump in words. Bytes behind the networks' sum belong to the last. `startsAt` tells whether an
 * instruction begins at a byte; a table that cuts one in two is not believed.
 */
export function readNetworks(
  table: Uint8Array,
  codeLength: number,
  startsAt: (at: number) => boolean,
): Networks {
  const count = littleWord(table, 0);
  const ranges: { at: number; length: number }[] = [];
  // An empty block has no networks to tell.
  if (count === 0) return { ranges: [{ at: 0, length: codeLength }], fromTable: codeLength <= shortest };
  const whole = { ranges: [{ at: 0, length: codeLength }], fromTable: false };
  if (table.length < 2 + 2 * count) return whole;
  let at = 0;
  for (let index = 0; index < count; index++) {
    const length = littleWord(table, 2 + 2 * index);
    if (at + length > codeLength || (at < codeLength && !startsAt(at))) return whole;
    ranges.push({ at, length });
    at += length;
  }
  if (at < codeLength && !startsAt(at)) return whole;
  const last = ranges[count - 1];
  if (last !== undefined) ranges[count - 1] = { at: last.at, length: codeLength - last.at };
  return { ranges, fromTable: true };
}
