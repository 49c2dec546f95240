import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { Asset, Since } from '@witnessmark/shared/api';
import { useState } from 'react';
import { assetDiffQuery, sinceQuery } from '../api/index.ts';
import { useMe } from '../app/index.ts';
import { type DiffView, ItemDiff } from '../diff/index.ts';
import { counted, kindNames, Loaded, MomentField, momentOf, reasonText, SignMark } from '../parts/index.ts';
import { Between, spanText, useZone, When } from '../time/index.ts';
import { ChangeLines } from './change-lines.tsx';
import { sinceMoment } from './since.ts';

interface Props {
  readonly asset: Asset;
  readonly since: string | undefined;
  readonly readAt: number;
}

/** The first question at a machine that misbehaves: what differs from when it still ran, and who. */
export function WhatChanged({ asset, since, readAt }: Props) {
  const me = useMe();
  const zone = useZone();
  const { name, from } = sinceMoment(since, readAt, zone, me.site.shifts);
  const result = useQuery(sinceQuery(asset.id, from));
  return (
    <section aria-labelledby="since-title" className="since">
      <h2 id="since-title">What changed since</h2>
      <Presets asset={asset.id} name={name} from={from} />
      <Loaded result={result} what="what changed">
        {data => <Answer asset={asset} since={data} readAt={readAt} />}
      </Loaded>
    </section>
  );
}

function Presets({
  asset,
  name,
  from,
}: {
  readonly asset: string;
  readonly name: string;
  readonly from: string;
}) {
  const navigate = useNavigate();
  const zone = useZone();
  const preset = (since: string, text: string) => (
    <Link
      to="/assets/$asset"
      params={{ asset }}
      search={old => ({ ...old, since })}
      replace
      className="badge"
      aria-current={name === since ? 'true' : undefined}
    >
      {text}
    </Link>
  );
  return (
    <div className="presets">
      {preset('24h', 'last 24 h')}
      {preset('shift', 'shift start')}
      <form
        className="inline-form"
        onSubmit={event => {
          event.preventDefault();
          const since = momentOf(new FormData(event.currentTarget), 'since', zone);
          if (!since) return;
          void navigate({
            to: '/assets/$asset',
            params: { asset },
            search: old => ({ ...old, since }),
            replace: true,
          });
        }}
      >
        <MomentField label="a chosen moment, site time" name="since" value={from} zone={zone} required />
        <button type="submit">Show</button>
      </form>
    </div>
  );
}

function Answer({
  asset,
  since,
  readAt,
}: {
  readonly asset: Asset;
  readonly since: Since;
  readonly readAt: number;
}) {
  const blankMs = since.gaps.reduce((sum, gap) => sum + Date.parse(gap.to) - Date.parse(gap.from), 0);
  return (
    <>
      <p className="sentence answer">
        {since.items.length === 0 ? (
          <>
            Since <When at={since.from} />, every reading of {asset.name} found the same content
          </>
        ) : (
          <>
            Since <When at={since.from} />, {counted(since.items.length, 'item')} of {asset.name}{' '}
            {since.items.length === 1 ? 'differs' : 'differ'}, by {counted(since.changes.length, 'change')}
          </>
        )}
        {since.gaps.length > 0
          ? `; ${counted(since.gaps.length, 'stretch', 'stretches')} (${spanText(blankMs)}) not watched.`
          : ', and it was watched throughout.'}
      </p>
      {since.changes.length > 0 && (
        <>
          <h3>Causes, newest first</h3>
          <ChangeLines changes={since.changes} atOnce={8} />
        </>
      )}
      {since.items.length > 0 && <Net asset={asset} since={since} />}
      {since.gaps.length > 0 && (
        <>
          <h3>Not watched</h3>
          <ul className="plain-list">
            {since.gaps.map(gap => (
              <li key={`${gap.kind}${gap.from}`}>
                <span className="swatch span-gap" aria-hidden="true" /> {kindNames[gap.kind]}:{' '}
                {reasonText(gap.reason)}, <Between from={gap.from} to={gap.to} />
              </li>
            ))}
          </ul>
        </>
      )}
      <p className="fine">
        As read <When at={new Date(readAt).toISOString()} ago />.
      </p>
    </>
  );
}

/** Then against now: what is left of all changes together. */
function Net({ asset, since }: { readonly asset: Asset; readonly since: Since }) {
  const diff = useQuery(assetDiffQuery(asset.id, since.from));
  const [view, setView] = useState<DiffView>('summary');
  return (
    <>
      <h3>Then → now</h3>
      <ul className="plain-list">
        {since.items.map(item => (
          <li key={item.path}>
            <SignMark sign={item.sign} />{' '}
            <Link
              to="/assets/$asset"
              params={{ asset: asset.id }}
              search={old => ({ ...old, item: item.path })}
            >
              <code>{item.path}</code>
            </Link>{' '}
            <span className="fine">{kindNames[item.kind]}</span> {item.headline}
          </li>
        ))}
      </ul>
      <Loaded result={diff} what="the difference">
        {data => (
          <>
            {data.items.map(item => (
              <details className="item-panel" key={item.path} open={data.items.length <= 3}>
                <summary>
                  <SignMark sign={item.sign} /> <code className="path">{item.path}</code>
                </summary>
                <div className="item-body">
                  <ItemDiff diff={item.diff} path={item.path} asset={asset.id} view={view} onView={setView} />
                </div>
              </details>
            ))}
            {data.truncated && <p className="blank">! More items differ than are shown.</p>}
          </>
        )}
      </Loaded>
    </>
  );
}
