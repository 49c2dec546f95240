import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { acts, api, meQuery } from '../api/index.ts';
import { Dialog, Failed, secretOf, textOf } from '../parts/index.ts';
import { useMe } from './me.ts';

/** The form for a fresh proof: it opens when an act needs one, and the act then goes on. */
export function StepUp() {
  const { proof } = useMe();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const answer = useRef<((proven: boolean) => void) | null>(null);
  const settle = (proven: boolean) => {
    answer.current?.(proven);
    answer.current = null;
    setOpen(false);
  };
  useEffect(
    () =>
      api.useProof(
        () =>
          new Promise<boolean>(resolve => {
            // A second act that needs a proof meanwhile waits for none: its refusal is shown.
            answer.current?.(false);
            answer.current = resolve;
            setOpen(true);
          }),
      ),
    [],
  );
  const prove = useMutation({
    mutationFn: (form: FormData) =>
      acts.stepUp(
        proof.by === 'code' ? { code: textOf(form, 'proof') } : { password: secretOf(form, 'proof') },
      ),
    onSuccess: () => {
      settle(true);
      void queries.invalidateQueries({ queryKey: meQuery.queryKey });
    },
  });
  return (
    <Dialog
      open={open}
      title="Prove that it is you"
      onClose={() => {
        prove.reset();
        settle(false);
      }}
    >
      <form
        className="fields"
        onSubmit={event => {
          event.preventDefault();
          prove.mutate(new FormData(event.currentTarget));
        }}
      >
        <div className="explain">
          <p>
            What you are about to do needs a fresh proof. It counts for some minutes; reading never needs one.
          </p>
          {proof.by === 'password' && (
            <p>
              You have no second factor, so your password is asked for. That is the weaker proof, and the log
              says so.
            </p>
          )}
        </div>
        {proof.by === 'code' ? (
          <label>
            Code of the second factor
            <input
              name="proof"
              key="code"
              autoComplete="one-time-code"
              required
              minLength={6}
              maxLength={60}
            />
          </label>
        ) : (
          <label>
            Password
            <input
              name="proof"
              key="password"
              type="password"
              autoComplete="current-password"
              required
              maxLength={1000}
            />
          </label>
        )}
        {prove.error && <Failed what="Not proven" error={prove.error} />}
        <div className="buttons">
          <button type="submit" className="main" disabled={prove.isPending}>
            Go on
          </button>
          <button type="button" onClick={() => settle(false)}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
