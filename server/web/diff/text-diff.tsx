import type { ItemDiff } from '@witnessmark/shared/api';
import { Names, NamesOrigin } from '../names/index.ts';
import { bytesText, counted } from '../parts/index.ts';

type Line = Extract<ItemDiff, { form: 'text' }>['hunks'][number][number];

const words = { '+': 'added', '-': 'removed', ' ': '' } as const;

export function Lines({ lines, label }: { readonly lines: readonly Line[]; readonly label: string }) {
  return (
    <div className="table-scroll">
      <table className="lines">
        <caption className="unseen">{label}</caption>
        <tbody>
          {lines.map(line => (
            <tr
              key={`${line.sign}${line.old}:${line.new}`}
              className={words[line.sign] ? `line-${words[line.sign]}` : undefined}
            >
              <td className="line-number">{line.old}</td>
              <td className="line-number">{line.new}</td>
              <td className="line-sign">
                <span aria-hidden="true">{line.sign === '-' ? '−' : line.sign}</span>
                <span className="unseen">{words[line.sign]}</span>
              </td>
              <td>
                <code>{line.text}</code>
                <Names of={line.names} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function TextDiff({
  diff,
  label,
}: {
  readonly diff: Extract<ItemDiff, { form: 'text' }>;
  readonly label: string;
}) {
  return (
    <>
      {diff.note !== undefined && <p className="blank">! {diff.note}</p>}
      <p className="fine">
        + {counted(diff.added, 'line')} added, − {counted(diff.removed, 'line')} removed
      </p>
      {diff.hunks.map((hunk, index) => {
        const first = hunk[0];
        return (
          <Lines
            key={`${first?.old}:${first?.new}`}
            lines={hunk}
            label={`${label}, part ${index + 1} of ${diff.hunks.length}`}
          />
        );
      })}
      {diff.truncated && <p className="blank">! More lines differ than are shown; the whole is in git.</p>}
      <NamesOrigin from={diff.names} />
    </>
  );
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
  return (
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
}
