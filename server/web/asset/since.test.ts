import { expect, test } from 'vitest';
import { sinceMoment } from './since.ts';

const now = Date.parse('2026-07-01T12:30:00Z');
const moment = (since: string | undefined, shifts?: string[]) =>
  sinceMoment(since, now, 'Europe/Berlin', shifts);

test('presets and moments of an address; anything else is the last 24 hours', () => {
  expect(moment(undefined)).toEqual({ name: '24h', from: '2026-06-30T12:30:00.000Z' });
  expect(moment('yesterday')).toEqual({ name: '24h', from: '2026-06-30T12:30:00.000Z' });
  expect(moment('shift', ['05:00'])).toEqual({ name: 'shift', from: '2026-07-01T03:00:00.000Z' });
  expect(moment('shift')).toEqual({ name: 'shift', from: '2026-07-01T12:00:00.000Z' });
  expect(moment('2026-07-01T02:00:00+02:00')).toEqual({ name: 'moment', from: '2026-07-01T00:00:00.000Z' });
});
