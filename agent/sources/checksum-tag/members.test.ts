import { expect, test } from 'vitest';
import { checksumOfMembers } from './members.ts';

test('a number, a text and an array of numbers each hold a checksum', () => {
  expect(checksumOfMembers([{ name: 'c', type: 'DWord', value: 0x1a2bn }])).toBe('16#1A2B');
  expect(checksumOfMembers([{ name: 'c', type: 'UDInt', value: 6699 }])).toBe('16#1A2B');
  expect(checksumOfMembers([{ name: 'c', type: 'DInt', value: -1 }])).toBe('16#FFFFFFFF');
  expect(checksumOfMembers([{ name: 'c', type: 'String', value: '0x1a2b' }])).toBe('16#1A2B');
  expect(checksumOfMembers([{ name: 'c', type: 'ByteString', value: '1a2b' }])).toBe('16#1A2B');
  expect(
    checksumOfMembers([
      { name: 'c[0]', type: 'USInt', value: 0 },
      { name: 'c[1]', type: 'USInt', value: 26 },
      { name: 'c[2]', type: 'USInt', value: 43 },
    ]),
  ).toBe('16#001A2B');
  expect(
    checksumOfMembers([
      { name: 'c[0]', type: 'UInt', value: 1 },
      { name: 'c[1]', type: 'UInt', value: 2 },
    ]),
  ).toBe('16#00010002');
});

test('what cannot be a checksum gives none', () => {
  expect(checksumOfMembers([])).toBeNull();
  expect(checksumOfMembers([{ name: 'c', type: 'Real', value: 1.5 }])).toBeNull();
  expect(checksumOfMembers([{ name: 'c', type: 'Bool', value: true }])).toBeNull();
  expect(checksumOfMembers([{ name: 'c', type: 'String', value: '' }])).toBeNull();
  expect(checksumOfMembers([{ name: 'c', type: 'DWord', value: null }])).toBeNull();
  expect(
    checksumOfMembers([
      { name: 'c.A', type: 'UInt', value: 1 },
      { name: 'c.B', type: 'Real', value: 1 },
    ]),
  ).toBeNull();
});
