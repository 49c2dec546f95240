import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { PartName, QueueRow } from '@witnessmark/shared/api';
import { useCallback, useState } from 'react';
import { overviewQuery } from '../api/index.ts';
import { useKeys } from '../keys/index.ts';
import { NewsBar, VirtualList } from '../list/index.ts';
import { useLive } from '../live/index.ts';
import { counted, Empty, Failed, Loaded, useTitle } from '../parts/index.ts';
import { ClaimDialog } from './claim-dialog.tsx';
import { OtherPolicy } from './other-policy.tsx';
import { OwnDialog } from './owner.tsx';
import { attributionQuery, queueQuery } from './queries.ts';
import { QueueItem } from './queue-item.tsx';
import { useReread } from './reread.ts';
import { queueWords } from './words.ts';

const route = getRouteApi('/queue');
type Filter = ReturnType<typeof route.useSearch>;

/** What nobody is named for, and claims to answer: triaged by keys alone. */
export function QueueView() {
  useTitle('Queue');
  const filter = route.useSearch();
  return (
    <div className="view-list">
      <h1 className="unseen">Who was it? Changes nobody is named for</h1>
      <OtherPolicy />
      <QueueFilter filter={filter} />
      <Filtered key={JSON.stringify(filter)} filter={filter} />
    </div>
  );
}

const states = ['claims', 'ambiguous', 'unattributed'] as const;
const owners = [
  ['me', 'me'],
  ['nobody', 'nobody'],
] as const;

function QueueFilter({ filter }: { readonly filter: Filter }) {
  const navigate = useNavigate();
  const overview = useQuery(overviewQuery);
  const set = (name: keyof Filter) => (value: string) => {
    const { [name]: _, ...rest } = filter;
    void navigate({ to: '/queue', search: value ? { ...rest, [name]: value } : rest, replace: true });
  };
  const counts = overview.data?.queue;
  return (
    <form className="filters" aria-label="Filter the queue" onSubmit={event => event.preventDefault()}>
      <label>
        <span>Waiting for</span>
        <select value={filter.state ?? ''} onChange={event => set('state')(event.target.value)}>
          <option value="">any</option>
          {states.map(state => (
            <option key={state} value={state}>
              {queueWords[state].word}
              {counts ? ` (${counts[state]})` : ''}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>Looked into by</span>
        <select value={filter.owner ?? ''} onChange={event => set('owner')(event.target.value)}>
          <option value="">anybody</option>
          {owners.map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>First</span>
        <select value={filter.order ?? ''} onChange={event => set('order')(event.target.value)}>
          <option value="">the newest</option>
          <option value="oldest">what has waited longest</option>
        </select>
      </label>
      <Link to="/queue/shifts" className="shifts-link">
        Shifts to sign off{counts ? ` (${counts.shifts})` : ''}
      </Link>
    </form>
  );
}

/** `act` null after it: the form stays until it has given focus back to where it was. */
type Doing = { readonly act: 'claim' | 'own' | null; readonly row: QueueRow };

function Filtered({ filter }: { readonly filter: Filter }) {
  const queue = useInfiniteQuery(queueQuery({ ...filter }));
  const reread = useReread();
  const [moved, setMoved] = useState<ReadonlySet<string>>(new Set());
  useLive(event => {
    // What is being read stays where it is until its reader asks.
    if (event.type === 'judged') setMoved(old => new Set(old).add(event.change));
  });
  const rows = queue.data?.pages.flatMap(page => page.rows) ?? [];
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = queue;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const show = () => {
    setMoved(new Set());
    void reread();
  };
  return (
    <>
      <NewsBar count={moved.size} noun={count => `${counted(count, 'change')} judged anew`} onShow={show} />
      <Loaded result={queue} what="the queue">
        {() =>
          rows.length === 0 ? (
            <Empty title="Nothing waits here">
              <p>
                Every change that needs a judgement of its own has somebody named, and no claim awaits an
                answer. What policy takes out of the inbox stands in{' '}
                <Link to="/queue/shifts">the shifts</Link> and under each cause.
              </p>
            </Empty>
          ) : (
            <Rows rows={rows} onEnd={onEnd} />
          )
        }
      </Loaded>
      {queue.isFetchNextPageError && (
        <Failed what="Could not read further" error={queue.error} onRetry={() => void fetchNextPage()} />
      )}
    </>
  );
}

function Rows({ rows, onEnd }: { readonly rows: readonly QueueRow[]; readonly onEnd: () => void }) {
  const [doing, setDoing] = useState<Doing | null>(null);
  const act = (what: 'claim' | 'own') => {
    const key = document.activeElement?.closest('[data-key]')?.getAttribute('data-key');
    const row = rows.find(({ change }) => change.id === key) ?? rows[0];
    if (row) setDoing({ act: what, row });
  };
  useKeys('This row', [
    { keys: 'c', does: 'claim the change: this was me', run: () => act('claim') },
    { keys: 'o', does: 'say who looks into the change', run: () => act('own') },
  ]);
  const close = () => setDoing(old => old && { ...old, act: null });
  return (
    <>
      <VirtualList
        label="Queue"
        noun="change"
        rows={rows}
        keyOf={({ change }) => change.id}
        heightOf={() => 34}
        opens={() => true}
        opensByLetter={false}
        expands
        render={(row, state) => (
          <QueueItem
            row={row}
            {...state}
            onClaim={() => setDoing({ act: 'claim', row })}
            onOwn={() => setDoing({ act: 'own', row })}
          />
        )}
        onEnd={onEnd}
      />
      {doing && <ClaimOf row={doing.row} open={doing.act === 'claim'} onClose={close} />}
      {doing && (
        <OwnDialog
          open={doing.act === 'own'}
          change={doing.row.change.id}
          owner={doing.row.owner}
          onClose={close}
        />
      )}
    </>
  );
}

/** The parts that can be claimed by themselves are asked for when somebody claims. */
function ClaimOf({
  row,
  open,
  onClose,
}: {
  readonly row: QueueRow;
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  const view = useQuery({ ...attributionQuery(row.change.id, undefined), enabled: open });
  const parts: readonly PartName[] = view.data?.groups.flatMap(group => group.parts) ?? [];
  return <ClaimDialog open={open} change={row.change.id} parts={parts} onClose={onClose} />;
}
