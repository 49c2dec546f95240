import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ChangeSummary } from '@witnessmark/shared/api';
import { snapshotQuery } from '../api/index.ts';
import { counted, Failed, Loading } from '../parts/index.ts';
import { When } from '../time/index.ts';

interface Props {
  readonly change: ChangeSummary;
  readonly tabIndex: 0 | -1;
}

/** The readings that were one first snapshot, newest first, each with the items it brought. */
export function SnapshotReadings({ change, tabIndex }: Props) {
  const readings = useInfiniteQuery(snapshotQuery(change.asset.id));
  const rows = readings.data?.pages
    .flatMap(page => page.rows)
    .filter(({ source, idx }) => source === change.source && idx <= change.idx);
  return (
    <>
      {readings.isPending && <Loading what="the readings" />}
      {readings.error && <Failed what="Could not read the readings" error={readings.error} />}
      <ul aria-label="Readings of this first snapshot">
        {rows?.map(row => (
          <li key={row.id}>
            <When at={row.window.to} />{' '}
            <Link to="/changes/$change" params={{ change: row.id }} tabIndex={tabIndex}>
              {counted(row.itemCount, 'item')}
            </Link>{' '}
            <code>{row.items.map(({ path }) => path).join(' ')}</code>
            {row.itemCount > row.items.length && ' …'}
          </li>
        ))}
      </ul>
      {readings.hasNextPage && (
        <p>
          <button
            type="button"
            tabIndex={tabIndex}
            disabled={readings.isFetching}
            onClick={() => void readings.fetchNextPage()}
          >
            Show more readings
          </button>
        </p>
      )}
    </>
  );
}
