import type { Instant } from '@witnessmark/shared/time';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placed } from './placing.ts';

const start = Date.UTC(2026, 10, 23, 1, 10);
const at = (ms: number): Instant => ({
  wall: new Date(start + ms).toISOString(),
  mono: 1_000_000 + ms,
  boot: 'a'.repeat(32),
});
const moment = (ms: number, lasts = 0) => ({ from: start + ms, to: start + ms + lasts });
const answered = (errorMs: number | null, writesWithinMs: number | null = null) => ({
  errorMs,
  writesWithinMs,
});

test('a record is placed where its own time says, with the bound that somebody answers for', () => {
  const arrival = { before: null, arrivedAt: at(5000) };
  expect(placed(moment(1000, 999), arrival, answered(200))).toEqual({
    from: at(1000),
    to: at(1999),
    clockErrorMs: 200,
  });
  expect(placed(moment(1000), arrival, answered(null)).clockErrorMs).toBeNull();
});

test('a record from the future proves the bound wrong', () => {
  const arrival = { before: at(3000), arrivedAt: at(5000) };
  expect(placed(moment(5100), arrival, answered(200)).clockErrorMs).toBe(200);
  expect(placed(moment(3_600_000), arrival, answered(200)).clockErrorMs).toBeNull();
});

test('where records are written at once, their coming measures the clock', () => {
  const arrival = { before: at(3000), arrivedAt: at(5000) };
  expect(placed(moment(4000), arrival, answered(null, 500)).clockErrorMs).toBe(1500);
  expect(placed(moment(4000), arrival, answered(200, 500)).clockErrorMs).toBe(200);
  expect(placed(moment(4000), arrival, answered(60_000, 500)).clockErrorMs).toBe(1500);
  const hourAhead = placed(moment(3_604_000), arrival, answered(200, 500));
  expect(hourAhead.clockErrorMs).toBe(3_601_500);
  const hourBehind = placed(moment(-3_596_000), arrival, answered(200, 500));
  expect(hourBehind.clockErrorMs).toBe(3_601_000);
});

test('a record without a time came between two looks, or at no time that anybody knows', () => {
  const arrival = { before: at(3000), arrivedAt: at(5000) };
  expect(placed(null, arrival, answered(200, 500))).toEqual({
    from: at(2500),
    to: at(5000),
    clockErrorMs: 0,
  });
  expect(placed(null, arrival, answered(200))).toMatchObject({ from: at(5000), clockErrorMs: null });
  expect(placed(null, { ...arrival, before: null }, answered(200, 500)).clockErrorMs).toBeNull();
});

test('a moment before the boot is told without a negative clock', () => {
  expect(placed(moment(-2_000_000), { before: null, arrivedAt: at(0) }, answered(0)).from.mono).toBe(0);
});

test('whatever the clock is off by, the act lies within the bound that is told', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -5_000_000, max: 5_000_000 }),
      fc.integer({ min: 0, max: 2000 }),
      fc.integer({ min: 0, max: 4000 }),
      fc.integer({ min: 0, max: 300 }),
      fc.constantFrom(0, 999),
      fc.option(fc.integer({ min: 0, max: 10_000 })),
      (offset, onItsWay, until, takes, lasts, errorMs) => {
        // An act at 10 000, written within two seconds, and a look before and after the writing.
        const act = 10_000;
        const written = act + onItsWay;
        const arrival = { before: at(written - 1 - (until % 3000)), arrivedAt: at(written + until + takes) };
        const shown = act + offset - ((((act + offset) % 1000) + 1000) % 1000) * (lasts === 0 ? 0 : 1);
        const { from, to, clockErrorMs } = placed(moment(shown, lasts), arrival, answered(errorMs, 2000));
        // Whoever answered for a bound that does not hold can be believed only as far as nothing speaks against it.
        if (errorMs !== null && Math.abs(offset) > errorMs) return;
        const error = clockErrorMs ?? Number.NaN;
        expect(Date.parse(from.wall) - error).toBeLessThanOrEqual(start + act);
        expect(Date.parse(to.wall) + error).toBeGreaterThanOrEqual(start + act);
      },
    ),
  );
});
