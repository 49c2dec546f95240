import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareMemberNames,
  formatScalar,
  formatValueText,
  type Member,
  parseValueText,
  type Scalar,
  type ValueType,
  valueTypes,
} from './index.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      '"',
      '\\',
      '#',
      '\n',
      '\r',
      '\u2028',
      '\u202e',
      '\u200d',
      '\ud800',
      '\udc00',
      ' ',
      '=',
      ',',
      '.',
      'u',
      '{',
      'é',
    ),
  }),
);
const int = (low: number, high: number) => fc.integer({ min: low, max: high });
const bits = (width: number) => fc.bigInt({ min: 0n, max: (1n << BigInt(width)) - 1n });
const token = fc.oneof(
  anyText,
  fc.constantFrom('T#5s', 'null', 'ns=2;i=7', 'D#2026-11-23', 'TOD#02:10:05.5', ''),
);

const valuesOf: Record<ValueType, fc.Arbitrary<Scalar>> = {
  Bool: fc.boolean(),
  Byte: bits(8),
  Word: bits(16),
  DWord: bits(32),
  LWord: bits(64),
  SInt: int(-128, 127),
  Int: int(-32768, 32767),
  DInt: int(-(2 ** 31), 2 ** 31 - 1),
  LInt: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  USInt: int(0, 255),
  UInt: int(0, 65535),
  UDInt: int(0, 2 ** 32 - 1),
  ULInt: bits(64),
  Real: fc.float(),
  LReal: fc.double(),
  Char: anyText,
  WChar: anyText,
  String: anyText,
  WString: anyText,
  Time: token,
  LTime: token,
  S5Time: token,
  Date: token,
  Time_Of_Day: token,
  LTime_Of_Day: token,
  Date_And_Time: token,
  LDT: token,
  DTL: token,
  ByteString: token,
  Guid: token,
  NodeId: token,
  LocalizedText: anyText,
  QualifiedName: anyText,
  Enum: fc.oneof(anyText, fc.maxSafeInteger()),
  Xml: anyText,
  Null: fc.constant(null),
};

const memberName = fc.oneof(anyText, fc.stringMatching(/^[A-Z][a-z]{0,3}(\[-?\d{1,3}(,\d)?\])?(\.[a-z])?$/));
const unit = fc.oneof(anyText, fc.constantFrom('%', '°C', 'mm/s', '1..2', 'a, b', '', ' ', 'm³'));
const member: fc.Arbitrary<Member> = fc.constantFrom(...valueTypes).chain(type =>
  fc.record(
    {
      name: memberName,
      type: fc.constant(type),
      value: fc.oneof({ weight: 9, arbitrary: valuesOf[type] }, { weight: 1, arbitrary: fc.constant(null) }),
      unit,
      range: fc.tuple(fc.double(), fc.double()),
    },
    { requiredKeys: ['name', 'type', 'value'] },
  ),
);
const members = fc.uniqueArray(member, { selector: each => each.name, maxLength: 30 });

const sorted = (list: readonly Member[]) => [...list].sort((a, b) => compareMemberNames(a.name, b.name));
const line = (...list: Member[]) => formatValueText(list);

describe('value text', () => {
  test('writes a member as name, value, type, unit and range', () => {
    expect(line({ name: 'Tank1.LevelSP', type: 'Real', value: 42.5, unit: '%', range: [0, 100] })).toBe(
      'Tank1.LevelSP = 42.5  # Real, %, 0..100\n',
    );
  });

  test.each<[ValueType, Scalar, string]>([
    ['Bool', true, 'true'],
    ['Word', 0xabn, '16#00AB'],
    ['LWord', 2n ** 64n - 1n, '16#FFFFFFFFFFFFFFFF'],
    ['LInt', -(2n ** 63n), '-9223372036854775808'],
    ['ULInt', 2n ** 64n - 1n, '18446744073709551615'],
    ['Real', Math.fround(0.1), '0.1'],
    ['Real', 0.1, '0.1'],
    ['Real', 55, '55.0'],
    ['Real', 2 ** -44, '5.684342e-14'],
    ['Real', 16777216, '16777216.0'],
    ['LReal', Math.fround(0.1), '0.10000000149011612'],
    ['LReal', 1e21, '1.0e+21'],
    ['LReal', 5e-324, '5.0e-324'],
    ['LReal', -0, '-0.0'],
    ['LReal', Number.NaN, 'NaN'],
    ['Real', Number.POSITIVE_INFINITY, '+Inf'],
    ['Real', Number.NEGATIVE_INFINITY, '-Inf'],
    ['Real', 1e39, '+Inf'],
    ['Int', -0, '0'],
    ['String', 'a "b" \\ #1\n\u202e\ud800é', '"a \\"b\\" \\\\ \\#1\\n\\u{202E}\\u{D800}é"'],
    ['Time', 'T#1h2m', 'T#1h2m'],
    ['Time', 'one hour', '"one hour"'],
    ['NodeId', 'ns=2;s=Tank 1', '"ns=2;s=Tank 1"'],
    ['Guid', 'null', '"null"'],
    ['Enum', 3, '3'],
    ['Enum', 'Running', '"Running"'],
    ['String', null, 'null'],
    ['Null', null, 'null'],
  ])('writes %s %s as %s', (type, value, written) => {
    expect(formatScalar(type, value)).toBe(written);
  });

  test('puts a name between quotes where it could be mistaken', () => {
    expect(line({ name: 'Füll Stand #1', type: 'Bool', value: false })).toBe(
      '"Füll Stand \\#1" = false  # Bool\n',
    );
    expect(line({ name: 'Füllstand', type: 'Bool', value: false })).toBe('Füllstand = false  # Bool\n');
  });

  test('sorts indices by number and everything else by bytes', () => {
    const names = ['a[10]', 'a[2]', 'a[2,10]', 'a[2,9]', 'a[-3]', 'a[-20]', 'a10', 'a2', 'B', 'é', 'z'];
    const lines = formatValueText(names.map(name => ({ name, type: 'Bool', value: true }))).split('\n');
    expect(lines.map(each => each.split(' ')[0])).toEqual([
      'B',
      'a10',
      'a2',
      'a[-20]',
      'a[-3]',
      'a[2,9]',
      'a[2,10]',
      'a[2]',
      'a[10]',
      'z',
      'é',
      '',
    ]);
  });

  test('reads back exactly what it wrote, for every type', () => {
    fc.assert(
      fc.property(members, list => {
        const text = formatValueText(list);
        expect(parseValueText(text)).toEqual({ members: sorted(list), unparsed: [] });
        expect(formatValueText(parseValueText(text).members)).toBe(text);
        expect(text.split('\n').length - 1).toBe(list.length);
      }),
      { numRuns: 400 },
    );
  });

  test('does not depend on the order the members come in', () => {
    fc.assert(
      fc.property(members, fc.infiniteStream(fc.nat()), (list, keys) => {
        const shuffled = list.map(each => ({ each, key: keys.next().value })).sort((a, b) => a.key - b.key);
        expect(formatValueText(shuffled.map(({ each }) => each))).toBe(formatValueText(list));
      }),
    );
  });

  test('writes the fewest digits that give a 32-bit number back', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), value => {
        const written = formatScalar('Real', value);
        expect(Math.fround(Number(written))).toBe(value);
        const digits = Number(written).toExponential().split('e')[0]?.replace(/[-.]/g, '').length ?? 0;
        if (digits > 1) expect(Math.fround(Number(value.toExponential(digits - 2)))).not.toBe(value);
      }),
      { numRuns: 2000 },
    );
  });

  test('writes back the decimal somebody typed, up to six digits, as 32-bit number', () => {
    fc.assert(
      fc.property(fc.nat(999_999), fc.integer({ min: -30, max: 30 }), (digits, exponent) => {
        const typed = Number(`${digits}e${exponent}`);
        expect(Number(formatScalar('Real', Math.fround(typed)))).toBe(typed);
      }),
      { numRuns: 2000 },
    );
  });

  test('orders names totally: antisymmetric and transitive', () => {
    const name = fc.string({
      unit: fc.constantFrom('[', ']', ',', '-', '0', '1', '9', 'a', '.', ' ', '\ud800'),
      maxLength: 8,
    });
    fc.assert(
      fc.property(name, name, name, (a, b, c) => {
        expect(Math.sign(compareMemberNames(a, b))).toBe(0 - Math.sign(compareMemberNames(b, a)));
        expect(compareMemberNames(a, b) === 0).toBe(a === b);
        if (compareMemberNames(a, b) < 0 && compareMemberNames(b, c) < 0) {
          expect(compareMemberNames(a, c)).toBeLessThan(0);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('refuses two members of one name and a value its type cannot hold', () => {
    const twice: Member = { name: 'a', type: 'Bool', value: true };
    expect(() => line(twice, twice)).toThrow(expect.objectContaining({ code: 'values.duplicate-member' }));
    const wrong: [ValueType, Scalar][] = [
      ['Bool', 1],
      ['Int', 1.5],
      ['Int', 32768],
      ['LInt', 1],
      ['ULInt', -1n],
      ['Word', 0x10000n],
      ['String', 5],
      ['Null', 'x'],
    ];
    for (const [type, value] of wrong) {
      expect(() => line({ name: 'a', type, value })).toThrow(
        expect.objectContaining({ code: 'values.value-invalid' }),
      );
    }
  });
});

describe('reading value text that is not ours', () => {
  test('keeps what it cannot read, verbatim and numbered', () => {
    const text =
      'a = 1  # Int\n\nb = 99999  # Int\na = 2  # Int\nc = true # Bool\nd = "x  # String\ne = "\\q"  # String\r\nf = 1  # Int, x, y\ng = 1  # Int, 0..1, x';
    const { members: read, unparsed } = parseValueText(text);
    expect(read).toEqual([{ name: 'a', type: 'Int', value: 1 }]);
    expect(unparsed.map(({ line: number }) => number)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    expect(unparsed[5]?.text).toBe('e = "\\q"  # String\r');
  });

  test('takes any text and loses no line of it', () => {
    const odd = fc.string({
      unit: fc.constantFrom(
        'a',
        ' ',
        '=',
        '#',
        '"',
        '\\',
        '\n',
        ',',
        '.',
        '1',
        'Int',
        '  # ',
        ' = ',
        'u{',
        '}',
      ),
    });
    fc.assert(
      fc.property(odd, text => {
        const { members: read, unparsed } = parseValueText(text);
        const lines = text.split('\n').length - (text.endsWith('\n') || text === '' ? 1 : 0);
        expect(read.length + unparsed.length).toBe(lines);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['one endless quoted string', `a = "${'\\"'.repeat(500_000)}"  # String`],
    ['an endless number', `a = ${'9'.repeat(4_000_000)}  # LInt`],
    ['endless dots in a range', `a = 1  # Int, ${'..'.repeat(2_000_000)}`],
    ['endless commas', `a = 1  # Int${', '.repeat(2_000_000)}`],
    ['a million empty lines', '\n'.repeat(1_000_000)],
    ['deep brackets', `${'['.repeat(2_000_000)} = 1  # Int`],
  ])('takes %s in linear time', (_what, text) => {
    const { members: read, unparsed } = parseValueText(text);
    expect(read.length + unparsed.length).toBeGreaterThan(0);
  });
});
