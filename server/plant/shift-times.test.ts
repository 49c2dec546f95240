import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shiftsBetween } from './shift-times.ts';

const three = ['06:00', '14:00', '22:00'];
const zone = 'Europe/Ljubljana';
const between = (since: string, until: string, shifts: readonly string[] = three, at = zone) =>
  shiftsBetween(Date.parse(since), Date.parse(until), shifts, at);

test('shifts begin by the site’s clocks', () => {
  expect(between('2026-06-01T10:00:00Z', '2026-06-01T13:00:00Z')).toEqual([
    { from: '2026-06-01T04:00:00.000Z', until: '2026-06-01T12:00:00.000Z' },
    { from: '2026-06-01T12:00:00.000Z', until: '2026-06-01T20:00:00.000Z' },
  ]);
});

test('a night in which clocks are put forward is an hour shorter, one in which they are put back an hour longer', () => {
  const hours = (night: string) =>
    between(night, night).map(({ from, until }) => (Date.parse(until) - Date.parse(from)) / 3_600_000);
  expect(hours('2026-03-29T00:30:00Z')).toEqual([7]);
  expect(hours('2026-10-25T00:30:00Z')).toEqual([9]);
});

test('days stand for the shifts of a site that names none', () => {
  expect(between('2026-06-01T10:00:00Z', '2026-06-01T10:00:00Z', [])).toEqual([
    { from: '2026-05-31T22:00:00.000Z', until: '2026-06-01T22:00:00.000Z' },
  ]);
});

test('every moment lies in exactly one shift, in every zone', () => {
  const moment = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2027, 0, 1) });
  const times = fc.uniqueArray(
    fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`),
    { minLength: 1, maxLength: 6 },
  );
  const zones = fc.constantFrom(
    'UTC',
    'Europe/Ljubljana',
    'America/St_Johns',
    'Asia/Kolkata',
    'Pacific/Apia',
  );
  fc.assert(
    fc.property(moment, times, zones, (at, shifts, timeZone) => {
      const found = shiftsBetween(at, at, shifts, timeZone);
      expect(found).toHaveLength(1);
      expect(Date.parse(found[0]?.from ?? '')).toBeLessThanOrEqual(at);
      expect(Date.parse(found[0]?.until ?? '')).toBeGreaterThan(at);
    }),
  );
});
