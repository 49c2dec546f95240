import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useCallback } from 'react';
import { assetsQuery } from '../api/index.ts';
import { NothingYet } from '../connect/index.ts';
import { VirtualList } from '../list/index.ts';
import { counted, Empty, Failed, Loaded, textOf, useTitle } from '../parts/index.ts';
import { AssetRow } from './asset-row.tsx';

const route = getRouteApi('/assets');

export function AssetsView() {
  useTitle('Assets');
  const filter = route.useSearch();
  const navigate = useNavigate();
  const assets = useInfiniteQuery(assetsQuery({ ...filter }));
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = assets;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const next: { area?: string; search?: string } = {};
    for (const name of ['area', 'search'] as const) {
      const value = textOf(form, name);
      if (value) next[name] = value;
    }
    void navigate({ to: '/assets', search: next, replace: true });
  };
  const filtered = Object.keys(filter).length > 0;
  return (
    <div className="view-list">
      <h1 className="unseen">Assets</h1>
      <form key={JSON.stringify(filter)} className="filters" aria-label="Filter assets" onSubmit={submit}>
        <label>
          Area <input name="area" defaultValue={filter.area} maxLength={100} />
        </label>
        <label>
          Name <input name="search" type="search" defaultValue={filter.search} maxLength={200} />
        </label>
        <button type="submit">Filter</button>
        {filtered && (
          <button
            type="button"
            className="quiet"
            onClick={() => void navigate({ to: '/assets', search: {} })}
          >
            Clear filters
          </button>
        )}
      </form>
      <Loaded result={assets} what="the assets">
        {data => {
          const rows = data.pages.flatMap(page => page.rows);
          if (rows.length > 0) {
            return (
              <>
                <p className="list-count">
                  {counted(rows.length, 'asset')}
                  {hasNextPage ? ' and more' : ''}
                </p>
                <VirtualList
                  label="Assets"
                  noun="asset"
                  rows={rows}
                  keyOf={row => row.id}
                  heightOf={() => 56}
                  opens={() => true}
                  render={(row, state) => <AssetRow asset={row} tabIndex={state.tabIndex} />}
                  onEnd={onEnd}
                />
              </>
            );
          }
          return filtered ? (
            <Empty title="No asset matches these filters" />
          ) : (
            <NothingYet title="No asset is watched yet" />
          );
        }}
      </Loaded>
      {isFetchNextPageError && (
        <Failed what="Could not read more assets" error={assets.error} onRetry={() => void fetchNextPage()} />
      )}
    </div>
  );
}
