import type { Instant } from '@witnessmark/shared/time';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Life } from './life.ts';

function at(mono: number): Instant {
  return { wall: new Date(mono).toISOString(), mono, boot: '0'.repeat(32) };
}

function told(life: Life, all = true): [boolean, number, number][] {
  return life.take(all).map(({ alive, from, to }) => [alive, from.mono, to.mono]);
}

test('a life begins with its first proof and is told up to the last', () => {
  const life = new Life(at(0), 'nothing yet');
  life.extend(at(10), at(10));
  expect(told(life)).toEqual([[false, 0, 10]]);
  life.extend(at(10), at(30));
  expect(told(life)).toEqual([[true, 10, 30]]);
  expect(told(life)).toEqual([]);
});

test('a break leaves what was proven and nothing after it', () => {
  const life = new Life(at(0), 'nothing yet');
  life.extend(at(10), at(20));
  life.broken(at(25), 'lost');
  expect(told(life, false)).toEqual([
    [false, 0, 10],
    [true, 10, 20],
    [false, 20, 25],
  ]);
  life.broken(at(28), 'lost');
  expect(told(life)).toEqual([]);
  life.extend(at(40), at(50));
  expect(life.take(false)).toMatchObject([{ alive: false, because: 'lost', from: at(25), to: at(40) }]);
});

const step = fc.record({
  what: fc.constantFrom('prove', 'break', 'tell', 'tell all'),
  wait: fc.integer({ min: 1, max: 50 }),
});

test('whatever happens, the told periods follow one another and claim no moment that was not proven', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), steps => {
      const life = new Life(at(0), 'nothing yet');
      const proven = new Set<number>();
      const periods: { alive: boolean; from: number; to: number }[] = [];
      let now = 0;
      let last: number | null = null;
      for (const { what, wait } of steps) {
        now += wait;
        if (what === 'prove') {
          for (let moment = last ?? now; moment < now; moment++) proven.add(moment);
          life.extend(at(last ?? now), at(now));
          last = now;
        } else if (what === 'break') {
          life.broken(at(now), `at ${now}`);
          last = null;
        }
        for (const { alive, from, to } of life.take(what === 'tell all')) {
          periods.push({ alive, from: from.mono, to: to.mono });
        }
      }
      let end = 0;
      for (const { alive, from, to } of periods) {
        expect(from).toBe(end);
        expect(to).toBeGreaterThan(from);
        for (let moment = from; alive && moment < to; moment++) expect(proven.has(moment)).toBe(true);
        end = to;
      }
    }),
  );
});
