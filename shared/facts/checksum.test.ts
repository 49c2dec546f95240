import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checksumKey, checksumOf, checksumSchema, readChecksum } from './checksum.ts';

test('a number and its bytes give the same checksum', () => {
  expect(checksumOf(0x1a2bn)).toBe('16#1A2B');
  expect(checksumOf(Buffer.from([0x1a, 0x2b]))).toBe('16#1A2B');
  expect(checksumOf(0x5n)).toBe('16#05');
  expect(checksumOf(-1n)).toBe('16#FFFFFFFFFFFFFFFF');
});

test('the ways a number is written in hex give one checksum', () => {
  for (const text of ['1A2B', ' 1a2b ', '0x1a2b', '16#1A_2B']) expect(readChecksum(text)).toBe('16#1A2B');
  expect(checksumKey('16#00001A2B')).toBe(checksumKey('16#1A2B'));
  expect(checksumKey('16#00')).toBe(checksumKey('16#0000'));
});

test('a text that is no number stays what it is; one that cannot be a checksum is none', () => {
  expect(readChecksum('sha256:zz')).toBe('sha256:zz');
  for (const text of ['', '   ', 'two\nlines', 'x'.repeat(201), 'f'.repeat(400)]) {
    expect(readChecksum(text)).toBeNull();
  }
});

test('whatever is read is a checksum, and reading it again changes nothing', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      const read = readChecksum(text);
      if (read === null) return;
      expect(checksumSchema.safeParse(read).success).toBe(true);
      expect(readChecksum(read)).toBe(read);
    }),
  );
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), value => {
      expect(readChecksum(`0x${value.toString(16)}`)).toBe(checksumOf(value));
    }),
  );
});
