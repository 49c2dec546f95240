import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Leaf } from '../layout/index.ts';
import { rangesOf } from './merge.ts';
import { packJobs } from './packing.ts';

const pduSizes = fc.constantFrom(112, 240, 480, 960);
const lengths = fc.array(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 3000 })), {
  minLength: 1,
  maxLength: 60,
});

describe('packing', () => {
  test('reads every byte of every range once, in jobs that fit the PDU', () => {
    fc.assert(
      fc.property(lengths, pduSizes, (wanted, pduSize) => {
        const read = wanted.map(length => new Uint8Array(length));
        for (const slices of packJobs(wanted, pduSize)) {
          expect(slices.length).toBeLessThanOrEqual(20);
          expect(10 + 2 + slices.length * 12).toBeLessThanOrEqual(pduSize);
          const answer = slices.reduce((sum, { length }) => sum + 4 + length + (length % 2), 12 + 2);
          expect(answer).toBeLessThanOrEqual(pduSize);
          for (const { range, offset, length } of slices) {
            for (let at = offset; at < offset + length; at += 1) {
              const bytes = read[range];
              if (bytes !== undefined) bytes[at] = (bytes[at] ?? 0) + 1;
            }
          }
        }
        for (const bytes of read) expect(bytes.every(count => count === 1)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('never cuts a range that one answer can hold', () => {
    fc.assert(
      fc.property(lengths, pduSizes, (wanted, pduSize) => {
        const pieces = packJobs(wanted, pduSize).flat();
        wanted.forEach((length, range) => {
          if (length > pduSize - 19) return;
          expect(pieces.filter(piece => piece.range === range)).toHaveLength(1);
        });
      }),
      { numRuns: 500 },
    );
  });

  test('takes 20 small variables with one request and a data block with as few as its size needs', () => {
    expect(packJobs(Array(20).fill(4), 960)).toHaveLength(1);
    expect(packJobs([942 * 3], 960)).toHaveLength(3);
    expect(packJobs([222 + 100, 50, 40], 240)).toHaveLength(2);
  });
});

describe('merging', () => {
  const leaf = fc.record({
    name: fc.constant('m'),
    type: fc.constant('Byte' as const),
    area: fc.constantFrom('DB' as const, 'M' as const),
    db: fc.nat(2),
    byte: fc.nat(300),
    bit: fc.constant(0),
    bytes: fc.integer({ min: 1, max: 30 }),
  });

  test('gives ranges apart from each other that hold every variable whole', () => {
    fc.assert(
      fc.property(fc.array(leaf, { minLength: 1, maxLength: 40 }), (leaves: Leaf[]) => {
        const { ranges, rangeOf } = rangesOf(leaves);
        for (const [index, { area, db, byte, bytes }] of leaves.entries()) {
          const holders = ranges.filter(
            range =>
              range.area === area &&
              range.db === db &&
              range.start <= byte &&
              byte + bytes <= range.start + range.length,
          );
          expect(holders).toEqual([ranges[rangeOf[index] ?? -1]]);
        }
        const read = ranges.reduce((sum, { length }) => sum + length, 0);
        expect(read).toBeLessThanOrEqual(leaves.reduce((sum, { bytes }) => sum + bytes + 16, 0));
      }),
      { numRuns: 1000 },
    );
  });
});
