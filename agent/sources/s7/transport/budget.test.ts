import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RequestBudget } from './budget.ts';
import { LoadMeter, loadBetween } from './load-meter.ts';
import { Slots } from './slots.ts';

test('no second ever holds more requests than the rate and the burst allow', () => {
  const steps = fc.array(fc.nat(400), { minLength: 1, maxLength: 100 });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 8 }),
      steps,
      (rate, burst, pauses) => {
        let clock = 0;
        const budget = new RequestBudget(rate, burst, () => clock);
        const left: number[] = [];
        for (const pause of pauses) {
          clock += pause;
          left.push(clock + budget.reserve());
        }
        for (const start of left) {
          const inSecond = left.filter(at => at >= start && at < start + 1000 - 1e-6).length;
          expect(inSecond).toBeLessThanOrEqual(rate + burst);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('a request that waits for its turn is let go by the signal', async () => {
  const budget = new RequestBudget(0.1, 1, () => 0);
  await budget.take(new AbortController().signal);
  const reason = new Error('hands off');
  await expect(budget.take(AbortSignal.abort(reason))).rejects.toBe(reason);
  const stop = new AbortController();
  const waiting = budget.take(stop.signal);
  stop.abort(reason);
  await expect(waiting).rejects.toBe(reason);
});

test('load counts requests, bytes both ways and the time with a request open', () => {
  let clock = 100;
  const meter = new LoadMeter(() => clock);
  const before = meter.reading();
  meter.sent(30);
  clock += 5;
  meter.sent(30);
  clock += 5;
  meter.received(100);
  meter.ended();
  meter.ended();
  clock += 1000;
  expect(loadBetween(before, meter.reading())).toEqual({ requests: 2, bytes: 160, ms: 10 });
});

test('places are given out in order, and one that was given up is passed on', async () => {
  const slots = new Slots(1);
  const never = new AbortController().signal;
  await slots.take(never);
  const order: string[] = [];
  const stop = new AbortController();
  const first = slots.take(stop.signal).catch(() => order.push('first gave up'));
  const second = slots.take(never).then(() => order.push('second'));
  stop.abort();
  await first;
  slots.release();
  await second;
  expect(order).toEqual(['first gave up', 'second']);
});
