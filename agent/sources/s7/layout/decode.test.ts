import { isWitnessError } from '@witnessmark/shared/errors';
import { formatValueText, parseValueText, type ValueType, valueTypes } from '@witnessmark/shared/values';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leavesAt } from './address.ts';
import { decode } from './decode.ts';
import { memberMatcher } from './glob.ts';

function value(address: string, hex: string): unknown {
  const [leaf] = leavesAt('m', address, 'test');
  if (leaf === undefined) throw new Error('no leaf');
  return decode(leaf, Buffer.from(hex, 'hex'), leaf.byte);
}

describe('a value in an image', () => {
  test.each([
    ['DB1.DBX0.3 BOOL', '08', true],
    ['DB1.DBX0.3 BOOL', 'f7', false],
    ['DB1.DBB0 BYTE', 'fe', 254n],
    ['DB1.DBB0 SINT', 'fe', -2],
    ['DB1.DBW2 INT', 'fffe', -2],
    ['DB1.DBW2 UINT', 'fffe', 65534],
    ['DB1.DBD4 DINT', 'fffffffe', -2],
    ['DB1.DBD4 REAL', '422a0000', 42.5],
    ['DB1.DBB4 LREAL', '4045400000000000', 42.5],
    ['DB1.DBB4 LINT', 'fffffffffffffffe', -2n],
    ['DB1.DBB4 ULINT', 'fffffffffffffffe', 18446744073709551614n],
    ['DB1.DBB4 STRING[6]', '06034162e4000000', 'Abä'],
    ['DB1.DBB4 STRING[4]', 'fffe41424344', 'ABCD'],
    ['DB1.DBB4 WSTRING[4]', '000400020041015a0000ffff', 'AŚ'],
    ['DB1.DBB4 CHAR', '41', 'A'],
    ['DB1.DBW4 WCHAR', '0416', 'Ж'],
    ['DB1.DBD4 TIME', '00000000', 'T#0s'],
    ['DB1.DBD4 TIME', '80000000', 'T#-24d20h31m23s648ms'],
    ['DB1.DBB4 LTIME', '0000000000000001', 'LT#1ns'],
    ['DB1.DBW4 S5TIME', '2010', 'S5T#10s'],
    ['DB1.DBW4 S5TIME', '3999', 'S5T#2h46m30s'],
    ['DB1.DBW4 S5TIME', '2a10', '16#2A10'],
    ['DB1.DBW4 DATE', '0000', 'D#1990-01-01'],
    ['DB1.DBW4 DATE', 'ffff', 'D#2169-06-06'],
    ['DB1.DBD4 TOD', '05265bff', 'TOD#23:59:59.999'],
    ['DB1.DBD4 TOD', '05265c00', '16#05265C00'],
    ['DB1.DBB4 LTOD', '0000034630b8a001', 'LTOD#01:00:00.000000001'],
    ['DB1.DBB4 LDT', '7fffffffffffffff', 'LDT#2262-04-11-23:47:16.854775807'],
    ['DB1.DBB4 DT', '2310282358591231', 'DT#2023-10-28-23:58:59.123'],
    ['DB1.DBB4 DT', '9001010000000002', 'DT#1990-01-01-00:00:00'],
    ['DB1.DBB4 DT', '2302302358591231', '16#2302302358591231'],
    ['DB1.DBB4 DTL', '07d80a190708 0c22 21cbcdc0'.replaceAll(' ', ''), 'DTL#2008-10-25-08:12:34.567004608'],
    ['DB1.DBB4 DTL', '000000000000000000000000', '16#000000000000000000000000'],
    ['DB20,REAL8', '422a0000', 42.5],
    ['DB20,X4.3', '08', true],
    ['MR4', '422a0000', 42.5],
    ['M10.3 BOOL', '08', true],
    ['EW4 INT', 'fffe', -2],
  ])('%s %s', (address, hex, expected) => {
    expect(value(address, hex)).toEqual(expected);
  });

  test('of any type and any bytes can be written as value text and read back', () => {
    const sizes: Partial<Record<ValueType, number>> = { Bool: 1, Byte: 1, Char: 1, SInt: 1, USInt: 1 };
    const types = valueTypes.filter(type => !/Guid|NodeId|Localized|Qualified|Enum|Xml|Null/.test(type));
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.uint8Array({ minLength: 40, maxLength: 40 }),
        (type, bytes) => {
          const leaf = {
            name: 'm',
            type,
            area: 'DB' as const,
            db: 1,
            byte: 0,
            bit: 5,
            bytes: sizes[type] ?? 12,
          };
          const member = { name: 'm', type, value: decode(leaf, Buffer.from(bytes), 0) };
          const text = formatValueText([member]);
          expect(parseValueText(text)).toEqual({ members: [member], unparsed: [] });
        },
      ),
      { numRuns: 20_000 },
    );
  });
});

describe('an address', () => {
  test('of an array in the notation of nodes7 gives its elements', () => {
    const found = leavesAt('Curve', 'DB20,INT4.3', 'test').map(({ name, byte, type }) => [name, byte, type]);
    expect(found).toEqual([
      ['Curve[0]', 4, 'Int'],
      ['Curve[1]', 6, 'Int'],
      ['Curve[2]', 8, 'Int'],
    ]);
    const bits = leavesAt('b', 'DB20,X4.6.4', 'test').map(({ byte, bit }) => `${byte}.${bit}`);
    expect(bits).toEqual(['4.6', '4.7', '5.0', '5.1']);
  });

  test.each([
    'DB20.DBD4',
    'DB20.DBD4 INT',
    'DB20.DBX4 BOOL',
    'DB20.DBX4.8 BOOL',
    'DB20.DBX4.1 INT',
    'DB20.DBB4.1 BYTE',
    'DB0.DBD4 REAL',
    'DB20.DBD4 FLOAT',
    'DB20.DBB4 STRING[300]',
    'DB20.DBD65534 REAL',
    'DB20,REAL',
    'DB20,REAL4x',
    'DB20,X4.9',
    'DB0,REAL4',
    'DB20,FOO4',
    'T5',
    'nonsense',
    '',
  ])('%j is refused by name instead of being dropped', address => {
    try {
      leavesAt('Level', address, 'Tank/Level');
      expect.unreachable();
    } catch (error) {
      expect(isWitnessError(error) && `${error.code} ${error.subject}`).toBe('s7.layout-invalid Tank/Level');
    }
  });

  test('of any text is read or refused', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.stringMatching(/^(DB\d{1,6}[.,])?[A-Z]{1,5}\d{1,6}(\.\d{1,5}){0,3}( [A-Z]{3,6})?$/),
    );
    fc.assert(
      fc.property(text, address => {
        try {
          for (const { byte, bytes, bit } of leavesAt('a', address, 'test')) {
            expect(byte + bytes).toBeLessThanOrEqual(65_536);
            expect(bit).toBeLessThan(8);
          }
        } catch (error) {
          expect(isWitnessError(error) && error.code).toBe('s7.layout-invalid');
        }
      }),
      { numRuns: 10_000 },
    );
  });
});

test('member patterns: one star stays within a level, two go on, brackets are themselves', () => {
  const matches = memberMatcher(['Step[3].*', '**.PV', 'A+']);
  expect(
    ['Step[3].Time', 'Step[3].a.b', 'Step3.Time', 'x.PV', 'x.y.PV', 'PV', 'A+', 'AA'].filter(matches),
  ).toEqual(['Step[3].Time', 'x.PV', 'x.y.PV', 'A+']);
});
