import type { ChangeSummary } from '@witnessmark/shared/api';
import { describe, expect, test } from 'vitest';
import { matches } from './matches.ts';
import { withRows } from './rows.ts';

const change: ChangeSummary = {
  id: 'c-aaaaaaaaaaaa',
  idx: 7,
  asset: { id: 'press-2', name: 'Press 2', area: 'Forming', site: 'Rivermill' },
  source: 'opcua',
  kinds: ['setpoint'],
  sort: 'change',
  sentence: 'Tank1.LevelSP on Press 2 went from 42.5 to 55.0 %.',
  window: {
    from: '2026-07-01T10:00:00.000Z',
    to: '2026-07-01T10:00:10.000Z',
    basis: 'content',
    errorMs: null,
  },
  recordedAt: '2026-07-01T10:00:11.000Z',
  items: [
    {
      path: 'setpoints/Tank.txt',
      kind: 'setpoint',
      sign: 'changed',
      headline: 'Tank1.LevelSP 42.5 → 55.0 %',
      members: 1,
    },
  ],
  itemCount: 1,
  load: null,
  unsettled: false,
  phase: 'production',
  who: { verdict: 'witnessed', reach: 'person', actor: 'person', label: 'A. Kovač' },
  review: 'awaiting',
};

describe('a pushed change and a filter', () => {
  test.each([
    [{}, 'yes'],
    [{ asset: 'press-2', area: 'Forming', kind: 'setpoint', review: 'awaiting', sort: 'change' }, 'yes'],
    [{ asset: 'press-3' }, 'no'],
    [{ kind: 'logic' }, 'no'],
    [{ who: 'witnessed' }, 'yes'],
    [{ who: 'kova' }, 'yes'],
    [{ who: 'claimed' }, 'no'],
    [{ since: '2026-07-01T10:00:10.000Z' }, 'yes'],
    [{ since: '2026-07-01T12:00:10+02:00' }, 'yes'],
    [{ since: '2026-07-01T10:00:11.000Z' }, 'no'],
    [{ until: '2026-07-01T10:00:10.000Z' }, 'no'],
    [{ item: 'setpoints/Tank.txt' }, 'yes'],
    [{ item: 'setpoints/Other.txt' }, 'no'],
    [{ search: 'levelsp' }, 'yes'],
    [{ search: 'tank.TXT' }, 'yes'],
    [{ search: 'boiler' }, 'no'],
  ] as const)('%j: %s', (filter, answer) => {
    expect(matches(change, filter)).toBe(answer);
  });

  test('what may stand in the items that a summary leaves out is unsure', () => {
    const large = { ...change, itemCount: 9 };
    expect(matches(large, { item: 'setpoints/Other.txt' })).toBe('unsure');
    expect(matches(large, { search: 'boiler' })).toBe('unsure');
    expect(matches(large, { asset: 'press-3', search: 'boiler' })).toBe('no');
  });
});

describe('rows put before a list', () => {
  const list = {
    pages: [
      { rows: [change], next: 'x' },
      { rows: [], next: null },
    ],
    pageParams: ['', 'x'],
  };

  test('come first and keep the pages behind', () => {
    const next = { ...change, id: 'c-bbbbbbbbbbbb' };
    const made = withRows([next])(list);
    expect(made?.pages.map(page => page.rows.map(row => row.id))).toEqual([[next.id, change.id], []]);
    expect(made?.pages[0]?.next).toBe('x');
  });

  test('leave out what stands under them: older readings of a snapshot, and changes that are only effects', () => {
    const folded = (changes: number) => ({ key: 'press-3/s7 e', changes, items: changes, says: 'First' });
    const reading = { ...change, id: 'c-cccccccccccc', sort: 'first', folded: folded(1) } as const;
    const one = withRows([reading])(list);
    const two = withRows([{ ...reading, id: 'c-dddddddddddd', folded: folded(2) }])(one);
    expect(two?.pages[0]?.rows.map(row => row.id)).toEqual(['c-dddddddddddd', change.id]);
    const both = withRows([{ ...reading, id: 'c-eeeeeeeeeeee', folded: folded(2) }, reading])(list);
    expect(both?.pages[0]?.rows.map(row => row.id)).toEqual(['c-eeeeeeeeeeee', change.id]);
    const effects = { says: '1 value', total: 1, list: [], whole: [change.id] };
    const cause = withRows([{ ...change, id: 'c-ffffffffffff', effects }])(list);
    expect(cause?.pages[0]?.rows.map(row => row.id)).toEqual(['c-ffffffffffff']);
  });

  test('wait where the list may hold their cause, or only some of what they stand for', () => {
    const effectOf = { causes: ['c-bbbbbbbbbbbb'], parts: 1, of: 1, whole: true, says: 'x' };
    expect(matches({ ...change, effectOf }, {})).toBe('unsure');
    expect(matches({ ...change, effectOf: { ...effectOf, whole: false } }, {})).toBe('yes');
    const folded = { key: 'k', changes: 2, items: 9, says: 'First' };
    expect(matches({ ...change, folded }, {})).toBe('yes');
    expect(matches({ ...change, folded }, { kind: change.kinds[0] ?? '' })).toBe('unsure');
  });

  test('that are there already are not doubled, and no list stays none', () => {
    expect(withRows([change])(list)?.pages[0]?.rows).toHaveLength(1);
    expect(withRows([change])(undefined)).toBeUndefined();
  });
});
