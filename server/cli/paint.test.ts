import { expect, test } from 'vitest';
import { columns, paintFor, printable, siteTime } from './paint.ts';

test('colour only in a terminal, and never with NO_COLOR', () => {
  expect(paintFor({ isTTY: true }, {}).bold('x')).toBe('\u001b[1mx\u001b[22m');
  expect(paintFor({ isTTY: true }, { NO_COLOR: '1' }).bold('x')).toBe('x');
  expect(paintFor({}, {}).bold('x')).toBe('x');
});

test('what a controller sends cannot drive the terminal', () => {
  expect(printable('a\u001b[2Jb\u202ec')).toBe('a\\u001b[2Jb\\u202ec');
});

test('columns line up, also with characters beyond the first plane', () => {
  expect(
    columns([
      ['a', 'bb', 'c'],
      ['ččč', 'd', 'e'],
    ]),
  ).toBe('a    bb  c\nččč  d   e');
});

test('moments are shown in the zone of the site with its offset', () => {
  expect(siteTime('2026-07-01T00:10:05.000Z', 'Europe/Ljubljana')).toBe('2026-07-01 02:10:05+02:00');
  expect(siteTime('2026-11-23T00:10:05.000Z', 'UTC')).toBe('2026-11-23 00:10:05+00:00');
});
