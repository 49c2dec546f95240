import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestCore } from '../core/testing/index.ts';
import { describeEmbedded } from '../db/testing/index.ts';
import { ClockBook } from './clock-book.ts';

const agent = 'agent-1';
const minute = 60_000;
const hour = 60 * minute;
const begin = Date.UTC(2026, 0, 1);

describeEmbedded('what is kept of an agent’s clock', newPlace => {
  let core: TestCore;
  let book: ClockBook;
  beforeEach(async () => {
    core = await TestCore.open(newPlace);
    book = new ClockBook(core.core.database);
    await book.load();
  });
  afterEach(async () => core.remove());

  const at = (ms: number, more = 0) => ({ from: begin + ms, to: begin + ms + more });
  const measure = (ms: number, offsetMs: number, errorMs = 5) =>
    book.measured(agent, begin + ms, { offsetMs, errorMs });
  const rows = () => core.core.database.read.selectFrom('agent_clock').selectAll().execute();

  test('is nothing before it was ever measured', async () => {
    expect(book.errorMs(agent)).toBeNull();
    expect(book.errorMs(agent, at(0))).toBeNull();
    expect(book.newest(agent)).toBeNull();
  });

  test('is told after a restart as before it', async () => {
    for (let n = 0; n < 30; n += 1) await measure(n * minute, 3 + (n % 3), 5);
    await measure(40 * minute, 900, 20);
    const asked = [at(-hour), at(5 * minute, minute), at(29 * minute), at(35 * minute), at(50 * hour)];
    const before = asked.map(during => book.errorMs(agent, during));
    const other = new ClockBook(core.core.database);
    await other.load();
    expect(asked.map(during => other.errorMs(agent, during))).toEqual(before);
    expect(other.newest(agent)).toEqual(book.newest(agent));
    expect((await rows()).length).toBe(2);
  });

  test('does not make a time surer or less sure by how the clock was at another', async () => {
    for (let n = 0; n <= 20; n += 1) await measure(n * minute, 60_000, 5);
    const wrong = book.errorMs(agent, at(10 * minute - 60_000));
    for (let n = 21; n <= 40; n += 1) await measure(n * minute, 2, 5);
    expect(wrong).toBeGreaterThanOrEqual(60_000);
    expect(book.errorMs(agent, at(10 * minute - 60_000))).toBe(wrong);
    expect(book.errorMs(agent, at(30 * minute))).toBeLessThan(20);
    expect(book.errorMs(agent)).toBeLessThan(20);
    // The clock was put right somewhere in between.
    expect(book.errorMs(agent, at(20 * minute + 30_000))).toBeGreaterThanOrEqual(60_000);
  });

  test('ages by what a clock can drift between a measurement and the time that is asked about', async () => {
    for (let n = 0; n <= 5; n += 1) await measure(n * minute, 0, 5);
    const known = book.errorMs(agent, at(3 * minute)) ?? 0;
    expect(known).toBeLessThan(10);
    const hourLater = book.errorMs(agent, at(5 * minute + hour)) ?? 0;
    expect(hourLater - known).toBeCloseTo(360, -1);
    await measure(9 * hour, 1, 5);
    expect(book.errorMs(agent, at(5 * minute + hour))).toBe(hourLater);
    expect(book.errorMs(agent, at(8 * hour + 30 * minute))).toBeLessThan(200);
  });

  test('is not widened by one slow answer, and is narrowed by better ones from then on', async () => {
    for (let n = 0; n <= 5; n += 1) await measure(n * minute, 0, 5);
    await measure(6 * minute, 400, 900);
    await measure(7 * minute, 0, 5);
    expect(book.errorMs(agent, at(3 * minute))).toBeLessThan(10);
    await book.measured('agent-2', begin, { offsetMs: 300, errorMs: 900 });
    await book.measured('agent-2', begin + minute, { offsetMs: 1, errorMs: 5 });
    expect(book.errorMs('agent-2', at(-1000))).toBeGreaterThanOrEqual(1200);
    expect(book.errorMs('agent-2', at(minute))).toBeLessThan(10);
  });

  test('is written seldom while nothing changes, and stays bounded', async () => {
    for (let n = 0; n < 100; n += 1) await measure(n * 5000, 3, 5);
    expect(await rows()).toHaveLength(1);
    for (let n = 1; n <= 520; n += 1) await measure(n * hour, n % 2 === 0 ? 0 : 5000, 5);
    expect(await rows()).toHaveLength(500);
    expect(book.errorMs(agent, at(2 * hour))).toBeGreaterThanOrEqual(5000);
  });

  test('takes no word from an agent that says it is centuries off, or knows better than exactly', async () => {
    await measure(0, 1e300, 5);
    await measure(minute, 5, -100_000);
    expect(book.newest(agent)).toBeNull();
  });

  test('goes on where the server’s own clock steps back', async () => {
    await measure(hour, 3, 5);
    await measure(hour - 20 * minute, 1_200_003, 5);
    await measure(hour - 20 * minute, 3, 5);
    expect((await rows()).length).toBe(3);
    const other = new ClockBook(core.core.database);
    await other.load();
    expect(other.newest(agent)).toEqual(book.newest(agent));
  });

  test('is never narrower than the truth at any time it was measured, however the clock drifts and jumps', async () => {
    const step = fc.record({
      ms: fc.constantFrom(5000, 30_000, 5 * minute, 3 * hour),
      jump: fc.constantFrom(0, 0, 0, 0, 300, -4000),
      errorMs: fc.constantFrom(2, 5, 9),
      wrong: fc.double({ min: -1, max: 1, noNaN: true }),
    });
    let n = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 20 }), async steps => {
        const one = `agent-of-run-${++n}`;
        let [now, offset] = [begin, 0];
        const truths: { readonly moment: number; readonly offset: number }[] = [];
        for (const { ms, jump, errorMs, wrong } of steps) {
          now += ms;
          offset += jump + ms * 50e-6;
          truths.push({ moment: now - offset, offset });
          await book.measured(one, now, { offsetMs: offset + wrong * errorMs, errorMs });
        }
        for (const { moment, offset: truth } of truths)
          expect(book.errorMs(one, { from: moment, to: moment })).toBeGreaterThanOrEqual(Math.abs(truth));
      }),
      { numRuns: 25 },
    );
  });
});
