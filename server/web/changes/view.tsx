import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ChangeSummary } from '@witnessmark/shared/api';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { changesQuery, gapsQuery, type Query } from '../api/index.ts';
import { type ListHandle, NewsBar, VirtualList } from '../list/index.ts';
import { matches, useLive, withRows } from '../live/index.ts';
import { counted, Empty, Failed, Loaded, useTitle } from '../parts/index.ts';
import { useZone } from '../time/index.ts';
import { ChangeRow } from './change-row.tsx';
import { ConnectFirst } from './connect-first.tsx';
import type { ChangesFilter } from './filter.ts';
import { FilterBar } from './filter-bar.tsx';
import { GapRow, OngoingRow } from './gap-row.tsx';
import { keyOf, type ListRow, listRows } from './rows.ts';

const route = getRouteApi('/changes');
/** How long a row that came by itself stays marked. */
const freshMs = 4000;

export function ChangesView() {
  useTitle('Changes');
  const filter: ChangesFilter = route.useSearch();
  const changes = useInfiniteQuery(changesQuery({ ...filter }));
  return (
    <div className="view-list">
      <h1 className="unseen">Changes</h1>
      <FilterBar filter={filter} />
      <Loaded result={changes} what="the changes">
        {data => (
          <ChangesList key={JSON.stringify(filter)} filter={filter} pages={data.pages} query={changes} />
        )}
      </Loaded>
    </div>
  );
}

interface ListProps {
  readonly filter: ChangesFilter;
  readonly pages: readonly { readonly rows: readonly ChangeSummary[] }[];
  readonly query: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly isFetchNextPageError: boolean;
    readonly error: unknown;
    readonly fetchNextPage: () => unknown;
  };
}

function ChangesList({ filter, pages, query }: ListProps) {
  const zone = useZone();
  const { rows, pending, fresh, list, show } = useArrivals(filter, pages);
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
  const render = (row: ListRow, state: { expanded: boolean; tabIndex: 0 | -1 }) => {
    if (row.type === 'day') return <h2 className="row day-row">{row.date}</h2>;
    if (row.type === 'gap') return <GapRow gap={row.gap} />;
    if (row.type === 'ongoing') return <OngoingRow gaps={row.gaps} />;
    return <ChangeRow change={row.change} fresh={fresh.has(row.change.id)} {...state} />;
  };
  return (
    <>
      <NewsBar count={pending} noun={count => counted(count, 'new change')} onShow={show} />
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

/** Pushed changes go to the top at once while nobody reads there, and wait behind the bar otherwise. */
function useArrivals(filter: ChangesFilter, pages: ListProps['pages']) {
  const queries = useQueryClient();
  const list = useRef<ListHandle>(null);
  const [pending, setPending] = useState<readonly ChangeSummary[]>([]);
  const [unsure, setUnsure] = useState(false);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const key = changesQuery({ ...filter }).queryKey;
  const rows = useMemo(() => pages.flatMap(page => page.rows), [pages]);

  useEffect(() => {
    if (fresh.size === 0) return;
    const timer = setTimeout(() => setFresh(new Set()), freshMs);
    return () => clearTimeout(timer);
  }, [fresh]);

  const put = (changes: readonly ChangeSummary[]) => {
    queries.setQueryData(key, withRows(changes));
    setFresh(new Set(changes.map(change => change.id)));
  };
  useLive(event => {
    if (event.type !== 'change') return;
    const fits = matches(event.change, { ...filter });
    if (fits === 'no' || rows.some(row => row.id === event.change.id)) return;
    if (fits === 'yes' && pending.length === 0 && list.current?.reading() !== true) {
      put([event.change]);
      return;
    }
    if (fits === 'unsure') setUnsure(true);
    setPending(old => (old.some(each => each.id === event.change.id) ? old : [event.change, ...old]));
  });
  const show = () => {
    if (unsure) void queries.invalidateQueries({ queryKey: key });
    else put(pending);
    setUnsure(false);
    setPending([]);
    list.current?.toTop();
  };
  return { rows, pending: pending.length, fresh, list, show };
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
