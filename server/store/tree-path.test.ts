import { encodeSegment, isItemPath, itemPath } from '@witnessmark/shared/items';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { itemOfTreePath, treePath } from './tree-path.ts';

const name = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
    fc.constantFrom(
      '.original',
      'x.original',
      'x.ORIGINAL',
      'x%2Eoriginal',
      '.original.original',
      'original',
    ),
    fc.string({ unit: fc.constantFrom('.', '%', '2', 'E', 'x', 'original'), minLength: 1, maxLength: 6 }),
  )
  .filter(value => value.isWellFormed() && Buffer.byteLength(encodeSegmentOrEmpty(value)) > 0);

function encodeSegmentOrEmpty(value: string): string {
  try {
    return encodeSegment(value);
  } catch {
    return '';
  }
}

test('every item has its own place in the tree, as content and as original, and is found back from it', () => {
  fc.assert(
    fc.property(name, name, fc.boolean(), fc.boolean(), (a, b, x, y) => {
      const one = itemPath('files', a);
      const other = itemPath('files', b);
      expect(itemOfTreePath(treePath(one, x))).toEqual({ path: one, original: x });
      if (one !== other || x !== y) expect(treePath(one, x)).not.toBe(treePath(other, y));
    }),
    { numRuns: 2000 },
  );
});

test('an item path stays as it is in the tree unless its name ends in .original', () => {
  fc.assert(
    fc.property(name, value => {
      const path = itemPath('files', value);
      fc.pre(!/\.original$/i.test(path));
      expect(isItemPath(path)).toBe(true);
      expect(treePath(path, false)).toBe(path);
    }),
  );
});
