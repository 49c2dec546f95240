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
import { counted, LongBody, SignMark } from '../parts/index.ts';
import { LineTable } from './line-table.tsx';
import { percentText, Side, stepText } from './sides.tsx';
import { lineRows } from './text-diff.tsx';

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
    cell: cell => <Side text={cell.getValue()} side="old" />,
  }),
  helper.accessor('new', {
    header: 'New',
    enableSorting: false,
    cell: cell => <Side text={cell.getValue()} side="new" />,
  }),
  helper.accessor(row => propertyText(row.sign, row.oldUnit, row.unit), { id: 'unit', header: 'Unit' }),
  helper.accessor('step', {
    header: 'Step',
    enableSorting: false,
    cell: cell => <span className="number">{stepText(cell.getValue())}</span>,
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

/** A value's unit or range: the one it has or had, or both where it changed. */
function propertyText(sign: MemberChange['sign'], old: string | null, now: string | null): string {
  if (sign === 'added' || old === now) return now ?? '';
  if (sign === 'removed') return old ?? '';
  return `${old ?? 'none'} → ${now ?? 'none'}`;
}

function rangeText(range: MemberChange['range']): string | null {
  return range ? `${range[0]}..${range[1]}` : null;
}

/** Pixels of a row on one line. */
const rowHeight = 26;

/** Old → new, a line a value; sortable, so that the largest step comes first when asked. */
export function ValuesDiff({
  diff,
  label,
}: {
  readonly diff: Extract<ItemDiff, { form: 'values' }>;
  readonly label: string;
}) {
  const [sorting, setSorting] = useState<SortingState>([]);
  const table = useTable({
    features,
    columns,
    data: diff.members,
    state: { sorting },
    onSortingChange: setSorting,
  });
  const rows = table.getRowModel().rows;
  return (
    <>
      <div className="table-scroll">
        <table className="values" aria-rowcount={rows.length + 1}>
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
          <LongBody
            rows={rows}
            columns={columns.length}
            rowHeight={rowHeight}
            render={(row, at) => (
              <tr key={row.id} className={`line-${row.original.sign}`} aria-rowindex={at + 2}>
                {row.getAllCells().map(cell => (
                  <td key={cell.id} className={`cell-${cell.column.id}`}>
                    <table.FlexRender cell={cell} />
                  </td>
                ))}
              </tr>
            )}
          />
        </table>
      </div>
      {diff.truncated && (
        <p className="blank">
          ! {counted(diff.differing, 'value')} differ, {counted(diff.members.length, 'value')} are listed; the
          whole is in git.
        </p>
      )}
      {diff.unparsed.length > 0 && (
        <>
          <p className="blank">! {counted(diff.unparsed.length, 'line')} could not be read as values:</p>
          <LineTable rows={lineRows(diff.unparsed)} label={`Lines of ${label} that are not values`} />
        </>
      )}
      <p className="fine">{counted(diff.unchanged, 'other value')} read equal.</p>
    </>
  );
}
