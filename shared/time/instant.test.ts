import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isoTimeSchema } from './index.ts';

test('a time is one that there is, or none', () => {
  const moment = fc.date({ min: new Date('1970-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
  fc.assert(fc.property(moment, at => isoTimeSchema.safeParse(at.toISOString()).success));
  for (const text of [
    '2026-99-99T99:99:99.999Z',
    '2026-13-01T00:00:00.000Z',
    '2026-00-01T00:00:00.000Z',
    '2026-01-32T00:00:00.000Z',
    '2026-01-01T24:00:00.000Z',
    '2026-01-01T00:60:00.000Z',
    '2026-01-01',
    '2026-01-01T00:00:00Z',
  ])
    expect([text, isoTimeSchema.safeParse(text).success]).toEqual([text, false]);
});
