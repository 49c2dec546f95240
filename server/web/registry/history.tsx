import { useQuery } from '@tanstack/react-query';
import { Loaded } from '../parts/index.ts';
import { When } from '../time/index.ts';
import { identityQuery } from './queries.ts';
import { meaningWords } from './words.ts';

/** Whom an identity meant when, by whom that was said, and where it was seen. */
export function IdentityHistory({ id }: { readonly id: string }) {
  const identity = useQuery(identityQuery(id));
  return (
    <Loaded result={identity} what="the history">
      {({ history, where }) => (
        <>
          {history.length === 0 && <p>Nobody has declared anything of it.</p>}
          <ol className="plain">
            {history.map(({ meaning, from, until, by, at }) => (
              <li key={at}>
                <strong>{meaningWords(meaning)}</strong>, {from ? <When at={from} /> : 'always'} to{' '}
                {until ? <When at={until} /> : 'no end'}{' '}
                <span className="fine">
                  declared by {by.label} <When at={at} ago />
                </span>
              </li>
            ))}
          </ol>
          <ul className="plain">
            {where.map(({ asset, witness, count, last }) => (
              <li key={`${asset?.id ?? ''} ${witness}`}>
                {asset?.name ?? 'the whole site'}: named {count} × by {witness}, last <When at={last} />
              </li>
            ))}
          </ul>
        </>
      )}
    </Loaded>
  );
}
