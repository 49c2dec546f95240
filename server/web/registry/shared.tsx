import { useQuery } from '@tanstack/react-query';
import { Loaded } from '../parts/index.ts';
import { When } from '../time/index.ts';
import { sharedQuery } from './queries.ts';
import { schemeWords } from './words.ts';

/** Accounts that more than one person uses: a name behind them needs another witness. */
export function SharedAccountsList() {
  const shared = useQuery(sharedQuery);
  return (
    <section aria-labelledby="shared-title">
      <h2 id="shared-title">Shared accounts</h2>
      <Loaded result={shared} what="the shared accounts">
        {({ rows }) =>
          rows.length === 0 ? (
            <p>None is declared, and none was found.</p>
          ) : (
            <ul>
              {rows.map(({ identity, why, says, at }) => (
                <li key={identity.id}>
                  <strong>{identity.name ?? identity.id}</strong>{' '}
                  <span className="fine">
                    {schemeWords(identity.scheme)}
                    {identity.asset ? ` on ${identity.asset.name}` : ''}
                  </span>
                  : {why === 'declared' ? says : <span className="loud">! {says}</span>}
                  {at && (
                    <>
                      , last <When at={at} ago />
                    </>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}
