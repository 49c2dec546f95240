import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isWithin, localTime, nextSweep, weekdays } from './calendar.ts';

const zone = 'Europe/Ljubljana';
const ms = (iso: string) => Date.parse(iso);

test('the time of day is the site’s, across the change to summer time', () => {
  // 2026-03-29, 01:00 UTC: clocks in Ljubljana go from 02:00 to 03:00.
  expect(localTime(ms('2026-03-29T00:59:00Z'), zone)).toEqual({ day: 6, minute: 119 });
  expect(localTime(ms('2026-03-29T01:00:00Z'), zone)).toEqual({ day: 6, minute: 180 });
});

test('a window past midnight belongs to the day it begins on', () => {
  const hours = [{ days: ['fri'], from: '22:00', to: '06:00' }] as const;
  // 2026-03-06 is a Friday; Ljubljana is at UTC+1 then.
  expect(isWithin(hours, ms('2026-03-06T20:59:00Z'), zone)).toBe(false);
  expect(isWithin(hours, ms('2026-03-06T21:00:00Z'), zone)).toBe(true);
  expect(isWithin(hours, ms('2026-03-07T04:59:00Z'), zone)).toBe(true);
  expect(isWithin(hours, ms('2026-03-07T05:00:00Z'), zone)).toBe(false);
  expect(isWithin(hours, ms('2026-03-06T03:00:00Z'), zone)).toBe(false);
});

test('equal ends mean the whole day', () => {
  const hours = [{ days: ['sun'], from: '00:00', to: '00:00' }] as const;
  expect(isWithin(hours, ms('2026-03-08T12:00:00Z'), 'UTC')).toBe(true);
  expect(isWithin(hours, ms('2026-03-09T00:00:00Z'), 'UTC')).toBe(false);
});

test('a sweep stays inside hours that end within the minute it was drawn in', () => {
  // A Saturday in Ljubljana, 23:30 until 00:30; the search begins half a minute past the hour.
  const hours = [{ days: ['sat' as const], from: '23:30', to: '00:30' }];
  const policy = { everyMs: 86_400_000, hours, timeZone: zone };
  const at = nextSweep(ms('2026-03-07T12:00:30Z'), policy, () => 0.999);
  expect(at !== null && isWithin(hours, at, zone)).toBe(true);
});

test('a sweep falls into its period and into the allowed hours', () => {
  const day = 86_400_000;
  const hours = fc.constantFrom(
    [],
    [{ days: [...weekdays], from: '01:00', to: '05:00' }],
    [{ days: ['sat' as const], from: '23:30', to: '00:30' }],
  );
  fc.assert(
    fc.property(
      fc.nat(400 * day),
      fc.integer({ min: 1, max: 168 }),
      hours,
      fc.nat(),
      (offset, every, allowed, seed) => {
        const after = ms('2026-01-01T00:00:00Z') + offset;
        const policy = { everyMs: every * 3_600_000, hours: allowed, timeZone: zone };
        const at = nextSweep(after, policy, () => (seed % 1000) / 1000);
        if (at === null) throw new Error('no sweep found');
        expect(at).toBeGreaterThanOrEqual(after);
        expect(at).toBeLessThanOrEqual(after + 8 * day + policy.everyMs);
        if (allowed.length === 0) expect(at).toBeLessThanOrEqual(after + policy.everyMs);
        else expect(isWithin(allowed, at, zone)).toBe(true);
      },
    ),
    { numRuns: 40 },
  );
});
