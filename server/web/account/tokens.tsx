import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Token } from '@witnessmark/shared/api';
import { acts, tokensQuery } from '../api/index.ts';
import { ActForm, Copyable, Failed, Loaded, textOf } from '../parts/index.ts';
import { When } from '../time/index.ts';

const scopes: readonly (readonly [Token['scopes'][number], string])[] = [
  ['read', 'read the API'],
  ['git', 'clone histories'],
  ['operate', 'order readings, set phases, verify'],
  ['admin', 'manage agents, people and policy'],
  ['step-up', 'do what needs a fresh proof, asked for each time'],
];

/** Tokens for the command line and for git. */
export function Tokens() {
  const tokens = useQuery(tokensQuery);
  return (
    <section aria-labelledby="tokens-title">
      <h2 id="tokens-title">API tokens</h2>
      <Loaded result={tokens} what="the tokens">
        {({ rows }) =>
          rows.length === 0 ? <p>None. The command line and git sign in with one.</p> : <List rows={rows} />
        }
      </Loaded>
      <Create />
    </section>
  );
}

function List({ rows }: { readonly rows: readonly Token[] }) {
  const queries = useQueryClient();
  return (
    <div className="table-scroll">
      <table className="values">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Scopes</th>
            <th scope="col">Made</th>
            <th scope="col">Ends</th>
            <th scope="col">Last used</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {rows.map(token => (
            <tr key={token.id}>
              <th scope="row">{token.name}</th>
              <td>{token.scopes.join(', ')}</td>
              <td>
                <When at={token.createdAt} />
              </td>
              <td>
                <When at={token.expiresAt} ago />
              </td>
              <td>{token.lastUsedAt ? <When at={token.lastUsedAt} ago /> : 'never'}</td>
              <td>
                <ActForm
                  title="Revoke"
                  verb="Revoke"
                  grave
                  reason={false}
                  explain={<p>Whatever signs in with “{token.name}” stops working at once.</p>}
                  done="Revoked."
                  onAct={async () => {
                    await acts.deleteToken(token.id);
                    await queries.invalidateQueries({ queryKey: tokensQuery.queryKey });
                  }}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Create() {
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: (form: FormData) =>
      acts.createToken({
        name: textOf(form, 'name'),
        scopes: scopes.map(([scope]) => scope).filter(scope => form.getAll('scope').includes(scope)),
        days: Number(textOf(form, 'days')),
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
  return (
    <form
      className="fields"
      aria-label="Make a token"
      onSubmit={event => {
        event.preventDefault();
        create.mutate(new FormData(event.currentTarget));
      }}
    >
      <div className="field-row">
        <label>
          Name
          <input name="name" required maxLength={100} placeholder="nightly clone" />
        </label>
        <label>
          Days
          <input name="days" type="number" min={1} max={366} defaultValue={90} required />
        </label>
        <fieldset>
          <legend>It may</legend>
          {scopes.map(([scope, says]) => (
            <label key={scope}>
              <input type="checkbox" name="scope" value={scope} defaultChecked={scope === 'read'} /> {says}
            </label>
          ))}
        </fieldset>
        <button type="submit" disabled={create.isPending}>
          Make a token
        </button>
      </div>
      {create.error && <Failed what="No token was made" error={create.error} />}
      {create.data && (
        <div role="status">
          <p>Shown once:</p>
          <Copyable text={create.data.secret} label="the token" />
        </div>
      )}
    </form>
  );
}
