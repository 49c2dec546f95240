import { expect, test } from 'vitest';
import { Throttle } from './throttle.ts';

const throttle = () => new Throttle({ free: 3, windowMs: 60_000, longestMs: 30_000 });

test('three tries are free, then each failure doubles the wait up to its bound', () => {
  const t = throttle();
  const waits: number[] = [];
  for (let i = 0; i < 10; i += 1) {
    waits.push(t.wait('a', 0));
    t.fail('a', 0);
  }
  expect(waits).toEqual([0, 0, 0, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  expect(t.wait('b', 0)).toBe(0);
});

test('success and time forgive', () => {
  const t = throttle();
  for (let i = 0; i < 5; i += 1) t.fail('a', 0);
  expect(t.wait('a', 0)).toBe(4000);
  expect(t.wait('a', 4000)).toBe(0);
  t.fail('a', 70_000);
  expect(t.wait('a', 70_000)).toBe(0);
  for (let i = 0; i < 5; i += 1) t.fail('a', 70_000);
  t.succeed('a');
  expect(t.wait('a', 70_000)).toBe(0);
});

test('a flood of names does not grow without bound', () => {
  const t = throttle();
  for (let i = 0; i < 10_003; i += 1) for (let j = 0; j < 4; j += 1) t.fail(`k${i}`, 0);
  expect(t.wait('k0', 0)).toBe(0);
  expect(t.wait('k10002', 0)).toBeGreaterThan(0);
});

test('a trickle is forgotten as it comes, and a rush is not', () => {
  const t = new Throttle({ free: 30, windowMs: 900_000, longestMs: 300_000, forgetMs: 180_000 });
  let now = 0;
  for (let i = 0; i < 1000; i += 1) {
    expect(t.wait('a', now)).toBe(0);
    t.fail('a', now);
    now += 300_000;
  }
  for (let i = 0; i < 30; i += 1) t.fail('b', now);
  expect(t.wait('b', now)).toBe(1000);
  expect(t.wait('b', now + 200_000)).toBe(0);
});
