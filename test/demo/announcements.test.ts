import type { ChangeSummary } from '@witnessmark/shared/api';
import { expect, test } from 'vitest';
import { Announcements } from './announcements.ts';
import { listening } from './demo.ts';

function row(idx: number, asset: string, sort: ChangeSummary['sort'] = 'change'): ChangeSummary {
  const at = '2026-01-02T03:04:05.000Z';
  return {
    id: 'c-aaaaaaaaaaaa',
    idx,
    asset: { id: asset, name: asset, area: 'hall-1', site: 'demo' },
    source: 's7',
    kinds: ['setpoint'],
    sort,
    sentence: `${asset} ${idx}`,
    window: { from: at, to: at, basis: 'content', errorMs: 1 },
    recordedAt: at,
    items: [],
    itemCount: 1,
    load: null,
    unsettled: false,
    phase: 'simulated',
    who: { verdict: 'unattributed', reach: 'nothing', actor: 'unknown', label: 'nobody known' },
    review: 'awaiting',
  };
}

test('the first change of each asset is told once, oldest first', () => {
  const announcements = new Announcements(['press-2', 'line-3'], 10);
  expect(announcements.take([])).toEqual([]);
  expect(announcements.take([row(13, 'line-3'), row(12, 'press-2'), row(11, 'press-2')])).toEqual([
    'press-2 11',
    'line-3 13',
  ]);
  expect(announcements.done).toBe(true);
  expect(announcements.take([row(14, 'press-2')])).toEqual([]);
});

test('first readings, what was there before, and other assets are not told', () => {
  const announcements = new Announcements(['press-2'], 10);
  expect(announcements.take([row(12, 'mixer-1'), row(11, 'press-2', 'first'), row(10, 'press-2')])).toEqual(
    [],
  );
  expect(announcements.done).toBe(false);
});

test('the server’s addresses are read from the line with which it says that it listens', () => {
  const line = '{"level":30,"people":"http://127.0.0.1:1","agents":"https://127.0.0.1:2","msg":"listening"}';
  expect(listening(line)).toEqual({ people: 'http://127.0.0.1:1', agents: 'https://127.0.0.1:2' });
  expect(listening('{"msg":"stopping"}')).toBeNull();
  expect(listening('{"msg":"other","note":"listening"}')).toBeNull();
});
