import { useQueryClient } from '@tanstack/react-query';
import { acts, meQuery, tokensQuery } from '../api/index.ts';
import { useMe } from '../app/index.ts';
import { ActForm, grantText, secretOf, useTitle } from '../parts/index.ts';
import { SecondFactor } from './second-factor.tsx';
import { SignIns } from './sign-ins.tsx';
import { Tokens } from './tokens.tsx';

export function AccountView() {
  useTitle('Account');
  const me = useMe();
  const queries = useQueryClient();
  const signOut = async () => {
    await acts.signOut();
    queries.clear();
    await queries.resetQueries({ queryKey: meQuery.queryKey });
    location.assign('/');
  };
  return (
    <div className="view">
      <h1>{me.name}</h1>
      <dl className="pairs">
        <div>
          <dt>User</dt>
          <dd>{me.user}</dd>
        </div>
        <div>
          <dt>Roles</dt>
          <dd>{me.grants.map(grantText).join(', ') || 'none yet'}</dd>
        </div>
        <div>
          <dt>Site</dt>
          <dd>
            {me.site.name}, {me.site.timeZone}
            {me.site.shifts ? `, shifts begin at ${me.site.shifts.join(', ')}` : ''}
          </dd>
        </div>
        <div>
          <dt>Server</dt>
          <dd>{me.build}</dd>
        </div>
      </dl>
      <div className="acts">
        <ActForm
          title="Sign out"
          verb="Sign out"
          reason={false}
          explain={<p>This browser forgets the sign-in. API tokens go on working.</p>}
          done=""
          onAct={signOut}
        />
        <ChangePassword />
      </div>
      {me.passwordIsGiven && (
        <p className="loud">
          <span aria-hidden="true">!</span> Somebody else chose your password. Change it, so that you alone
          know it.
        </p>
      )}
      <SecondFactor />
      <SignIns />
      <Tokens />
    </div>
  );
}

function ChangePassword() {
  const queries = useQueryClient();
  return (
    <ActForm
      title="Change password"
      verb="Change"
      reason={false}
      explain={<p>Twelve characters at least. Other sign-ins of yours end.</p>}
      fields={
        <>
          <label>
            Present password
            <input name="current" type="password" autoComplete="current-password" required maxLength={1000} />
          </label>
          <label>
            New password
            <input
              name="next"
              type="password"
              autoComplete="new-password"
              required
              minLength={12}
              maxLength={1000}
            />
          </label>
          <label className="check">
            <input type="checkbox" name="endTokens" /> also end my API tokens, which somebody else may know
          </label>
        </>
      }
      done="Changed."
      onAct={async form => {
        await acts.changePassword({
          current: secretOf(form, 'current'),
          next: secretOf(form, 'next'),
          endTokens: form.get('endTokens') !== null,
        });
        await queries.invalidateQueries({ queryKey: tokensQuery.queryKey });
      }}
    />
  );
}
