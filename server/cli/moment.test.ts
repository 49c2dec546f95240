import { expect, test } from 'vitest';
import { momentOf } from './moment.ts';

const now = Date.parse('2026-11-23T12:00:00.000Z');

test.each([
  ['90m', '2026-11-23T10:30:00.000Z'],
  ['24h', '2026-11-22T12:00:00.000Z'],
  ['7d', '2026-11-16T12:00:00.000Z'],
  ['2026-11-23T02:00:00+01:00', '2026-11-23T01:00:00.000Z'],
  ['2026-11-23T02:00:00Z', '2026-11-23T02:00:00.000Z'],
])('%s is %s', (text, iso) => {
  expect(momentOf(text, now)).toBe(iso);
});

test.each(['yesterday', '', '24', '2026-13-40T00:00'])('%j is refused with an example', text => {
  expect(() => momentOf(text, now)).toThrow(/is no moment\. Write/);
});
