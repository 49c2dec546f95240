import { type DiffView, diffContents } from '@witnessmark/shared/changes';
import { describe, expect, test } from 'vitest';
import { diffLines } from './diff-text.ts';
import { paintFor } from './paint.ts';

const plain = paintFor({ isTTY: false }, {});
const program = (declared: string, body: string) =>
  Buffer.from(`PROGRAM Main\nVAR\n${declared}\nEND_VAR\n${body}\nEND_PROGRAM\n`);

test('a source is shown as its sentence, its findings, its members and the lines that differ', () => {
  const old = program('Max : REAL := 80.0;', 'a := 1;\nb := 2;\nc := 3;\nd := 4;\nT1(IN := x, PT := T#3s);');
  const now = program('Max : REAL := 95.0;', 'a := 1;\nb := 2;\nc := 3;\nd := 4;\nT1(IN := x, PT := T#5s);');
  expect(diffLines(diffContents('files/Main.st', old, now), plain).split('\n')).toEqual([
    'limit Max widened 80.0 → 95.0 in line 3 of Main; timer preset of T1 3 s → 5 s in line 9 of Main',
    '! limit Max widened 80.0 → 95.0 (Main, line 3; limit-widened)',
    '! timer preset of T1 3 s → 5 s (Main, line 9; preset-changed)',
    'Main',
    '  ~ value of Max: 80.0 → 95.0',
    'Main · ST',
    '  ⋮',
    '  c := 3',
    '  d := 4',
    '− T1(IN := x, PT := T#3s)',
    '+ T1(IN := x, PT := T#5s)',
  ]);
});

describe('one view of a source', () => {
  const old = program('Max : REAL := 80.0;', 'a := 1;\nb := 2;\nc := 3;\nd := 4;\nT1(IN := x, PT := T#3s);');
  const now = program(
    'Max : REAL := 95.0;',
    'a := 1;\nb := 2;\nc := 3;\nd := 4; // why\nT1(IN := x, PT := T#5s);',
  );
  const diff = diffContents('files/Main.st', old, now);
  const shown = (view: DiffView) => diffLines(diff, plain, view).split('\n').slice(1);

  test.each<[DiffView, readonly string[]]>([
    [
      'summary',
      [
        '! limit Max widened 80.0 → 95.0 (Main, line 3; limit-widened)',
        '! timer preset of T1 3 s → 5 s (Main, line 9; preset-changed)',
        '2 value, 1 comment',
        '~  Main  program  3 changes',
        '1 differ, 0 equal',
      ],
    ],
    [
      'table',
      [
        '~  value    Main, line 3  value of Max  80.0 → 95.0',
        '+  comment  Main, line 8  comment       why',
        '~  value    Main, line 9  statement     T1(IN := x, PT := T#3s) → T1(IN := x, PT := T#5s)',
      ],
    ],
    [
      'listing',
      [
        'Main · ST',
        '  ⋮',
        '  b := 2',
        '  c := 3',
        '+ // why',
        '  d := 4',
        '− T1(IN := x, PT := T#3s)',
        '+ T1(IN := x, PT := T#5s)',
      ],
    ],
    [
      'raw',
      [
        '@@',
        ' PROGRAM Main',
        ' VAR',
        '-Max : REAL := 80.0;',
        '+Max : REAL := 95.0;',
        ' END_VAR',
        ' a := 1;',
        ' b := 2;',
        ' c := 3;',
        '-d := 4;',
        '-T1(IN := x, PT := T#3s);',
        '+d := 4; // why',
        '+T1(IN := x, PT := T#5s);',
        ' END_PROGRAM',
      ],
    ],
  ])('%s', (view, lines) => {
    expect(shown(view)).toEqual(lines);
  });

  test('that an item does not have is said, and the item shown as it is without', () => {
    expect(diffLines(diff, plain, 'rung').split('\n')).toEqual([
      '(this item has no rung view)',
      ...diffLines(diff, plain).split('\n'),
    ]);
  });
});

test('what a stranger wrote into a file cannot steer the terminal', () => {
  const shown = diffLines(
    diffContents(
      'files/Main.st',
      program('a : INT;', "s := 'x';"),
      program('a : INT;', "s := '\u001b[2Jx';"),
    ),
    plain,
  );
  expect(shown).not.toContain('\u001b');
});
