import { assert, bigInt, constantFrom, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dateKey, durationKey, numberKey, textKey } from './literal.ts';

describe('numbers are compared by their value', () => {
  test.each([
    ['1_000', '1000'],
    ['16#FF', '255'],
    ['16#ff_ff', '65535'],
    ['2#1010_0000', '160'],
    ['8#17', '15'],
    ['007', '7'],
    ['1.50', '1.5'],
    ['1.0', '1.0'],
    ['1E3', '1000.0'],
    ['1.0e-3', '0.001'],
    ['18446744073709551615', '18446744073709551615'],
  ])('%s is %s', (text, key) => {
    expect(numberKey(text)).toBe(key);
  });

  test('an integer is no real, and what no controller holds stays as written', () => {
    expect(numberKey('1')).not.toBe(numberKey('1.0'));
    expect(numberKey('1E999')).toBe('1E999');
    expect(numberKey('1E-999')).not.toBe(numberKey('0.0'));
    expect(numberKey('7#11')).toBe('7#11');
    expect(numberKey('2#12')).toBe('2#12');
    expect(numberKey('9'.repeat(200))).toHaveLength(200);
  });

  test('in any base', () => {
    assert(
      property(bigInt({ min: 0n, max: 2n ** 64n }), constantFrom(2, 8, 16), (value, base) => {
        expect(numberKey(`${base}#${value.toString(base)}`)).toBe(value.toString());
      }),
    );
  });
});

describe('durations are compared by their value', () => {
  test.each([
    ['T#2s', 'T#2000ms'],
    ['TIME#2000ms', 'T#2000ms'],
    ['t#1m30s', 'T#90000ms'],
    ['T#1.5s', 'T#1500ms'],
    ['T#1d_2h', 'T#93600000ms'],
    ['T#-1s', 'T#-1000ms'],
    ['T#500us', 'T#0.5ms'],
    ['LTIME#1ns', 'LTIME#0.000001ms'],
    ['LT#1s', 'LTIME#1000ms'],
    ['T#0s', 'T#0ms'],
    ['T#-0s', 'T#0ms'],
  ])('%s is %s', (text, key) => {
    expect(durationKey(text)).toBe(key);
  });

  test.each(['T#', 'T#-', 'T#5', 'T#s', 'T#1x', `T#${'1'.repeat(100)}s`])('%s is none', text => {
    expect(durationKey(text)).toBeNull();
  });
});

test.each([
  ['DATE#2020-1-5', 'D#2020-01-05'],
  ['D#2020-01-05', 'D#2020-01-05'],
  ['TIME_OF_DAY#6:0:0', 'TOD#06:00:00'],
  ['TOD#06:00:00.500', 'TOD#06:00:00.5'],
  ['DT#2020-1-5-6:7:8', 'DT#2020-01-05-06:07:08'],
])('%s is %s', (text, key) => {
  expect(dateKey(text)).toBe(key);
});

test('a date without parts is none', () => {
  expect(dateKey('D#')).toBeNull();
  expect(dateKey('D#x')).toBeNull();
});

test('escapes of a text have one writing, and its letters keep theirs', () => {
  expect(textKey("'a$nB$0a'")).toBe("'a$NB$0A'");
  expect(textKey("'aB'")).not.toBe(textKey("'ab'"));
});
