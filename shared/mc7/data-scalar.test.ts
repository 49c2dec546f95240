import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatScalar } from '../values/index.ts';
import { dataScalar } from './data-scalar.ts';
import type { DataType } from './data-type.ts';
import { simpleTypes } from './data-type.ts';
import { parseBlock, readBlock, startValues } from './index.ts';
import { buildImage } from './testing.ts';

function simple(name: string): DataType {
  const found = [...simpleTypes.values()].find(type => type.name === name);
  if (found === undefined) throw new Error(name);
  return found;
}

function shown(type: DataType, value: number | Uint8Array): string | null {
  const scalar = dataScalar(type, value);
  return scalar === null ? null : `${scalar.type} ${formatScalar(scalar.type, scalar.value)}`;
}

describe('a value of a data block as value text', () => {
  test.each([
    ['BOOL', 1, 'Bool true'],
    ['BYTE', 0x0a, 'Byte 16#0A'],
    ['CHAR', 0x41, 'Char "A"'],
    ['WORD', 0xbeef, 'Word 16#BEEF'],
    ['INT', 0xffff, 'Int -1'],
    ['DINT', 0xffff_fffe, 'DInt -2'],
    ['DWORD', 0x8000_0000, 'DWord 16#80000000'],
    ['REAL', 0x427a_0000, 'Real 62.5'],
    ['DATE', 0, 'Date D#1990-01-01'],
    ['TIME_OF_DAY', 45_296_789, 'Time_Of_Day TOD#12:34:56.789'],
    ['TIME_OF_DAY', 86_400_000, 'Time_Of_Day 16#05265C00'],
    ['TIME', 0xffff_fffe, 'Time T#-2ms'],
    ['TIME', 90_061_001, 'Time T#1d1h1m1s1ms'],
    ['TIME', 0, 'Time T#0s'],
    ['S5TIME', 0x0250, 'S5Time S5T#2s500ms'],
    ['S5TIME', 0x3999, 'S5Time S5T#2h46m30s'],
    ['S5TIME', 0x00ab, 'S5Time 16#00AB'],
    ['COUNTER', 3, 'Word 16#0003'],
  ])('%s %d is %s', (type, raw, text) => {
    expect(shown(simple(type), raw)).toBe(text);
  });

  test('strings end at their length, dates and times are digits, and what is none stands as bytes', () => {
    expect(shown({ kind: 'string', capacity: 10 }, Buffer.from('\x0a\x03abc'))).toBe('String "abc"');
    const moment = simple('DATE_AND_TIME');
    expect(shown(moment, Buffer.from('2603021423591234', 'hex'))).toBe(
      'Date_And_Time DT#2026-03-02-14:23:59.123',
    );
    expect(shown(moment, Buffer.from('2613021423591234', 'hex'))).toBe('Date_And_Time 16#2613021423591234');
    expect(shown(simple('ANY'), new Uint8Array(10))).toBe(`ByteString 16#${'0'.repeat(20)}`);
    expect(shown(simple('BLOCK_FB'), 1)).toBeNull();
  });

  test('whatever the bits are, value text can write it', () => {
    const types = [...simpleTypes.values()];
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.uint8Array({ minLength: 10, maxLength: 10 }),
        (type, bytes) => {
          const narrow = bytes
            .subarray(0, Math.ceil(type.bits / 8))
            .reduce((all, byte) => all * 256 + byte, 0);
          const raw =
            type.bits > 32 ? bytes.subarray(0, type.bits / 8) : type.bits === 1 ? narrow & 1 : narrow;
          const scalar = dataScalar(type, raw);
          if (scalar !== null) expect(formatScalar(scalar.type, scalar.value)).not.toBe('null');
        },
      ),
    );
  });
});

describe('start values of a data block', () => {
  test('stand by address, also where the image was kept without its body', () => {
    const image = buildImage({
      type: 'DB',
      number: 20,
      body: new Uint8Array(0),
      // A structure of REAL := 62.5, BOOL and INT := 3.
      declaration: [0x11, 0x04, 0x03, 0x08, 0x0c, 0x01, 0x04, 0x05, 0x0c],
      initials: [0, 0, 0x7a, 0x42, 3, 0],
    });
    const read = readBlock(parseBlock(image, 'DB20'));
    if (read.declaration === null) throw new Error('no declaration');
    const { values, complete } = startValues(read.block, read.declaration);
    expect(complete).toBe(true);
    expect(values.map(({ address, type, start, scalar }) => [address, type, start, scalar?.value])).toEqual([
      ['0.0', 'REAL', '62.5', 62.5],
      ['4.0', 'BOOL', 'FALSE', false],
      ['6.0', 'INT', '3', 3],
    ]);
  });
});
