import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { changesQuery, gapsQuery, type Query } from '../api/index.ts';
import { NewsBar, type RowState, VirtualList } from '../list/index.ts';
import { counted, Empty, Failed, Loaded, useTitle } from '../parts/index.ts';
import { useZone } from '../time/index.ts';
import { type Arrivals, useArrivals } from './arrivals.ts';
import { ChangeRow } from './change-row.tsx';
import { ConnectFirst } from './connect-first.tsx';
import type { ChangesFilter } from './filter.ts';
import { FilterBar } from './filter-bar.tsx';
import { GapRow, OngoingRow } from './gap-row.tsx';
import { keyOf, type ListRow, listRows } from './rows.ts';

const route = getRouteApi('/changes');

export function ChangesView() {
  useTitle('Changes');
  const filter: ChangesFilter = route.useSearch();
  return (
    <div className="view-list">
      <h1 className="unseen">Changes</h1>
      <FilterBar filter={filter} />
      <Filtered key={JSON.stringify(filter)} filter={filter} />
    </div>
  );
}

function Filtered({ filter }: { readonly filter: ChangesFilter }) {
  const changes = useInfiniteQuery(changesQuery({ ...filter }));
  const arrivals = useArrivals(filter, changes.data?.pages);
  return (
    <>
      <NewsBar count={arrivals.pending} noun={count => counted(count, 'new change')} onShow={arrivals.show} />
      <Loaded result={changes} what="the changes">
        {() => <ChangesList filter={filter} arrivals={arrivals} query={changes} />}
      </Loaded>
    </>
  );
}

interface ListProps {
  readonly filter: ChangesFilter;
  readonly arrivals: Arrivals;
  readonly query: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly isFetchNextPageError: boolean;
    readonly error: unknown;
    readonly fetchNextPage: () => unknown;
  };
}

function ChangesList({ filter, arrivals, query }: ListProps) {
  const zone = useZone();
  const { rows, fresh, list } = arrivals;
  const oldest = rows.at(-1)?.recordedAt;
  const gaps = useQuery({
    ...gapsQuery(gapsFilter(filter, oldest)),
    // Filters that no blank can meet leave the blanks out.
    enabled:
      oldest !== undefined && !filter.who && !filter.review && !filter.search && !filter.item && !filter.sort,
  });
  const gapRows = gaps.data?.rows;
  const listed = useMemo(() => listRows(rows, gapRows ?? [], zone), [rows, gapRows, zone]);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  const render = (row: ListRow, state: RowState) => {
    if (row.type === 'day') {
      return (
        <h2 className="row day-row">
          {row.date} <span className="offset">{row.offset}</span>
        </h2>
      );
    }
    if (row.type === 'gap') return <GapRow gap={row.gap} />;
    if (row.type === 'ongoing') return <OngoingRow gaps={row.gaps} />;
    return <ChangeRow change={row.change} fresh={fresh.has(row.change.id)} {...state} />;
  };
  return (
    <>
      {gaps.error && <Failed what="Gaps are missing from this list" error={gaps.error} />}
      {rows.length === 0 ? (
        <NoChanges filtered={Object.keys(filter).length > 0} />
      ) : (
        <VirtualList
          label="Changes"
          noun="change"
          rows={listed}
          keyOf={keyOf}
          heightOf={row => (row.type === 'day' ? 28 : 34)}
          opens={row => row.type === 'change'}
          expands
          render={render}
          onEnd={onEnd}
          handle={list}
        />
      )}
      {isFetchNextPageError && (
        <Failed what="Could not read further back" error={query.error} onRetry={() => void fetchNextPage()} />
      )}
    </>
  );
}

function gapsFilter(filter: ChangesFilter, oldest: string | undefined): Query {
  return {
    from: filter.since ?? oldest,
    to: filter.until,
    asset: filter.asset,
    area: filter.area,
    kind: filter.kind,
  };
}

function NoChanges({ filtered }: { readonly filtered: boolean }) {
  if (filtered) {
    return (
      <Empty title="No change matches these filters">
        <p>
          Nothing that was read differs here. Stretches that were not watched stand in the unfiltered list and
          on each asset’s coverage strip: no change found is not the same as nothing changed.
        </p>
      </Empty>
    );
  }
  return <ConnectFirst />;
}
