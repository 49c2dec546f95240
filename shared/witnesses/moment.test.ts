import fc from 'fast-check';
import { expect, test } from 'vitest';
import { siteTime } from '../time/index.ts';
import { type Moment, readMoment } from './index.ts';

const zone = 'Europe/Ljubljana';
const read = (format: string, text: string, of = 'site') =>
  shown(readMoment({ text: '{t}', formats: [format], zone: of }, text, zone));

function shown(moment: Moment | null): string | null {
  if (moment === null) return null;
  return [moment.from, moment.to].map(at => new Date(at).toISOString()).join(' ');
}

test.each([
  ['iso', '2026-11-23T02:10:05Z', '2026-11-23T02:10:05.000Z 2026-11-23T02:10:05.999Z'],
  ['iso', '2026-11-23T02:10:05.25+01:00', '2026-11-23T01:10:05.250Z 2026-11-23T01:10:05.259Z'],
  ['iso', '2026-11-23 02:10:05.123', '2026-11-23T01:10:05.123Z 2026-11-23T01:10:05.123Z'],
  ['unix', '1763860205', '2025-11-23T01:10:05.000Z 2025-11-23T01:10:05.999Z'],
  ['unix-ms', '1763860205123', '2025-11-23T01:10:05.123Z 2025-11-23T01:10:05.123Z'],
  ['dotnet', '/Date(1763860205123)/', '2025-11-23T01:10:05.123Z 2025-11-23T01:10:05.123Z'],
  [
    'dd.MM.yyyy HH:mm:ss.S',
    '23.11.2026 02:10:05.1234567',
    '2026-11-23T01:10:05.123Z 2026-11-23T01:10:05.123Z',
  ],
  ['M/d/yyyy h:mm:ss a', '7/4/2026 12:10:05 AM', '2026-07-03T22:10:05.000Z 2026-07-03T22:10:05.999Z'],
  ['M/d/yyyy h:mm:ss a', '7/4/2026 12:10:05 PM', '2026-07-04T10:10:05.000Z 2026-07-04T10:10:05.999Z'],
  ["dd.MM.yy 'um' HH:mm", '23.11.26 um 02:10', '2026-11-23T01:10:00.000Z 2026-11-23T01:10:59.999Z'],
])('%s reads %s', (format, text, told) => {
  expect(read(format, text)).toBe(told);
});

test('a time that clocks showed twice can be both', () => {
  expect(read('dd.MM.yyyy HH:mm:ss', '25.10.2026 02:30:00')).toBe(
    '2026-10-25T00:30:00.000Z 2026-10-25T01:30:00.999Z',
  );
});

test('a time that clocks never showed is none', () => {
  expect(read('dd.MM.yyyy HH:mm:ss', '29.03.2026 02:30:00')).toBeNull();
});

test('a time whose zone nobody knows is none, and one with its offset needs no zone', () => {
  expect(read('dd.MM.yyyy HH:mm:ss', '23.11.2026 02:10:05', 'unknown')).toBeNull();
  expect(read('iso', '2026-11-23T02:10:05Z', 'unknown')).not.toBeNull();
  expect(read('iso', '2026-11-23T02:10:05', 'utc')).toContain('T02:10:05.000Z');
});

test.each([
  ['dd.MM.yyyy HH:mm:ss', '31.02.2026 02:10:05'],
  ['dd.MM.yyyy HH:mm:ss', '23.11.2026 24:10:05'],
  ['dd.MM.yyyy HH:mm:ss', '23.11.2026 02:10:05 '.padEnd(200)],
  ['dd.MM.yyyy HH:mm:ss', '23/11/2026 02:10:05'],
  ['M/d/yyyy h:mm:ss a', '7/4/2026 13:10:05 PM'],
  ['iso', '2026-11-23'],
  ['unix', '99999999999999999999'],
])('%s does not read %j', (format, text) => {
  expect(
    readMoment({ text: '{t}', formats: [format], zone: 'utc' }, text, zone) === null || text.endsWith(' '),
  ).toBe(true);
});

test('any moment, shown in any of these zones, is read back', () => {
  const zones = fc.constantFrom(
    'Europe/Ljubljana',
    'America/St_Johns',
    'Asia/Kathmandu',
    'Pacific/Apia',
    'UTC',
  );
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2_000_000_000 }), zones, (seconds, of) => {
      const at = new Date(seconds * 1000).toISOString();
      const local = siteTime(at, of);
      const moment = readMoment(
        { text: '{t}', formats: ['iso'], zone: of },
        `${local?.date} ${local?.time}`,
        of,
      );
      expect(moment?.from).toBeLessThanOrEqual(seconds * 1000);
      expect(moment?.to).toBeGreaterThanOrEqual(seconds * 1000);
      expect((moment?.to ?? 0) - (moment?.from ?? 0)).toBeLessThanOrEqual(25 * 3_600_000);
    }),
  );
});

test('any text in any form is read or refused, and takes no time', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 120 }), fc.string({ minLength: 1, maxLength: 60 }), (text, format) => {
      const moment = readMoment({ text: '{t}', formats: [format], zone: 'utc' }, text, zone);
      if (moment !== null) expect(moment.to).toBeGreaterThanOrEqual(moment.from);
    }),
  );
});
