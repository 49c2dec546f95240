import type { Leaf } from '../layout/index.ts';
import type { Range } from './range.ts';

/** One more item costs 12 bytes of the request and 4 of the answer: smaller holes are read along. */
const holeBytes = 16;

/**
 * The fewest ranges that hold all leaves without reading large holes between them; `rangeOf` gives for each
 * leaf the index of the range that holds it whole.
 */
export function rangesOf(leaves: readonly Leaf[]): { ranges: Range[]; rangeOf: number[] } {
  const order = leaves.map((leaf, index) => ({ leaf, index }));
  order.sort(
    ({ leaf: a }, { leaf: b }) =>
      (a.area < b.area ? -1 : a.area > b.area ? 1 : 0) || a.db - b.db || a.byte - b.byte,
  );
  const ranges: Range[] = [];
  const rangeOf: number[] = new Array(leaves.length).fill(0);
  for (const { leaf, index } of order) {
    const last = ranges.at(-1);
    const joins =
      last !== undefined &&
      last.area === leaf.area &&
      last.db === leaf.db &&
      leaf.byte <= last.start + last.length + holeBytes;
    if (joins) {
      const end = Math.max(last.start + last.length, leaf.byte + leaf.bytes);
      ranges[ranges.length - 1] = { ...last, length: end - last.start };
    } else {
      ranges.push({ area: leaf.area, db: leaf.db, start: leaf.byte, length: leaf.bytes });
    }
    rangeOf[index] = ranges.length - 1;
  }
  return { ranges, rangeOf };
}
