import type { Change } from '@witnessmark/shared/api';
import { expect, test } from 'vitest';
import { seriesOf } from './series.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 6, 1, 10, minute)).toISOString();

function change(
  idx: number,
  old: string | null,
  now: string | null,
  from: string | null = at(idx - 1),
): Change {
  const member = { name: 'SP', sign: 'changed', type: 'Real', old, new: now, unit: '%' };
  const item = {
    path: 'setpoints/A.txt',
    window: { from, to: at(idx) },
    diff: { form: 'values', members: [member] },
  };
  return { id: `c${idx}`, idx, items: [item] } as unknown as Change;
}

test('a series begins with the value that was replaced and follows the log’s order', () => {
  const [series] = seriesOf([change(5, '2', '3'), change(2, '1', '2')], 'setpoints/A.txt');
  expect(series?.unit).toBe('%');
  expect(series?.points.map(point => [new Date(point.at).toISOString(), point.value])).toEqual([
    [at(1), 1],
    [at(2), 2],
    [at(5), 3],
  ]);
});

test('what is no number is left out, and a missing start is the end of the window', () => {
  expect(seriesOf([change(2, 'TRUE', 'FALSE')], 'setpoints/A.txt')).toEqual([]);
  expect(seriesOf([change(2, 'NaN', '')], 'setpoints/A.txt')).toEqual([]);
  const [series] = seriesOf([change(2, '1', '2', null)], 'setpoints/A.txt');
  expect(series?.points[0]?.at).toBe(Date.parse(at(2)));
  expect(seriesOf([change(2, '1', '2')], 'setpoints/Other.txt')).toEqual([]);
});
