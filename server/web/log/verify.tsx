import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Verification } from '@witnessmark/shared/api';
import { acts, verificationQuery } from '../api/index.ts';
import { useMay } from '../app/index.ts';
import { Failed } from '../parts/index.ts';
import { When } from '../time/index.ts';

/** Verifies log, git store and format here and now; shows how far it is, and can be stopped. */
export function Verify() {
  const may = useMay('verify-log');
  const queries = useQueryClient();
  const verification = useQuery(verificationQuery);
  const take = (data: Verification) => queries.setQueryData(verificationQuery.queryKey, data);
  const start = useMutation({ mutationFn: acts.startVerification, onSuccess: take });
  const stop = useMutation({ mutationFn: acts.stopVerification, onSuccess: take });
  const state = verification.data;
  const running = state?.state === 'running';
  const error = start.error ?? stop.error ?? verification.error;
  return (
    <div className="verify">
      {may && !running && (
        <button type="button" className="main" disabled={start.isPending} onClick={() => start.mutate()}>
          Verify here and now
        </button>
      )}
      {may && running && (
        <button type="button" disabled={stop.isPending} onClick={() => stop.mutate()}>
          Stop
        </button>
      )}
      {running && (
        <>
          <progress max={Math.max(1, state.total)} value={state.done} aria-label="Verification" />{' '}
          <span>
            {state.done.toLocaleString('en')} of {state.total.toLocaleString('en')}
          </span>
        </>
      )}
      <span role="status">{state && !running && <Result state={state} />}</span>
      {error && <Failed what="Verification" error={error} />}
    </div>
  );
}

function Result({ state }: { readonly state: Verification }) {
  const mark = {
    idle: '',
    running: '',
    holds: '✓ Holds. ',
    'does-not-hold': '! Does not hold. ',
    stopped: '■ Stopped. ',
  };
  return (
    <span className={state.state === 'does-not-hold' ? 'loud-text' : undefined}>
      {mark[state.state]}
      {state.says}
      {state.finishedAt && (
        <>
          {' '}
          <When at={state.finishedAt} ago />
        </>
      )}
      {state.firstBad && (
        <>
          {' '}
          First that does not hold:{' '}
          {state.firstBad.idx === null ? null : (
            <Link to="/log" search={{ entry: String(state.firstBad.idx) }}>
              entry {state.firstBad.idx}
            </Link>
          )}{' '}
          {state.firstBad.what}
        </>
      )}
    </span>
  );
}
