import { counted, visible } from '../parts/index.ts';
import type { Code } from './code.ts';
import { ruleText } from './code-words.ts';
import { type LineRow, LineTable } from './line-table.tsx';
import { Unfolding } from './unfolding.tsx';

/** What was not understood, and what was taken for noise: counted, and there to be opened. */
export function LeftOut({ diff, label }: { readonly diff: Code; readonly label: string }) {
  const { unknown, noise } = diff;
  const differing = noise.reduce((sum, each) => sum + each.differing, 0);
  return (
    <>
      {unknown.old + unknown.new > 0 && (
        <Unfolding
          loud={unknown.differing > 0}
          summary={`! Not understood and compared as text: ${counted(unknown.old, 'piece')} → ${unknown.new.toLocaleString('en')}, ${unknown.differing === 0 ? 'none differs' : `${counted(unknown.differing, 'place')} ${unknown.differing === 1 ? 'differs' : 'differ'}`}`}
        >
          {() =>
            unknown.lines.length === 0 ? (
              <p className="fine">All of it is equal on both sides.</p>
            ) : (
              <LineTable rows={unknownRows(unknown.lines)} label={`What was not understood of ${label}`} />
            )
          }
        </Unfolding>
      )}
      {noise.length > 0 && (
        <Unfolding
          summary={`Left out because it means nothing: ${differing === 0 ? 'nothing of it differs' : `${counted(differing, 'place')} that ${differing === 1 ? 'differs' : 'differ'}`}, by ${counted(noise.length, 'rule')}`}
        >
          {() => <LineTable rows={noiseRows(noise)} label={`What means nothing of ${label}`} />}
        </Unfolding>
      )}
    </>
  );
}

function unknownRows(lines: Code['unknown']['lines']): LineRow[] {
  return lines.map(({ sign, text }, at) => ({
    is: 'line',
    key: `${at}`,
    sign,
    old: null,
    new: null,
    text: visible(text),
  }));
}

function noiseRows(noise: Code['noise']): LineRow[] {
  return noise.flatMap(({ rule, old, new: now, differing, shown }): LineRow[] => [
    {
      is: 'head',
      key: rule,
      head: (
        <>
          {ruleText(rule)}{' '}
          <span className="fine">
            {old.toLocaleString('en')} → {now.toLocaleString('en')},{' '}
            {differing === 0 ? 'none differs' : counted(differing, 'differs', 'differ')}
            {shown.length > 0 && shown.length < differing && `, the first ${shown.length} lines shown`}
          </span>
        </>
      ),
    },
    ...shown.map(
      ({ sign, line, text }, at): LineRow => ({
        is: 'line',
        key: `${rule} ${at}`,
        sign,
        old: sign === '-' && line > 0 ? line : null,
        new: sign === '+' && line > 0 ? line : null,
        text: visible(text),
      }),
    ),
  ]);
}
