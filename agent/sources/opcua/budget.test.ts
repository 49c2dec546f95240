import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RequestBudget } from './budget.ts';

const never = new AbortController().signal;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  vi.advanceTimersByTime(5000);
});
afterEach(() => {
  vi.useRealTimers();
});

/** Requests let through in each of the next `seconds`, when as many as possible are wanted. */
async function letThrough(budget: RequestBudget, seconds: number): Promise<number[]> {
  const counts: number[] = [];
  const stop = new AbortController();
  let count = 0;
  const asking = (async () => {
    for (;;) {
      await budget.wait(stop.signal);
      count++;
    }
  })().catch(() => undefined);
  for (let second = 0; second < seconds; second++) {
    await vi.advanceTimersByTimeAsync(1000);
    counts.push(count);
    count = 0;
  }
  stop.abort();
  await asking;
  return counts;
}

test('after a first second’s worth at once, no more leave in a second than the budget', async () => {
  const [first = 0, ...later] = await letThrough(new RequestBudget(20), 5);
  expect(first).toBeLessThanOrEqual(41);
  for (const count of later) expect(Math.abs(count - 20)).toBeLessThanOrEqual(1);
});

test('a quiet hour saves up one second’s worth and no more', async () => {
  const budget = new RequestBudget(20);
  await budget.wait(never);
  await vi.advanceTimersByTimeAsync(3_600_000);
  const [first = 0] = await letThrough(budget, 1);
  expect(first).toBeLessThanOrEqual(41);
  expect(first).toBeGreaterThanOrEqual(40);
});

test('waiting ends when the signal aborts', async () => {
  const budget = new RequestBudget(0.1);
  await budget.wait(never);
  const stop = new AbortController();
  const waiting = budget.wait(stop.signal);
  stop.abort(new Error('hands off'));
  await expect(waiting).rejects.toThrow('hands off');
  await expect(budget.wait(stop.signal)).rejects.toThrow('hands off');
});
