import type { LookedThrough, References, ReferencesPast } from '@witnessmark/shared/api';
import { changeSummarySchema } from '@witnessmark/shared/api';
import { expect, test } from 'vitest';
import { paintFor } from './paint.ts';
import { lookedThroughLines, pastLines, useLines } from './uses-text.ts';

const paint = paintFor({}, {});
const whole: LookedThrough = {
  waiting: { contents: 0, changes: 0 },
  unread: { contents: 0, changes: 0, first: [] },
  otherFiles: 0,
};
const row = {
  asset: 'press-2',
  assetName: 'Press 2',
  area: 'Forming',
  path: 'files/Main.st',
  name: 'Level\u001b[31m',
  places: [
    { access: 'declared' as const, unit: 'Main', network: null, line: 2 },
    { access: 'write' as const, unit: 'Main', network: '4', line: null },
  ],
  count: 5,
  value: null,
};
const value = { ...row, path: 'setpoints/DB20.txt', name: 'Level', places: [], count: 0, value: '42.5 %' };
const nothing: References = {
  rows: [],
  next: null,
  partsTruncated: false,
  byAddress: [],
  byAddressTruncated: false,
  lookedThrough: whole,
};

test('uses stand by asset, with what is done where, and nothing of them is obeyed', () => {
  expect(useLines({ ...nothing, rows: [row, value], next: 'more' }, paint)).toEqual([
    'Press 2 (press-2), Forming',
    '  files/Main.st: Level\\u001b[31m',
    '    declared  line 2     Main\n    written   network 4  Main',
    '    … 3 more places',
    '  setpoints/DB20.txt: Level = 42.5 %',
    '! more places than are shown; --limit shows more',
  ]);
  expect(useLines(nothing, paint)).toEqual(['It stands nowhere in what the plant holds now.']);
});

test('program blocks that hold the address alone stand apart', () => {
  const byAddress = [{ ...row, address: 'I 0.0', places: [], count: 0 }];
  expect(useLines({ ...nothing, byAddress }, paint)).toContain(
    'By the address that a table of symbols gives it:',
  );
});

test('the past tells when, where, who and what happened to the name', () => {
  const change = changeSummarySchema.parse({
    id: 'c-aaaaaaaaaaaa',
    idx: 7,
    asset: { id: 'press-2', name: 'Press 2', area: 'Forming', site: 'Rivermill' },
    source: 'exports',
    kinds: ['logic'],
    sort: 'change',
    sentence: 'It changed.',
    window: { from: null, to: '2026-06-01T00:00:10.000Z', basis: 'content', errorMs: null },
    recordedAt: '2026-06-01T00:00:11.000Z',
    items: [],
    itemCount: 1,
    load: null,
    unsettled: false,
    phase: 'production',
    who: { verdict: 'bracketed', reach: 'person', actor: 'person', label: "in A. Kovač's session" },
    review: 'awaiting',
  });
  const item = { path: 'files/Main.st', sign: 'changed' as const, address: null };
  const past: ReferencesPast = {
    rows: [
      {
        change,
        items: [
          { ...item, before: 2, after: 2, says: 'Level 80 → 95' },
          { ...item, before: 0, after: 1, says: null, address: 'I0.0' },
          { ...item, before: 3, after: 2, says: null },
        ],
      },
    ],
    next: null,
    lookedThrough: whole,
  };
  expect(pastLines(past, 'UTC', paint)).toEqual([
    "2026-06-01 00:00:10+00:00  c-aaaaaaaaaaaa  Press 2  in A. Kovač's session (bracketed)",
    '    files/Main.st: Level 80 → 95',
    '    files/Main.st (by I0.0): came, in 1 place',
    '    files/Main.st: 3 → 2 places',
  ]);
  expect(pastLines({ ...past, rows: [] }, 'UTC', paint)).toEqual(['No change was about it.']);
});

test('what was not looked through is said, and nothing where all was', () => {
  expect(lookedThroughLines({ lookedThrough: whole }, paint)).toEqual([]);
  const first = [
    { asset: 'press-2', assetName: 'Press 2', path: 'raw/FC1.mc7', change: null, says: 'encrypted' },
  ];
  const lookedThrough = {
    waiting: { contents: 10_000, changes: 2 },
    unread: { contents: 1, changes: 0, first },
    otherFiles: 3,
  };
  expect(lookedThroughLines({ lookedThrough }, paint)).toEqual([
    '! not looked through yet: 10000 or more files and blocks held now, 2 changes; ask again later',
    '! could not be looked through: 1 files and blocks held now, 0 differences',
    '    Press 2: raw/FC1.mc7: encrypted',
    '3 files are of no kind that names are read from',
  ]);
});
