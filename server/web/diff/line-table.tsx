import type { NamedText } from '@witnessmark/shared/api';
import type { ReactNode } from 'react';
import { Names } from '../names/index.ts';
import { counted, LongBody } from '../parts/index.ts';

const words = { '+': 'added', '-': 'removed', ' ': '' } as const;

/** A row of lines that are compared; keys are unique within the table. */
export type LineRow =
  | {
      readonly is: 'line';
      readonly key: string;
      readonly sign: ' ' | '+' | '-';
      readonly old: number | null;
      readonly new: number | null;
      readonly text: ReactNode;
      readonly names?: readonly NamedText[] | undefined;
      /** Whether the text is a link and nothing else, which is then as high as a finger needs. */
      readonly isLink?: boolean;
    }
  /** What the lines below it belong to. */
  | { readonly is: 'head'; readonly key: string; readonly head: ReactNode }
  /** Unchanged lines that are not shown; null where nobody counted them. */
  | {
      readonly is: 'gap';
      readonly key: string;
      readonly lines: number | null;
      readonly onOpen?: () => void;
    };

const columns = 4;
/** Pixels of a line that does not wrap. */
const lineHeight = 20;

/** Lines with their old and new numbers and their sign; of long tables only what is near the view is drawn. */
export function LineTable({ rows, label }: { readonly rows: readonly LineRow[]; readonly label: string }) {
  return (
    <div className="table-scroll">
      <table className="lines" aria-rowcount={rows.length}>
        <caption className="unseen">{label}</caption>
        <LongBody
          rows={rows}
          columns={columns}
          rowHeight={lineHeight}
          render={(row, at) => <Row key={row.key} row={row} index={at + 1} />}
        />
      </table>
    </div>
  );
}

function Row({ row, index }: { readonly row: LineRow; readonly index: number }) {
  switch (row.is) {
    case 'head':
      return (
        <tr className="lines-head" aria-rowindex={index}>
          <th colSpan={columns} scope="rowgroup">
            {row.head}
          </th>
        </tr>
      );
    case 'gap':
      return (
        <tr className="lines-gap" aria-rowindex={index}>
          <td colSpan={columns}>
            <Gap lines={row.lines} onOpen={row.onOpen} />
          </td>
        </tr>
      );
    case 'line':
      return (
        <tr className={classOf(row.sign, row.isLink === true)} aria-rowindex={index}>
          <td className="line-number">{row.old}</td>
          <td className="line-number">{row.new}</td>
          <td className="line-sign">
            <span aria-hidden="true">{row.sign === '-' ? '−' : row.sign}</span>
            <span className="unseen">{words[row.sign]}</span>
          </td>
          <td>
            <code>{row.text}</code>
            <Names of={row.names} />
          </td>
        </tr>
      );
  }
}

function classOf(sign: ' ' | '+' | '-', isLink: boolean): string | undefined {
  const names = [...(words[sign] ? [`line-${words[sign]}`] : []), ...(isLink ? ['line-link'] : [])];
  return names.length === 0 ? undefined : names.join(' ');
}

function Gap({
  lines,
  onOpen,
}: {
  readonly lines: number | null;
  readonly onOpen: (() => void) | undefined;
}) {
  const says = lines === null ? 'unchanged lines' : counted(lines, 'unchanged line');
  if (onOpen === undefined) return <span className="fine">⋮ {says}</span>;
  return (
    <button type="button" className="quiet" onClick={onOpen}>
      <span aria-hidden="true">⋮</span> Show {says}
    </button>
  );
}
