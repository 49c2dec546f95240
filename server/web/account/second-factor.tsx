import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { acts, meQuery } from '../api/index.ts';
import { useMe } from '../app/index.ts';
import { ActForm, Copyable, Dialog, Failed, textOf } from '../parts/index.ts';
import { When } from '../time/index.ts';

/** Enrolling an authenticator app, and the recovery codes beside it. */
export function SecondFactor() {
  const { secondFactor } = useMe();
  const [codes, setCodes] = useState<readonly string[]>([]);
  const queries = useQueryClient();
  const reread = () => queries.invalidateQueries({ queryKey: meQuery.queryKey });
  return (
    <section aria-labelledby="second-factor-title">
      <h2 id="second-factor-title">Second factor</h2>
      {secondFactor ? (
        <p>
          An authenticator app, enrolled <When at={secondFactor.since} />. {secondFactor.recoveryCodes} of 10
          recovery codes are left.
        </p>
      ) : (
        <p>
          <span className="loud">
            <span aria-hidden="true">!</span> None.
          </span>{' '}
          Who knows your password can sign in as you, and a proof by password is shown as the weaker one.
        </p>
      )}
      <div className="acts">
        <Enrol again={secondFactor !== null} onEnrolled={setCodes} />
        {secondFactor && (
          <>
            <ActForm
              title="New recovery codes"
              verb="Draw ten new codes"
              reason={false}
              explain={<p>The ones you have open nothing any more.</p>}
              done=""
              onAct={async () => {
                const drawn = await acts.drawRecoveryCodes();
                setCodes(drawn.codes);
                await reread();
              }}
            />
            <ActForm
              title="Remove second factor"
              verb="Remove"
              grave
              reason={false}
              explain={<p>From then on your password alone signs you in. Recovery codes end too.</p>}
              done="Removed."
              onAct={async () => {
                await acts.removeTotp();
                setCodes([]);
                await reread();
              }}
            />
          </>
        )}
      </div>
      {codes.length > 0 && (
        <div role="status">
          <p>
            Recovery codes, shown this once. Keep them apart from the app: each signs you in once where the
            app is lost.
          </p>
          <Copyable text={codes.join('\n')} label="the recovery codes" />
        </div>
      )}
    </section>
  );
}

function Enrol({
  again,
  onEnrolled,
}: {
  readonly again: boolean;
  readonly onEnrolled: (codes: readonly string[]) => void;
}) {
  const queries = useQueryClient();
  const offer = useMutation({ mutationFn: () => acts.offerTotp() });
  const confirm = useMutation({
    mutationFn: (form: FormData) => acts.confirmTotp(textOf(form, 'code')),
    onSuccess: async ({ codes }) => {
      offer.reset();
      onEnrolled(codes);
      await queries.invalidateQueries({ queryKey: meQuery.queryKey });
    },
  });
  return (
    <span className="act">
      <button
        type="button"
        aria-haspopup="dialog"
        disabled={offer.isPending}
        onClick={() => {
          confirm.reset();
          offer.mutate();
        }}
      >
        {again ? 'Enrol another app' : 'Enrol an authenticator app'}
      </button>
      {offer.error && <Failed what="Not begun" error={offer.error} />}
      <Dialog
        open={offer.data !== undefined}
        title="Enrol an authenticator app"
        onClose={() => offer.reset()}
      >
        {offer.data && (
          <form
            className="fields"
            onSubmit={event => {
              event.preventDefault();
              confirm.mutate(new FormData(event.currentTarget));
            }}
          >
            <p>
              Scan this with the app, or type the secret in by hand. It is shown this once
              {again ? ', and takes the place of the one before' : ''}.
            </p>
            <img
              className="qr"
              src={`data:image/svg+xml,${encodeURIComponent(offer.data.svg)}`}
              alt="QR code of the secret; the same stands below as text"
              width="220"
              height="220"
            />
            <Copyable text={offer.data.secret} label="the secret" />
            <details>
              <summary>As an address</summary>
              <Copyable text={offer.data.uri} label="the address" />
            </details>
            <label>
              Code the app shows now
              <input name="code" autoComplete="one-time-code" required minLength={6} maxLength={10} />
            </label>
            {confirm.error && <Failed what="Not enrolled" error={confirm.error} />}
            <div className="buttons">
              <button type="submit" className="main" disabled={confirm.isPending}>
                Enrol
              </button>
            </div>
          </form>
        )}
      </Dialog>
    </span>
  );
}
