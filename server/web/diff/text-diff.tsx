import type { ItemDiff } from '@witnessmark/shared/api';
import { NamesOrigin } from '../names/index.ts';
import { bytesText, counted, visible } from '../parts/index.ts';
import { type LineRow, LineTable } from './line-table.tsx';

type Text = Extract<ItemDiff, { form: 'text' }>;
type Line = Text['hunks'][number][number];

/** Lines as they stand, with nothing between them. */
export function lineRows(lines: readonly Line[]): LineRow[] {
  return lines.map(({ sign, old, new: now, text, names }) => ({
    is: 'line',
    key: `${sign}${old}:${now}`,
    sign,
    old,
    new: now,
    text: visible(text),
    names,
  }));
}

/** Two texts, the places that differ with the lines around them. */
export function TextDiff({ diff, label }: { readonly diff: Text; readonly label: string }) {
  return (
    <>
      {diff.note !== undefined && <p className="blank">! {diff.note}</p>}
      <p className="fine">
        + {counted(diff.added, 'line')} added, − {counted(diff.removed, 'line')} removed
      </p>
      {diff.hunks.length > 0 && <LineTable rows={hunkRows(diff.hunks)} label={label} />}
      {diff.truncated && (
        <p className="blank">! More differs than is shown, or lines are cut; the whole is in git.</p>
      )}
      <NamesOrigin from={diff.names} />
    </>
  );
}

function hunkRows(hunks: Text['hunks']): LineRow[] {
  return hunks.flatMap((hunk, at): LineRow[] => {
    const lines = lineRows(hunk);
    const before = hunks[at - 1];
    if (before === undefined) return lines;
    return [{ is: 'gap', key: `gap ${at}`, lines: linesBetween(before, hunk) }, ...lines];
  });
}

function linesBetween(before: readonly Line[], after: readonly Line[]): number | null {
  const from = before.findLast(({ old }) => old !== null)?.old ?? null;
  const to = after.find(({ old }) => old !== null)?.old ?? null;
  return from === null || to === null ? null : to - from - 1;
}

export function BytesDiff({
  diff,
  old,
  now,
}: {
  readonly diff: Extract<ItemDiff, { form: 'bytes' }>;
  readonly old: string | null;
  readonly now: string | null;
}) {
  const sides = (
    <table className="values">
      <caption className="unseen">Content that is not text</caption>
      <thead>
        <tr>
          <th scope="col">Side</th>
          <th scope="col">Size</th>
          <th scope="col">SHA-256</th>
        </tr>
      </thead>
      <tbody>
        <tr className="line-removed">
          <th scope="row">− old</th>
          <td>{diff.oldBytes === null ? 'none' : bytesText(diff.oldBytes)}</td>
          <td>
            <code>{old ?? '–'}</code>
          </td>
        </tr>
        <tr className="line-added">
          <th scope="row">+ new</th>
          <td>{diff.newBytes === null ? 'none' : bytesText(diff.newBytes)}</td>
          <td>
            <code>{now ?? '–'}</code>
          </td>
        </tr>
        {diff.firstDifference !== null && (
          <tr>
            <th scope="row">first difference</th>
            <td colSpan={2}>at byte {diff.firstDifference.toLocaleString('en')}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
  return (
    <>
      {diff.note !== undefined && <p className="blank">! {diff.note}</p>}
      {sides}
    </>
  );
}
