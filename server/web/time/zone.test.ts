import { describe, expect, test } from 'vitest';
import { shiftStart } from './shift.ts';
import { agoText, spanText } from './span.ts';
import { instantOf, wallOf } from './zone.ts';

const berlin = 'Europe/Berlin';
const at = (date: string, time: string, zone = berlin) => instantOf(date, time, zone)?.toISOString();

describe('the site’s clock', () => {
  test('shows date, time and offset, in summer and winter', () => {
    expect(wallOf(new Date('2026-07-01T00:10:05Z'), berlin)).toEqual({
      date: '2026-07-01',
      time: '02:10:05',
      offset: '+02:00',
    });
    expect(wallOf(new Date('2026-12-01T00:10:05Z'), berlin).offset).toBe('+01:00');
    expect(wallOf(new Date('2026-12-01T00:10:05Z'), 'UTC').offset).toBe('+00:00');
    expect(wallOf(new Date('2026-12-01T00:10:05Z'), 'Asia/Kathmandu').offset).toBe('+05:45');
  });

  test('a wall time leads back to its instant', () => {
    expect(at('2026-07-01', '02:10:05')).toBe('2026-07-01T00:10:05.000Z');
    expect(at('2026-12-01', '02:10')).toBe('2026-12-01T01:10:00.000Z');
    expect(at('2026-03-08', '23:30', 'America/New_York')).toBe('2026-03-09T03:30:00.000Z');
  });

  test('a time shown twice is its first showing, one that is skipped the moment after', () => {
    expect(at('2026-10-25', '02:30')).toBe('2026-10-25T00:30:00.000Z');
    expect(at('2026-03-29', '02:30')).toBe('2026-03-29T01:30:00.000Z');
  });

  test('what is no moment is null', () => {
    expect(instantOf('2026-13-01', '00:00', berlin)).toBeNull();
    expect(instantOf('', '', berlin)).toBeNull();
  });

  test.each([
    '2026-01-01T00:00:00Z',
    '2026-03-29T00:59:59Z',
    '2026-03-29T01:00:00Z',
    '2026-10-25T01:00:00Z',
    '2026-12-31T23:59:59Z',
  ])('%s survives the way to the wall and back', iso => {
    for (const zone of [berlin, 'America/St_Johns', 'Pacific/Apia', 'Asia/Kolkata', 'UTC']) {
      const wall = wallOf(new Date(iso), zone);
      const back = instantOf(wall.date, wall.time, zone);
      expect(back && wallOf(back, zone)).toMatchObject({ date: wall.date, time: wall.time });
    }
  });
});

describe('lengths of time', () => {
  test('are told in their two largest units', () => {
    expect([450, 10_000, 125_000, 7_500_000, 90_000_000].map(spanText)).toEqual([
      '450 ms',
      '10 s',
      '2 min 5 s',
      '2 h 5 min',
      '1 d 1 h',
    ]);
  });

  test('before and after now', () => {
    expect(agoText(0, 2000)).toBe('just now');
    expect(agoText(0, 200_000)).toBe('3 min ago');
    expect(agoText(7_200_000, 0)).toBe('in 2 h');
  });
});

test('the shift that runs now began at the latest start, also yesterday’s', () => {
  const start = (now: string) =>
    shiftStart(['06:00', '14:00', '22:00'], new Date(now), berlin)?.toISOString();
  expect(start('2026-07-01T12:30:00Z')).toBe('2026-07-01T12:00:00.000Z');
  expect(start('2026-07-01T01:00:00Z')).toBe('2026-06-30T20:00:00.000Z');
  expect(shiftStart([], new Date(), berlin)).toBeNull();
});
