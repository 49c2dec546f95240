import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { Change } from '@witnessmark/shared/api';
import { changeItemsQuery, changeQuery } from '../api/index.ts';
import { type DiffView, diffViews, viewOf, viewsOf } from '../diff/index.ts';
import { useKeys } from '../keys/index.ts';
import {
  Copyable,
  counted,
  EffectList,
  EffectOfLine,
  ExportRequestLine,
  Failed,
  Loaded,
  phaseNames,
  Sentence,
  StripLegend,
  sentenceText,
  sortNames,
  useTitle,
  WhoMark,
} from '../parts/index.ts';
import { Between, When } from '../time/index.ts';
import { WhoPanel } from '../who/index.ts';
import { AroundWindow } from './around-window.tsx';
import { ItemPanel } from './item-panel.tsx';
import { PlannedBadges } from './planned.tsx';
import { Provenance } from './provenance.tsx';

const route = getRouteApi('/changes/$change');

export function ChangeView() {
  const { change: id } = route.useParams();
  const change = useQuery(changeQuery(id));
  return (
    <div className="view">
      <Loaded result={change} what="the change">
        {data => <Whole key={data.id} change={data} readAt={change.dataUpdatedAt} />}
      </Loaded>
    </div>
  );
}

/** The address of the summary names no view. */
function withView(search: { item?: string; revision?: string }, view: DiffView) {
  const { item, revision } = search;
  return {
    ...(item === undefined ? {} : { item }),
    ...(revision === undefined ? {} : { revision }),
    ...(view === 'summary' ? {} : { view }),
  };
}

/** In the item that has the focus, else in the first one that is open. */
function unfold(): void {
  const item = document.activeElement?.closest('.item-panel') ?? document.querySelector('.item-panel[open]');
  item?.querySelector<HTMLElement>('[data-unfold]')?.click();
}

function Whole({ change, readAt }: { readonly change: Change; readonly readAt: number }) {
  useTitle(`${change.asset.name}: ${sentenceText(change.sentence)}`);
  const { item, revision, view: named } = route.useSearch();
  const navigate = useNavigate();
  const rest = useInfiniteQuery(changeItemsQuery(change.id, change.items.length));
  const items = [...change.items, ...(rest.data?.pages.flatMap(page => page.items) ?? [])];
  const more = change.itemsTruncated && (rest.data ? rest.hasNextPage : true);
  const to = (id: string) => void navigate({ to: '/changes/$change', params: { change: id } });
  const focusItem = (step: 1 | -1) => {
    const panels = [...document.querySelectorAll<HTMLElement>('.item-panel > summary')];
    const at = panels.indexOf(document.activeElement as HTMLElement);
    panels[Math.max(0, Math.min(panels.length - 1, at + step))]?.focus();
  };
  const { older, newer } = change;
  const view = viewOf(named);
  const onView = (id: DiffView) =>
    void navigate({
      to: '/changes/$change',
      params: { change: change.id },
      search: old => withView(old, id),
      replace: true,
      resetScroll: false,
    });
  const offered = new Set(items.flatMap(each => viewsOf(each.diff)));
  useKeys('Views of what differs', [
    ...diffViews
      .filter(({ id }) => offered.size > 1 && offered.has(id))
      .map(({ id, name, keys }) => ({ keys, does: name.toLowerCase(), run: () => onView(id) })),
    ...(view === 'listing' && offered.has('listing')
      ? [{ keys: 'e', does: 'unfold unchanged lines, or fold them again', run: unfold }]
      : []),
  ]);
  useKeys('Change', [
    { keys: 'j', does: 'next item', run: () => focusItem(1) },
    { keys: 'k', does: 'previous item', run: () => focusItem(-1) },
    ...(older ? [{ keys: '[', does: 'the change before, on this asset', run: () => to(older) }] : []),
    ...(newer ? [{ keys: ']', does: 'the change after, on this asset', run: () => to(newer) }] : []),
    { keys: 'u', does: 'back to the changes', run: () => void navigate({ to: '/changes' }) },
  ]);
  return (
    <article className="change">
      <p className="crumbs">
        <Link to="/changes" search={{ area: change.asset.area }}>
          {change.asset.area}
        </Link>
        {' / '}
        <Link to="/assets/$asset" params={{ asset: change.asset.id }}>
          {change.asset.name}
        </Link>
        {' · '}
        {change.source} · <code>{change.id}</code>
        <span className="neighbours">
          {older && (
            <Link to="/changes/$change" params={{ change: older }}>
              ← before
            </Link>
          )}
          {newer && (
            <Link to="/changes/$change" params={{ change: newer }}>
              after →
            </Link>
          )}
        </span>
      </p>
      <h1 className="sentence">
        <Sentence text={change.sentence} />
      </h1>
      <p className="facts">
        <WhoMark who={change.who} />
        <PlannedBadges planned={change.planned} />
        <Link to="/changes" search={{ sort: change.sort }} className="badge">
          {sortNames[change.sort]}
        </Link>
        <span className="badge">{phaseNames[change.phase] ?? change.phase}</span>
        {change.review !== 'not-needed' && (
          <Link to="/changes" search={{ review: change.review }} className="badge">
            {change.review === 'awaiting' ? 'awaits judgement' : change.review}
          </Link>
        )}
        {change.byPolicy && (
          <span className="badge">
            {change.byPolicy.awaits === 'shift'
              ? 'signed off with its shift'
              : 'needs no judgement of its own'}
            , by policy: {change.byPolicy.rules.join(', ')}
          </span>
        )}
        {change.unsettled && (
          <span className="badge loud">! not settled: it was still changing when reading stopped</span>
        )}
        {change.load && (
          <span className="badge">
            recipe {change.load.recipe} {change.load.version} loaded
          </span>
        )}
      </p>
      <WhoPanel change={change} revision={revision} />
      <section aria-labelledby="window-title">
        <h2 id="window-title">When</h2>
        <p>
          <Between from={change.window.from} to={change.window.to} />, found by {change.window.basis};{' '}
          {change.window.errorMs === null
            ? 'the clock’s error was never measured'
            : `clock error at most ${change.window.errorMs} ms`}
          . Recorded <When at={change.recordedAt} ago />.
        </p>
        <AroundWindow change={change} readAt={readAt} />
        <StripLegend window />
      </section>
      {(change.effects || change.effectOf) && (
        <section aria-labelledby="effects-title">
          <h2 id="effects-title">Cause and effect</h2>
          {change.effects && <EffectList effects={change.effects} />}
          {change.effectOf && <EffectOfLine effectOf={change.effectOf} />}
        </section>
      )}
      {change.answers.length > 0 && (
        <section aria-labelledby="answers-title">
          <h2 id="answers-title">Exports that were wanted</h2>
          {change.answers.map(request => (
            <div key={`${request.change} ${request.path}`}>
              <ExportRequestLine request={request} />
              <p className="fine">
                Wanted since{' '}
                <Link to="/changes/$change" params={{ change: request.change }}>
                  a change of {request.path}
                </Link>
                .
              </p>
            </div>
          ))}
        </section>
      )}
      <section aria-labelledby="items-title">
        <h2 id="items-title">{counted(change.itemCount, 'item')}</h2>
        {items.map(each => (
          <ItemPanel
            key={each.index}
            item={each}
            asset={change.asset.id}
            commit={change.commit}
            open={item === undefined ? each.index < 10 : item === String(each.index)}
            view={view}
            onView={onView}
          />
        ))}
        {rest.error && <Failed what="Could not read the rest" error={rest.error} />}
        {more && (
          <button
            type="button"
            disabled={rest.isFetching}
            onClick={() => void (rest.data ? rest.fetchNextPage() : rest.refetch())}
          >
            Show more of the {counted(change.itemCount, 'item')}
          </button>
        )}
      </section>
      <Provenance change={change} />
      <p className="fine screen-only">
        This page’s address: <Copyable text={location.href} label="this page’s address" />
      </p>
    </article>
  );
}
