import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { backOffMs } from './back-off.ts';
import { TimerQueue } from './timers.ts';

function queueOnFakeTime() {
  vi.useFakeTimers({ now: 0 });
  const now = () => ({ wall: new Date().toISOString(), mono: Date.now(), boot: 'a'.repeat(32) });
  return new TimerQueue({ boot: 'a'.repeat(32), now });
}

test('tasks run in the order they are due, with one system timer for all', () => {
  const due = fc.array(fc.record({ mono: fc.nat(200_000), off: fc.boolean() }), { maxLength: 200 });
  fc.assert(
    fc.property(due, tasks => {
      const queue = queueOnFakeTime();
      const ran: number[] = [];
      for (const { mono, off } of tasks) {
        const cancel = queue.at(mono, () => ran.push(mono));
        if (off) cancel();
      }
      expect(vi.getTimerCount()).toBeLessThanOrEqual(1);
      vi.advanceTimersByTime(200_001);
      expect(ran).toEqual(
        tasks
          .filter(({ off }) => !off)
          .map(({ mono }) => mono)
          .sort((a, b) => a - b),
      );
      queue.stop();
      vi.useRealTimers();
    }),
    { numRuns: 50 },
  );
});

test('a task may call for another one, also one that is due before all others', () => {
  const queue = queueOnFakeTime();
  const ran: string[] = [];
  queue.at(100, () => {
    ran.push('first');
    queue.at(150, () => ran.push('second'));
  });
  queue.at(1000, () => ran.push('last'));
  vi.advanceTimersByTime(2000);
  expect(ran).toEqual(['first', 'second', 'last']);
  vi.useRealTimers();
});

test('pauses after failures are random below a doubling bound, and never nothing', () => {
  const policy = { firstMs: 1000, mostMs: 60_000 };
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (n, random) => {
        const pause = backOffMs(n, policy, random);
        expect(pause).toBeGreaterThanOrEqual(250);
        expect(pause).toBeLessThanOrEqual(Math.min(60_000, 1000 * 2 ** (n - 1)));
      },
    ),
  );
  expect(backOffMs(1, policy, 0.999)).toBeLessThan(1000);
  expect(backOffMs(20, policy, 0.5)).toBe(30_000);
});
