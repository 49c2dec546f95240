import fc from 'fast-check';
import { expect, test } from 'vitest';
import { carriedIn, checksumIn } from './carried-checksum.ts';

const rule = carriedIn(() => true, '(* Checksum: $checksum *)');
const read = (text: string) => checksumIn(Buffer.from(text), rule);

test('the checksum is read out of the text around it, in whatever way it is written', () => {
  expect(read('FUNCTION_BLOCK "A"\n(* Checksum: 16#1a2b *)\n')).toBe('16#1A2B');
  expect(read('(* Checksum: 0x1A2B *)')).toBe('16#1A2B');
  expect(read('(* Checksum: 1A_2B *)')).toBe('16#1A2B');
});

test('what only looks like it is passed over, and nothing found is nothing', () => {
  expect(read('(* Checksum: *) (* Checksum: ? *) (* Checksum: 7F *)')).toBe('16#7F');
  expect(read('(* Checksum: 7F, old *)')).toBeNull();
  expect(read('')).toBeNull();
});

test('a placeholder at the end takes the whole word', () => {
  const end = carriedIn(() => true, 'Checksum=$checksum');
  expect(checksumIn(Buffer.from('Checksum=ABCDEF\r\nOther=1'), end)).toBe('16#ABCDEF');
});

test('any content is searched in bounded time', () => {
  const began = performance.now();
  checksumIn(Buffer.from('(* Checksum: '.repeat(1_000_000)), rule);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), content => {
      expect(() => checksumIn(content, rule)).not.toThrow();
    }),
  );
  expect(performance.now() - began).toBeLessThan(20_000);
});
