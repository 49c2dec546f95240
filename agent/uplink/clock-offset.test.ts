import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backOffMs } from './back-off.ts';
import { hasMoved, measureOffset } from './clock-offset.ts';

describe('measuring the clock', () => {
  const delay = fc.integer({ min: 0, max: 5000 });

  test('the true offset lies within the error, however uneven the way there and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), delay, delay, delay, (truth, there, working, back) => {
        const sent = 1_000_000;
        const received = sent + there + truth;
        const answered = received + working;
        const arrived = answered - truth + back;
        const { offsetMs, errorMs } = measureOffset({ sent, received, answered, arrived });
        expect(Math.abs(offsetMs - truth)).toBeLessThanOrEqual(errorMs);
      }),
    );
  });

  test('has moved when two measurements cannot both hold, and not before', () => {
    const told = { offsetMs: 1000, errorMs: 400 };
    expect(hasMoved(null, told)).toBe(true);
    expect(hasMoved(told, { offsetMs: 1700, errorMs: 400 })).toBe(false);
    expect(hasMoved(told, { offsetMs: 1900, errorMs: 400 })).toBe(true);
    expect(hasMoved({ offsetMs: 0, errorMs: 1 }, { offsetMs: 60, errorMs: 1 })).toBe(false);
  });
});

test('waiting doubles, stays within its bound and never falls below half of it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (failures, chance) => {
        const ms = backOffMs(failures, () => chance);
        const ceiling = Math.min(60_000, 500 * 2 ** (failures - 1));
        expect(ms).toBeLessThanOrEqual(ceiling);
        expect(ms).toBeGreaterThanOrEqual(ceiling / 2);
      },
    ),
  );
});
