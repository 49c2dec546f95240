import { diffContents, type LogicDiff } from '@witnessmark/shared/changes';
import { expect, test } from 'vitest';
import { diffLines } from './diff-text.ts';
import { paintFor } from './paint.ts';

const plain = paintFor({ isTTY: false }, {});

test('of a program block, what cannot be read and what its header says are told too', () => {
  const diff: LogicDiff = {
    form: 'logic',
    block: 'FC 12',
    verdict: 'logic',
    sentence: 'The logic changed.',
    statements: [],
    networks: [],
    variables: [],
    fields: [{ field: 'protection', old: 'none', new: 'know-how' }],
    values: [],
    opaqueChanged: true,
    truncated: false,
    listing: { form: 'text', hunks: [], added: 0, removed: 0, truncated: false },
  };
  expect(diffLines(diff, plain).split('\n')).toEqual([
    'The logic changed.',
    '! something in this block that cannot be read is another',
    '~  protection  none → know-how',
  ]);
  expect(diffLines({ ...diff, opaqueChanged: false, fields: [] }, plain)).toBe('The logic changed.');
});

test('a source that is compared as bytes says why', () => {
  const source = (name: string) => Buffer.from(`<RSLogix5000Content>\0<${name}/></RSLogix5000Content>`);
  const lines = diffLines(diffContents('files/Main.L5X', source('a'), source('b')), plain).split('\n');
  expect(lines).toEqual([
    expect.stringMatching(/^! not compared as code: /),
    'bytes: 46 → 46, first difference at byte 22',
  ]);
});
