import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  type SortingState,
  sortFn_alphanumeric,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import type { ItemDiff, MemberChange } from '@witnessmark/shared/api';
import { useState } from 'react';
import { counted, SignMark } from '../parts/index.ts';
import { Lines } from './text-diff.tsx';

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric },
});
const helper = createColumnHelper<typeof features, MemberChange>();
const columns = helper.columns([
  helper.accessor('sign', { header: 'Sign', cell: cell => <SignMark sign={cell.getValue()} /> }),
  helper.accessor('name', {
    header: 'Value',
    sortFn: 'alphanumeric',
    cell: cell => <code>{cell.getValue()}</code>,
  }),
  helper.accessor('old', {
    header: 'Old',
    enableSorting: false,
    cell: cell => <Value text={cell.getValue()} side="old" />,
  }),
  helper.accessor('new', {
    header: 'New',
    enableSorting: false,
    cell: cell => <Value text={cell.getValue()} side="new" />,
  }),
  helper.accessor(row => propertyText(row.sign, row.oldUnit, row.unit), { id: 'unit', header: 'Unit' }),
  helper.accessor('step', {
    header: 'Step',
    enableSorting: false,
    cell: cell => <span className="number">{cell.getValue()?.replace('-', '−') ?? ''}</span>,
  }),
  helper.accessor(row => (row.stepPercent === null ? undefined : Math.abs(row.stepPercent)), {
    id: 'share',
    header: '% of range',
    sortUndefined: 'last',
    cell: cell => <span className="number">{percentText(cell.row.original.stepPercent)}</span>,
  }),
  helper.accessor(row => propertyText(row.sign, rangeText(row.oldRange), rangeText(row.range)), {
    id: 'range',
    header: 'Range',
    enableSorting: false,
  }),
  helper.accessor('type', {
    header: 'Type',
    cell: cell => {
      const { type, oldType } = cell.row.original;
      return oldType && oldType !== type ? `${oldType} → ${type}` : type;
    },
  }),
]);

function Value({ text, side }: { readonly text: string | null; readonly side: 'old' | 'new' }) {
  if (text === null) return <span className="fine">none</span>;
  return side === 'old' ? <del className="value">{text}</del> : <ins className="value">{text}</ins>;
}

/** A value's unit or range: the one it has or had, or both where it changed. */
function propertyText(sign: MemberChange['sign'], old: string | null, now: string | null): string {
  if (sign === 'added' || old === now) return now ?? '';
  if (sign === 'removed') return old ?? '';
  return `${old ?? 'none'} → ${now ?? 'none'}`;
}

function rangeText(range: MemberChange['range']): string | null {
  return range ? `${range[0]}..${range[1]}` : null;
}

function percentText(percent: number | null): string {
  if (percent === null) return '';
  const text = Math.abs(percent) < 0.1 ? percent.toPrecision(2) : percent.toFixed(1);
  return `${percent > 0 ? '+' : ''}${text.replace('-', '−')} %`;
}

const shownAtOnce = 200;

/** Old → new, a line a value; sortable, so that the largest step comes first when asked. */
export function ValuesDiff({
  diff,
  label,
}: {
  readonly diff: Extract<ItemDiff, { form: 'values' }>;
  readonly label: string;
}) {
  const [sorting, setSorting] = useState<SortingState>([]);
  const [all, setAll] = useState(false);
  const table = useTable({
    features,
    columns,
    data: diff.members,
    state: { sorting },
    onSortingChange: setSorting,
  });
  const rows = table.getRowModel().rows;
  const shown = all ? rows : rows.slice(0, shownAtOnce);
  return (
    <>
      <div className="table-scroll">
        <table className="values">
          <caption className="unseen">Values of {label} that differ</caption>
          <thead>
            {table.getHeaderGroups().map(group => (
              <tr key={group.id}>
                {group.headers.map(header => {
                  const sorted = header.column.getIsSorted();
                  const name = String(header.column.columnDef.header);
                  return (
                    <th
                      key={header.id}
                      scope="col"
                      aria-sort={
                        sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : undefined
                      }
                    >
                      {header.column.getCanSort() ? (
                        <button
                          type="button"
                          className="sorter"
                          onClick={header.column.getToggleSortingHandler()}
                        >
                          {name}
                          <span aria-hidden="true">
                            {sorted === 'asc' ? ' ↑' : sorted === 'desc' ? ' ↓' : ''}
                          </span>
                        </button>
                      ) : (
                        name
                      )}
                    </th>
                  );
                })}
              </tr>
            ))}
          </thead>
          <tbody>
            {shown.map(row => (
              <tr key={row.id} className={`line-${row.original.sign}`}>
                {row.getAllCells().map(cell => (
                  <td key={cell.id} className={`cell-${cell.column.id}`}>
                    <table.FlexRender cell={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > shown.length && (
        <button type="button" onClick={() => setAll(true)}>
          Show all {counted(rows.length, 'value')}
        </button>
      )}
      {diff.truncated && (
        <p className="blank">
          ! {counted(diff.differing, 'value')} differ, {counted(diff.members.length, 'value')} are listed; the
          whole is in git.
        </p>
      )}
      {diff.unparsed.length > 0 && (
        <>
          <p className="blank">! {counted(diff.unparsed.length, 'line')} could not be read as values:</p>
          <Lines lines={diff.unparsed} label={`Lines of ${label} that are not values`} />
        </>
      )}
      <p className="fine">{counted(diff.unchanged, 'other value')} read equal.</p>
    </>
  );
}
