import { failureOfReturnCode, Malformed, type StatedFailure } from '../transport/index.ts';
import { itemAnswerBytes, type Slice } from './packing.ts';

/** What one item of a job gave. */
export type SliceReading =
  | { readonly slice: Slice; readonly bytes: Buffer; readonly failure: null }
  | { readonly slice: Slice; readonly bytes: null; readonly failure: StatedFailure };

const good = 0xff;
/** Transport sizes whose length counts bits; the others count bytes. */
const countsBits: ReadonlySet<number> = new Set([3, 4, 5]);

/** The items of an answer to a read job, one for each slice asked for, in order. Throws `Malformed`. */
export function readItems(slices: readonly Slice[], parameters: Buffer, data: Buffer): SliceReading[] {
  if (parameters.length < 2 || parameters[1] !== slices.length) throw new Malformed('item count');
  let at = 0;
  return slices.map((slice): SliceReading => {
    // A padding byte stands before each item that would begin at an odd offset.
    at += at % 2;
    const code = data[at];
    if (code === undefined) throw new Malformed('fewer items than were asked for');
    if (code !== good) {
      // The last of a list of refused items may come without its length.
      at += itemAnswerBytes;
      return { slice, bytes: null, failure: failureOfReturnCode(code) };
    }
    if (at + itemAnswerBytes > data.length) throw new Malformed('an item without its length');
    const length = data.readUInt16BE(at + 2);
    const bytes = countsBits.has(data.readUInt8(at + 1)) ? Math.ceil(length / 8) : length;
    at += itemAnswerBytes + bytes;
    if (bytes !== slice.length) throw new Malformed(`item of ${bytes} bytes instead of ${slice.length}`);
    if (at > data.length) throw new Malformed('item longer than the answer');
    return { slice, bytes: data.subarray(at - bytes, at), failure: null };
  });
}
