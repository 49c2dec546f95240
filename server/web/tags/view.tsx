import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { useKeys } from '../keys/index.ts';
import { counted, Empty, Failed, Loaded, useTitle } from '../parts/index.ts';
import { LookedThroughNote } from './looked-through.tsx';
import { PastOfTag } from './past.tsx';
import { pastQuery, type TagFilter, usesQuery } from './queries.ts';
import { SearchForm } from './search-form.tsx';
import { Uses } from './uses.tsx';

const route = getRouteApi('/tags');

/** Where a tag, block or type stands in the plant now, and which changes were about it. */
export function TagsView() {
  const filter = route.useSearch();
  const { tag } = filter;
  useTitle(tag === undefined ? 'Tags' : `${tag}: uses and past`);
  const found = useRef<HTMLDivElement>(null);
  const move = (by: 1 | -1) => () => {
    const rows = [...(found.current?.querySelectorAll<HTMLElement>('[data-main]') ?? [])];
    const active = document.activeElement;
    const at = active instanceof HTMLElement ? rows.indexOf(active) : -1;
    const next = at < 0 ? (by === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by));
    rows[next]?.focus();
  };
  useKeys(
    'Uses and past',
    [
      { keys: 'j', does: 'next place or change', run: move(1) },
      { keys: 'k', does: 'place or change before', run: move(-1) },
    ],
    tag !== undefined,
  );
  return (
    <div className="view tags">
      <SearchForm key={JSON.stringify(filter)} filter={filter} />
      <div ref={found} className="tag-found">
        {tag === undefined ? <Teaching /> : <Found filter={filter} tag={tag} />}
      </div>
    </div>
  );
}

function Teaching() {
  return (
    <>
      <h1 className="unseen">Tags</h1>
      <Empty title="Find where a tag stands, and what was changed about it">
        <ol className="first-lines">
          <li>
            Name a tag, a block or a type as a program or a value writes it, in any case:{' '}
            <code>Tank1.LevelSP</code>, <code>"Motor".Start</code>, <code>FB_Pump</code>, <code>I 0.0</code>.{' '}
            <code>Tank1</code> finds its members too.
          </li>
          <li>
            You see where it is declared, written, read and called in sources, program blocks, setpoints and
            recipes that the plant holds now.
          </li>
          <li>Below it stands every change that was about it, newest first, with who made it.</li>
        </ol>
        <p className="fine">
          Names in programs, too, lead here from any change. Program blocks of an S7-300/400 hold addresses
          alone: they are found by the address that a table of symbols of the same asset gives to a name.
        </p>
      </Empty>
    </>
  );
}

function Found({ filter, tag }: { readonly filter: TagFilter; readonly tag: string }) {
  const uses = useInfiniteQuery(usesQuery(filter));
  const past = useInfiniteQuery(pastQuery(filter));
  const again = () => {
    void uses.refetch();
    void past.refetch();
  };
  const lookedThrough = uses.data?.pages.at(-1)?.lookedThrough;
  const rows = uses.data?.pages.flatMap(page => page.rows) ?? [];
  const [first] = uses.data?.pages ?? [];
  const assets = new Set([...rows, ...(first?.byAddress ?? [])].map(row => row.asset)).size;
  return (
    <>
      <header className="tag-head">
        <h1>
          <code>{tag}</code>
        </h1>
        {filter.asset !== undefined && (
          <p>
            <Link to="/tags" search={{ tag }}>
              Look in the whole plant
            </Link>
          </p>
        )}
      </header>
      {lookedThrough && <LookedThroughNote of={lookedThrough} onAgain={again} />}
      <section aria-labelledby="now-title">
        <h2 id="now-title">Where it stands now</h2>
        <Loaded result={uses} what="where it stands">
          {() =>
            assets === 0 ? (
              <p>It stands nowhere in what {filter.asset ?? 'the plant'} holds now.</p>
            ) : (
              <>
                <p className="answer">
                  {counted(rows.length, 'file')}
                  {uses.hasNextPage ? ' and more' : ''} of {counted(assets, 'asset')}.
                </p>
                <Uses rows={rows} label="Uses in" />
                <More of={uses} what="places" />
                {first?.partsTruncated === true && (
                  <p className="blank">
                    ! It has more members than are looked for with it: name one of them.
                  </p>
                )}
                {first !== undefined && first.byAddress.length > 0 && (
                  <>
                    <h2>Program blocks that use its address</h2>
                    <Uses rows={first.byAddress} label="Uses of its address in" />
                    {first.byAddressTruncated && (
                      <p className="blank">! More blocks use it than are shown.</p>
                    )}
                  </>
                )}
              </>
            )
          }
        </Loaded>
      </section>
      <section aria-labelledby="past-title">
        <h2 id="past-title">What was changed about it</h2>
        <Loaded result={past} what="its past">
          {data => {
            const changes = data.pages.flatMap(page => page.rows);
            return changes.length === 0 ? (
              <p>No change was about it since each asset was read for the first time.</p>
            ) : (
              <>
                <PastOfTag rows={changes} />
                <More of={past} what="changes" />
              </>
            );
          }}
        </Loaded>
        <p className="fine">
          A change whose content could not be read is not here: what it did to this name is not known.
        </p>
      </section>
    </>
  );
}

interface Pages {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly isFetchNextPageError: boolean;
  readonly error: unknown;
  readonly fetchNextPage: () => unknown;
}

function More({ of, what }: { readonly of: Pages; readonly what: string }) {
  if (of.isFetchNextPageError)
    return (
      <Failed what={`Could not read more ${what}`} error={of.error} onRetry={() => void of.fetchNextPage()} />
    );
  if (!of.hasNextPage) return null;
  return (
    <p>
      <button type="button" disabled={of.isFetchingNextPage} onClick={() => void of.fetchNextPage()}>
        Show more {what}
      </button>
    </p>
  );
}
