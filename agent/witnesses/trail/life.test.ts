import type { Instant } from '@witnessmark/shared/time';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Period, TrailLife } from './life.ts';

const at = (ms: number): Instant => ({
  wall: new Date(Date.UTC(2026, 10, 23) + ms).toISOString(),
  mono: ms,
  boot: 'a'.repeat(32),
});
const life = (withinMs = 100, delayMs = 0) => new TrailLife(at(0), 'not begun', { withinMs, delayMs });
const spans = (periods: readonly Period[]) =>
  periods.map(period => [period.alive, period.from.mono, period.to.mono]);

test('signs that follow each other prove life from the first one’s coming to the last look without the last one', () => {
  const one = life();
  one.sign(at(10), at(20));
  one.looked(at(50));
  one.sign(at(50), at(60));
  one.sign(at(90), at(100));
  expect(spans(one.take(false))).toEqual([]);
  expect(one.silent).toBeNull();
  expect(spans(one.take(true))).toEqual([
    [false, 0, 20],
    [true, 20, 90],
  ]);
  one.sign(at(130), at(140));
  expect(spans(one.take(true))).toEqual([[true, 90, 130]]);
});

test('a sign too late ends it where it was last proven', () => {
  const one = life();
  one.sign(at(10), at(20));
  one.sign(at(60), at(70));
  one.looked(at(150));
  expect(one.silent).toBeNull();
  one.looked(at(170));
  expect(one.silent).toMatch(/no sign of life/);
  one.sign(at(300), at(310));
  expect(spans(one.take(true))).toEqual([
    [false, 0, 20],
    [true, 20, 60],
    [false, 60, 170],
  ]);
  one.sign(at(340), at(350));
  expect(spans(one.take(true))).toEqual([
    [false, 170, 310],
    [true, 310, 340],
  ]);
});

test('a doubt and a sign at every look are told once, not at every look', () => {
  const one = life();
  const told: Period[] = [];
  for (let look = 1; look <= 100; look += 1) {
    one.broken(at(20 * look), 'unread');
    one.sign(at(20 * look - 20), at(20 * look));
    told.push(...one.take(look % 10 === 0));
  }
  expect(spans(told)).toEqual([[false, 0, 20]]);
});

test('what is on its way into the file is not proven to be there', () => {
  const one = life(1000, 30);
  one.sign(at(10), at(20));
  one.sign(at(100), at(110));
  expect(one.until?.mono).toBe(70);
});

test('a break is told once for each reason', () => {
  const one = life();
  one.broken(at(10), 'unread');
  one.broken(at(20), 'unread');
  one.broken(at(30), 'folder');
  expect(one.take(true).map(period => !period.alive && period.because)).toEqual(['unread', 'folder']);
});

test('a machine that slept is not alive for that', () => {
  const one = life();
  one.sign(at(10), at(20));
  const woken = { ...at(60), wall: at(3_600_000).wall };
  one.looked(woken);
  expect(one.silent).not.toBeNull();
});

test('whenever a writer lives and dies, what is told as watched it surely lived through', () => {
  const withinMs = 100;
  const stretch = fc.record({
    up: fc.integer({ min: 0, max: 800 }),
    down: fc.integer({ min: 120, max: 600 }),
  });
  fc.assert(
    fc.property(
      fc.array(stretch, { minLength: 1, maxLength: 6 }),
      fc.array(
        fc.record({ after: fc.integer({ min: 1, max: 90 }), takes: fc.integer({ min: 0, max: 15 }) }),
        {
          minLength: 20,
          maxLength: 80,
        },
      ),
      fc.integer({ min: 5, max: 60 }),
      (stretches, looks, everyMs) => {
        // Signs come each `everyMs` while it is up; what it does not write while it is down nobody learns of.
        const signs: number[] = [];
        const downs: [number, number][] = [];
        let now = 0;
        for (const { up, down } of stretches) {
          for (let sign = now; sign <= now + up; sign += everyMs) signs.push(sign);
          downs.push([signs.at(-1) ?? now, now + up + down]);
          now += up + down;
        }
        const one = life(withinMs);
        let before: number | null = null;
        let time = 1;
        let read = -1;
        for (const { after, takes } of looks) {
          const requested = time + after;
          const arrived = requested + takes;
          const fresh = signs.filter(sign => sign > read && sign <= requested);
          read = requested;
          if (fresh.length > 0 && before !== null) one.sign(at(before), at(arrived));
          else one.looked(at(arrived));
          before = requested;
          time = arrived;
        }
        const periods = one.take(true);
        for (const { alive, from, to } of periods) {
          expect(to.mono).toBeGreaterThan(from.mono);
          if (!alive) continue;
          for (const [dead, again] of downs) {
            // Between two signs of a life lie at most the bound: a shorter death is part of it.
            if (again - dead <= withinMs) continue;
            const overlap = Math.min(to.mono, again) - Math.max(from.mono, dead);
            expect(overlap).toBeLessThanOrEqual(0);
          }
        }
        for (const [index, { from }] of periods.entries()) {
          const last = periods[index - 1];
          if (last !== undefined) expect(from.mono).toBe(last.to.mono);
        }
      },
    ),
  );
});
