import type { ItemDiff } from '@witnessmark/shared/api';
import { originLines, withNote } from './name-text.ts';
import { type Paint, printable } from './paint.ts';

/** Two texts line by line, as lines for a terminal. */
export function textLines(diff: Extract<ItemDiff, { form: 'text' }>, paint: Paint): string[] {
  return [
    ...(diff.note === undefined ? [] : [paint.warned(`! ${printable(diff.note)}`)]),
    ...diff.hunks.flatMap(hunk => [
      '@@',
      ...hunk.map(line =>
        painted(line.sign, withNote(`${line.sign}${printable(line.text)}`, line.names), paint),
      ),
    ]),
    ...(diff.truncated ? ['… more differs than is shown, or lines are cut; the whole is in git'] : []),
    ...originLines(diff.names, paint),
  ];
}

function painted(sign: ' ' | '+' | '-', text: string, paint: Paint): string {
  return sign === '+' ? paint.added(text) : sign === '-' ? paint.removed(text) : paint.dim(text);
}
