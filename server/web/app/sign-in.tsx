import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { acts, api, isCodeNeeded, meQuery } from '../api/index.ts';
import { Failed, secretOf, textOf, useTitle } from '../parts/index.ts';

/** Stands in for whatever the address shows until someone signs in. */
export function SignIn() {
  useTitle('Sign in');
  const queries = useQueryClient();
  const [askCode, setAskCode] = useState(false);
  const signIn = useMutation({
    mutationFn: (form: FormData) =>
      acts.signIn({
        user: textOf(form, 'user'),
        password: secretOf(form, 'password'),
        ...(form.has('code') ? { code: textOf(form, 'code') } : {}),
      }),
    onError: error => {
      if (isCodeNeeded(error)) setAskCode(true);
    },
    onSuccess: me => {
      api.useCsrf(me.csrf);
      // Whatever was read for someone else must not be shown to this person.
      queries.removeQueries({ predicate: query => query.queryKey[0] !== meQuery.queryKey[0] });
      queries.setQueryData(meQuery.queryKey, me);
    },
  });
  return (
    <main className="alone">
      <form
        className="fields sign-in"
        onSubmit={event => {
          event.preventDefault();
          signIn.mutate(new FormData(event.currentTarget));
        }}
      >
        <h1>
          <img src="/mark.svg" alt="" width="28" height="28" /> Witnessmark
        </h1>
        <p>Who changed what on which controller, and how surely.</p>
        <label>
          User
          <input name="user" autoComplete="username" required maxLength={100} />
        </label>
        <label>
          Password
          <input name="password" type="password" autoComplete="current-password" required maxLength={1000} />
        </label>
        {askCode && (
          <label>
            Code of the second factor
            <input
              name="code"
              autoComplete="one-time-code"
              inputMode="text"
              required
              minLength={6}
              maxLength={60}
              // biome-ignore lint/a11y/noAutofocus: it appears because the person just asked to go on
              autoFocus
            />
            <span className="fine">
              The six digits your authenticator app shows now, or one of your recovery codes.
            </span>
          </label>
        )}
        {signIn.error && !isCodeNeeded(signIn.error) && <Failed what="Not signed in" error={signIn.error} />}
        <button type="submit" className="main" disabled={signIn.isPending}>
          Sign in
        </button>
        <p className="fine">
          The first administrator’s password is printed once, where the server was started for the first time.
        </p>
      </form>
    </main>
  );
}
