import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useCallback, useRef, useState } from 'react';
import { logQuery } from '../api/index.ts';
import { type ListHandle, NewsBar, VirtualList } from '../list/index.ts';
import { useLive } from '../live/index.ts';
import { counted, Empty, Failed, Loaded, useTitle } from '../parts/index.ts';
import { Checkpoints } from './checkpoints.tsx';
import { EntryProof } from './entry-proof.tsx';
import { EntryRow } from './entry-row.tsx';
import { LogFilter } from './log-filter.tsx';
import { Verify } from './verify.tsx';

const route = getRouteApi('/log');

export function LogView() {
  useTitle('Log');
  const { entry, ...filter } = route.useSearch();
  const navigate = useNavigate();
  const log = useInfiniteQuery(logQuery({ ...filter }));
  const list = useRef<ListHandle>(null);
  const [size, setSize] = useState(0);
  useLive(event => {
    if (event.type === 'log') setSize(event.size);
  });
  const rows = log.data?.pages.flatMap(page => page.rows) ?? [];
  const first = rows[0];
  const filtered = Object.keys(filter).length > 0;
  // Under a filter the number of entries that came says nothing about how many of them match.
  const news = first && !filtered ? Math.max(0, size - 1 - first.idx) : 0;
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = log;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  return (
    <div className="view-list">
      <h1 className="unseen">Log</h1>
      <div className="log-tools">
        <Verify />
        <Checkpoints />
      </div>
      <LogFilter filter={filter} />
      <NewsBar
        count={news}
        noun={count => counted(count, 'new entry', 'new entries')}
        onShow={() => {
          void log.refetch().then(() => list.current?.toTop());
        }}
      />
      <Loaded result={log} what="the log">
        {() =>
          rows.length === 0 ? (
            <Empty title={filtered ? 'No entry matches these filters' : 'The log has no entry'} />
          ) : (
            <VirtualList
              label="Log entries"
              noun="entry"
              rows={rows}
              keyOf={row => String(row.idx)}
              heightOf={() => 30}
              opens={() => true}
              render={(row, state) => <EntryRow entry={row} tabIndex={state.tabIndex} />}
              onEnd={onEnd}
              handle={list}
            />
          )
        }
      </Loaded>
      {isFetchNextPageError && (
        <Failed what="Could not read further back" error={log.error} onRetry={() => void fetchNextPage()} />
      )}
      {entry !== undefined && (
        <EntryProof idx={entry} onClose={() => void navigate({ to: '/log', search: filter })} />
      )}
    </div>
  );
}
