import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { Asset } from '@witnessmark/shared/api';
import { lazy, Suspense, useState } from 'react';
import { assetHistoryQuery, assetQuery } from '../api/index.ts';
import { NewsBar } from '../list/index.ts';
import { useLive } from '../live/index.ts';
import { AssetNamesPanel } from '../names/index.ts';
import { Copyable, counted, ExportRequestLine, Loaded, phaseNames, useTitle } from '../parts/index.ts';
import { PathsPanel } from '../registry/index.ts';
import { AssetSessions } from '../sessions/index.ts';
import { When } from '../time/index.ts';
import { ActsBar } from './acts-bar.tsx';
import { ChangeLines } from './change-lines.tsx';
import { DataBlocksPanel } from './data-block.tsx';
import { Item } from './item.tsx';
import { Sight } from './sight.tsx';
import { StateAt } from './state.tsx';
import { Streams } from './streams.tsx';
import { WhatChanged } from './what-changed.tsx';

const route = getRouteApi('/assets/$asset');
const LoadPlot = lazy(() => import('../plot/index.ts').then(plot => ({ default: plot.LoadPlot })));

const historyShown = 10;

export function AssetView() {
  const { asset: id } = route.useParams();
  const asset = useQuery(assetQuery(id));
  return (
    <Loaded result={asset} what="the asset">
      {data => <Whole key={id} asset={data} />}
    </Loaded>
  );
}

function Whole({ asset }: { readonly asset: Asset }) {
  useTitle(asset.name);
  const { since, at, item, line, span, block } = route.useSearch();
  const queries = useQueryClient();
  const [readAt, setReadAt] = useState(Date.now);
  const [news, setNews] = useState<ReadonlySet<string>>(new Set());
  useLive(event => {
    if (event.type === 'change' && event.change.asset.id === asset.id) {
      setNews(old => new Set(old).add(event.change.id));
    }
  });
  const show = () => {
    setNews(new Set());
    setReadAt(Date.now());
    void queries.invalidateQueries({ queryKey: ['asset', asset.id] });
  };
  return (
    <>
      <NewsBar
        count={news.size}
        noun={count => `${counted(count, 'new change')} on ${asset.name}`}
        onShow={show}
      />
      <div className="view asset">
        <header className="asset-head">
          <p className="crumbs">
            {asset.site} /{' '}
            <Link to="/assets" search={{ area: asset.area }}>
              {asset.area}
            </Link>{' '}
            / <code>{asset.id}</code>
          </p>
          <h1>{asset.name}</h1>
          <p className="facts">
            <span className="badge">{phaseNames[asset.phase] ?? asset.phase}</span>
            {asset.phaseUntil && (
              <span>
                until <When at={asset.phaseUntil} ago />
              </span>
            )}
            <Link to="/changes" search={{ asset: asset.id, review: 'awaiting' }}>
              {asset.awaiting} await judgement
            </Link>
            <Link to="/tags" search={{ asset: asset.id }}>
              Find a tag
            </Link>
          </p>
          {asset.exportsWanted.map(request => (
            <ExportRequestLine key={`${request.change} ${request.path}`} request={request} />
          ))}
          {asset.damaged && <p className="blank">! History damaged: {asset.damaged}</p>}
          <ActsBar asset={asset} />
        </header>
        <WhatChanged asset={asset} since={since} readAt={readAt} />
        <Streams asset={asset} />
        <Sight asset={asset} />
        <StateAt asset={asset} at={at} item={item} span={span} readAt={readAt} />
        {item && <Item key={`${item} ${line}`} asset={asset.id} path={item} at={at} line={lineIn(line)} />}
        <DataBlocksPanel asset={asset} at={at} block={block} />
        <AssetNamesPanel asset={asset.id} />
        <PathsPanel asset={asset} />
        <AssetSessions asset={asset.id} />
        <History asset={asset} />
        <section aria-labelledby="load-title" className="screen-only">
          <h2 id="load-title">Load we cause</h2>
          <Suspense fallback={null}>
            <LoadPlot streams={asset.streams.map(stream => stream.stream)} />
          </Suspense>
        </section>
        <section aria-labelledby="clone-title">
          <h2 id="clone-title">The whole history, in plain git</h2>
          <Copyable text={`git clone ${location.origin}${asset.gitPath}`} label="the clone command" />
          <p className="fine">
            Sign in with an API token of scope git as password; make one on{' '}
            <Link to="/account">your account</Link>.
          </p>
        </section>
      </div>
    </>
  );
}

/** A line of an item that an address names; null where it names none. */
function lineIn(text: string | undefined): number | null {
  const line = Number(text ?? '');
  return Number.isInteger(line) && line > 0 ? line : null;
}

function History({ asset }: { readonly asset: Asset }) {
  const history = useQuery(assetHistoryQuery(asset.id));
  return (
    <section aria-labelledby="history-title">
      <h2 id="history-title">History</h2>
      <Loaded result={history} what="the history">
        {data => {
          const { rows } = data;
          if (rows.length === 0)
            return <p>Nothing was recorded yet; the first snapshot comes with the first whole reading.</p>;
          return <ChangeLines changes={rows} atOnce={historyShown} />;
        }}
      </Loaded>
      <p>
        <Link to="/changes" search={{ asset: asset.id }}>
          All changes of {asset.name}
        </Link>
      </p>
    </section>
  );
}
