import type { ChangeSummary } from '@witnessmark/shared/api';
import { expect, test } from 'vitest';
import { type Gap, keyOf, listRows } from './rows.ts';

const change = (id: string, recordedAt: string) => ({ id, recordedAt }) as ChangeSummary;
const gap = (from: string, to: string | null, asset = 'mixer-2'): Gap => ({
  asset: { id: asset, name: asset, area: 'Brewhouse' },
  source: 's7',
  kinds: ['setpoint'],
  from,
  to,
  reason: 'link-lost',
  detail: null,
});

test('days head their changes by the site’s date, blanks stand where they ended, lasting ones at the top', () => {
  const rows = listRows(
    [
      change('c', '2026-07-01T23:00:00Z'),
      change('b', '2026-07-01T12:00:00Z'),
      change('a', '2026-07-01T10:00:00Z'),
    ],
    [gap('2026-07-01T09:00:00Z', '2026-07-01T11:00:00Z'), gap('2026-07-01T22:00:00Z', null)],
    'Europe/Berlin',
  );
  expect(
    rows.map(row => (row.type === 'change' ? row.change.id : row.type === 'day' ? row.date : row.type)),
  ).toEqual(['gap', '2026-07-02', 'c', '2026-07-01', 'b', 'gap', 'a']);
  expect(new Set(rows.map(keyOf)).size).toBe(rows.length);
});

test('many lasting blanks are one row', () => {
  const many = ['a', 'b', 'c', 'd'].map(asset => gap('2026-07-01T09:00:00Z', null, asset));
  expect(listRows([], many, 'UTC').map(row => row.type)).toEqual(['ongoing']);
  expect(listRows([], many.slice(1), 'UTC')).toHaveLength(3);
});
