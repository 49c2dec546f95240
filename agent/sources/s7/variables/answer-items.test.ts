import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Malformed } from '../transport/index.ts';
import { readItems } from './answer-items.ts';

const slice = (length: number) => ({ range: 0, offset: 0, length });
const items = (hex: string, ...lengths: readonly number[]) =>
  readItems(lengths.map(slice), Buffer.from([4, lengths.length]), Buffer.from(hex, 'hex')).map(
    ({ bytes, failure }) => bytes?.toString('hex') ?? failure?.code,
  );

describe('the items of an answer', () => {
  test('are cut by their lengths in bits or bytes, with padding between', () => {
    expect(items('ff040008aa00' + 'ff090003010203' + '00' + 'ff040010beef', 1, 3, 2)).toEqual([
      'aa',
      '010203',
      'beef',
    ]);
  });

  test('that are refused stand between others, and the last may be short', () => {
    expect(items('0a000000' + 'ff040008aa00' + '05', 4, 1, 9)).toEqual([
      's7.missing',
      'aa',
      's7.out-of-range',
    ]);
  });

  test.each([
    ['of another number', 'ff040008aa', [1, 1]],
    ['of another length', 'ff040010aabb', [1]],
    ['beyond the end', 'ff040010aa', [2]],
    ['without a length', 'ff04', [1]],
  ])('%s are malformed', (_, hex, lengths) => {
    expect(() => items(hex, ...lengths)).toThrow(Malformed);
  });

  test('of hostile bytes are refused or as long as was asked for', () => {
    const bytes = fc.array(fc.oneof(fc.constantFrom(0xff, 4, 9, 0, 8, 16, 10), fc.nat(255)), {
      maxLength: 40,
    });
    const lengths = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(bytes, lengths, (raw, wanted) => {
        try {
          const read = readItems(wanted.map(slice), Buffer.from([4, wanted.length]), Buffer.from(raw));
          expect(read).toHaveLength(wanted.length);
          for (const item of read) expect(item.bytes?.length ?? item.slice.length).toBe(item.slice.length);
        } catch (error) {
          expect(error).toBeInstanceOf(Malformed);
        }
      }),
      { numRuns: 20_000 },
    );
  });
});
