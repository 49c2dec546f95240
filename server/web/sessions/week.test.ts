import type { SessionSummary } from '@witnessmark/shared/api';
import { expect, test } from 'vitest';
import { linesOf, weekOf } from './week.ts';

const zone = 'Europe/Berlin';
const somebody = { person: 'person-000000000000000a', label: 'A. Kovač', named: true };
const asset = { id: 'press-2', name: 'Press 2', area: 'hall' };

function session(
  number: string,
  from: string,
  until: string,
  more: Partial<SessionSummary> = {},
): SessionSummary {
  return {
    id: `s-${number.slice(2).padStart(16, '0')}`,
    number,
    state: 'running',
    who: somebody,
    vendor: false,
    sponsor: null,
    breakGlass: false,
    reviewWanted: false,
    assets: [asset],
    kinds: ['logic'],
    purpose: 'timer',
    ticket: null,
    from,
    until,
    asksAt: until,
    endsBy: until,
    approvals: { needed: 0, given: 0, rule: 'staff' },
    startedAt: null,
    endedAt: null,
    endedHow: null,
    others: [],
    may: [],
    ...more,
  };
}

test('a week runs from the site’s Monday to its Sunday, also where the clock changes', () => {
  // In Berlin it is Monday already.
  const week = weekOf(undefined, Date.parse('2026-03-29T22:30:00Z'), zone);
  expect(week.days[0]).toBe('2026-03-30');
  const changing = weekOf('2026-03-25', 0, zone);
  expect(changing.days).toEqual([
    '2026-03-23',
    '2026-03-24',
    '2026-03-25',
    '2026-03-26',
    '2026-03-27',
    '2026-03-28',
    '2026-03-29',
  ]);
  const [first = 0, ...rest] = changing.edges;
  expect(new Date(first).toISOString()).toBe('2026-03-22T23:00:00.000Z');
  expect((rest.at(-1) ?? 0) - (rest.at(-2) ?? 0)).toBe(23 * 3_600_000);
  expect([changing.before, changing.after]).toEqual(['2026-03-16', '2026-03-30']);
  expect(weekOf('no date', Date.parse('2026-03-25T12:00:00Z'), zone).days[0]).toBe('2026-03-23');
});

test('sessions of one asset that overlap lie in lanes; what reaches out of the week is cut', () => {
  const week = weekOf('2026-11-23', 0, 'UTC');
  const [line, ...more] = linesOf(
    [
      session('S-3', '2026-11-24T00:00:00.000Z', '2026-11-25T00:00:00.000Z'),
      session('S-1', '2026-11-20T00:00:00.000Z', '2026-11-24T12:00:00.000Z'),
      session('S-2', '2026-11-24T12:00:00.000Z', '2026-12-24T00:00:00.000Z'),
      session('S-4', '2026-11-24T00:00:00.000Z', '2026-11-25T00:00:00.000Z', { state: 'declined' }),
      session('S-5', '2026-11-10T00:00:00.000Z', '2026-11-11T00:00:00.000Z', {
        assets: [{ ...asset, id: 'mixer-1', name: 'Mixer 1' }],
      }),
    ],
    week,
  );
  expect(more).toEqual([]);
  expect(line?.lanes).toBe(2);
  expect(line?.bars.map(({ session: of, lane }) => [of.number, lane])).toEqual([
    ['S-1', 0],
    ['S-3', 1],
    ['S-2', 0],
  ]);
  expect(line?.bars.map(({ text }) => text)).toEqual(['in', 'after', 'in']);
  expect(line?.bars[0]?.left).toBe(0);
  expect(line?.bars[1]?.left).toBeCloseTo(100 / 7);
  const last = line?.bars[2];
  expect((last?.left ?? 0) + (last?.width ?? 0)).toBeCloseTo(100);
});

test('a short bar keeps room for its text, which stands before it at the week’s end', () => {
  const week = weekOf('2026-11-23', 0, 'UTC');
  const [line] = linesOf(
    [
      session('S-1', '2026-11-24T06:00:00.000Z', '2026-11-24T07:00:00.000Z'),
      session('S-2', '2026-11-24T08:00:00.000Z', '2026-11-24T09:00:00.000Z'),
      session('S-3', '2026-11-27T08:00:00.000Z', '2026-11-27T09:00:00.000Z'),
      session('S-4', '2026-11-29T22:00:00.000Z', '2026-11-29T23:00:00.000Z'),
    ],
    week,
  );
  expect(line?.bars.map(({ session: of, lane, text }) => [of.number, lane, text])).toEqual([
    ['S-1', 0, 'after'],
    ['S-2', 1, 'after'],
    ['S-3', 0, 'after'],
    ['S-4', 0, 'before'],
  ]);
});
