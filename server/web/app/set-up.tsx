import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { acts } from '../api/index.ts';
import { Failed, secretOf, useTitle } from '../parts/index.ts';

/** Where a one-time link leads: a person chooses a password. What follows # in the address never left this browser. */
export function SetUp() {
  useTitle('Set up');
  const [secret] = useState(() => location.hash.slice(1));
  const setUp = useMutation({
    mutationFn: (form: FormData) => acts.setUp({ secret, password: secretOf(form, 'password') }),
    // The address must not stay in the browser's history with the secret in it.
    onSuccess: () => history.replaceState(null, '', '/set-up'),
  });
  return (
    <main className="alone">
      <form
        className="fields sign-in"
        onSubmit={event => {
          event.preventDefault();
          setUp.mutate(new FormData(event.currentTarget));
        }}
      >
        <h1>
          <img src="/mark.svg" alt="" width="28" height="28" /> Witnessmark
        </h1>
        {setUp.data ? (
          <div role="status">
            <p>
              Done. Your user name is <strong>{setUp.data.user}</strong>.
            </p>
            <p>
              <a href="/account">Sign in</a>, and enrol an authenticator app on your account page.
            </p>
          </div>
        ) : (
          <>
            <p>Choose the password you will sign in with. Twelve characters at least.</p>
            {secret === '' && (
              <p className="loud">This address holds no set-up link. Open the one you were given.</p>
            )}
            <label>
              New password
              <input
                name="password"
                type="password"
                autoComplete="new-password"
                required
                minLength={12}
                maxLength={1000}
              />
            </label>
            {setUp.error && <Failed what="Not set up" error={setUp.error} />}
            <button type="submit" className="main" disabled={setUp.isPending || secret === ''}>
              Set password
            </button>
          </>
        )}
      </form>
    </main>
  );
}
