import { useQuery } from '@tanstack/react-query';
import { sessionsQuery } from '../api/index.ts';
import { useKeys } from '../keys/index.ts';
import { counted, Empty, Loaded } from '../parts/index.ts';
import { SessionRow } from './row.tsx';

const keysOfActs = [
  { keys: 'a', does: 'approve', act: 'approve' },
  { keys: 'd', does: 'decline', act: 'decline' },
  { keys: 's', does: 'start', act: 'start' },
  { keys: 'x', does: 'extend by 30 minutes', act: 'extend' },
  { keys: 'f', does: 'finish: end it', act: 'end' },
  { keys: 'w', does: 'withdraw', act: 'withdraw' },
  { keys: 'v', does: 'review', act: 'review' },
] as const;

/** Who is on what, until when; who asks; what waits for a review. */
export function NowSessions() {
  const now = useQuery(sessionsQuery({ when: 'now' }));
  useKeys('Sessions', [
    { keys: 'j', does: 'next session', run: () => step(1) },
    { keys: 'k', does: 'previous session', run: () => step(-1) },
    ...keysOfActs.map(({ keys, does, act }) => ({ keys, does, run: () => press(act) })),
  ]);
  return (
    <Loaded result={now} what="the sessions">
      {({ rows, next }) =>
        rows.length === 0 ? (
          <Empty title="Nobody is on anything">
            <p>
              An engineer who is about to work on a controller says so here, or with “Work on this” on the
              asset’s page: what for, and until when. What changes meanwhile is then held against it.
            </p>
          </Empty>
        ) : (
          <>
            <p>
              {counted(
                rows.filter(({ state }) => state === 'running' || state === 'overdue').length,
                'session',
              )}{' '}
              running, {rows.filter(({ state }) => state === 'requested').length} waiting for approval.
            </p>
            <ul className="sessions">
              {rows.map(session => (
                <SessionRow key={session.id} session={session} />
              ))}
            </ul>
            {next !== null && <p>There are more than are shown here.</p>}
          </>
        )
      }
    </Loaded>
  );
}

function rowsOnPage(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('.session-row')];
}

function step(by: 1 | -1): void {
  const rows = rowsOnPage();
  const at = rows.findIndex(row => row.contains(document.activeElement));
  const row = rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + by))];
  row?.querySelector<HTMLElement>('[data-main]')?.focus();
}

/** Does an act of the row that has focus, where it has that act; of the only row, where no row has focus. */
function press(act: (typeof keysOfActs)[number]['act']): void {
  const rows = rowsOnPage();
  const row =
    rows.find(each => each.contains(document.activeElement)) ?? (rows.length === 1 ? rows[0] : null);
  row?.querySelector<HTMLButtonElement>(`[data-act="${act}"] button`)?.click();
}
