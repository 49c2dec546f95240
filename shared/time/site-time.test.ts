import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isTimeZone, siteTime } from './index.ts';

describe('the site’s time', () => {
  test.each([
    ['2026-11-23T23:10:05.999Z', 'Europe/Berlin', '2026-11-24', '00:10:05', '+01:00'],
    ['2026-07-01T12:00:00.000Z', 'Europe/Berlin', '2026-07-01', '14:00:00', '+02:00'],
    ['2026-10-25T00:30:00.000Z', 'Europe/Berlin', '2026-10-25', '02:30:00', '+02:00'],
    ['2026-10-25T01:30:00.000Z', 'Europe/Berlin', '2026-10-25', '02:30:00', '+01:00'],
    ['2026-07-01T12:00:00.000Z', 'America/St_Johns', '2026-07-01', '09:30:00', '-02:30'],
    ['2026-07-01T00:00:00.000Z', 'UTC', '2026-07-01', '00:00:00', '+00:00'],
  ])('of %s in %s is %s %s %s', (at, zone, date, time, offset) => {
    expect(siteTime(at, zone)).toEqual({ date, time, offset });
  });

  test('is none in a zone that does not exist, or of a text that is no time', () => {
    expect(isTimeZone('Europe/Berlin')).toBe(true);
    expect(siteTime('not a time', 'UTC')).toBeNull();
    for (const zone of ['', 'Nowhere/Never', '\0', '__proto__', 'x'.repeat(100_000)]) {
      expect(isTimeZone(zone)).toBe(false);
      expect(siteTime('2026-07-01T00:00:00.000Z', zone)).toBeNull();
    }
  });

  test('with its offset names the moment again', () => {
    const moment = fc.date({ min: new Date('1980-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
    const zone = fc.constantFrom(
      'Europe/Berlin',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'America/Caracas',
      'UTC',
    );
    fc.assert(
      fc.property(moment, zone, (at, where) => {
        const shown = siteTime(at.toISOString(), where);
        expect(Date.parse(`${shown?.date}T${shown?.time}${shown?.offset}`)).toBe(
          Math.floor(at.getTime() / 1000) * 1000,
        );
      }),
    );
  });
});
