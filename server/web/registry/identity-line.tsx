import { Link } from '@tanstack/react-router';
import type { IdentityRow } from '@witnessmark/shared/api';
import { useState } from 'react';
import { When } from '../time/index.ts';
import { Declare } from './declare.tsx';
import { IdentityHistory } from './history.tsx';
import { meaningWords, schemeWords, sharedWords } from './words.ts';

/** One identity: what it is called, whom it means, and how often it is named. */
export function IdentityLine({ identity, may }: { readonly identity: IdentityRow; readonly may: boolean }) {
  const [open, setOpen] = useState(false);
  const { id, scheme, name, asset, meaning, declared, seen, lastSeen, shared } = identity;
  return (
    <>
      <tr>
        <th scope="row">
          {name ?? <span className="blank">name not known any more</span>}
          <div className="fine">
            {schemeWords(scheme)}
            {asset && (
              <>
                {' '}
                on{' '}
                <Link to="/assets/$asset" params={{ asset: asset.id }}>
                  {asset.name}
                </Link>
              </>
            )}
          </div>
        </th>
        <td>
          {meaning.to === 'unknown' ? (
            <span className="loud">
              <span aria-hidden="true">?</span> unresolved
            </span>
          ) : (
            meaningWords(meaning)
          )}
          {shared !== null && meaning.to !== 'shared' && (
            <div className="loud">
              <span aria-hidden="true">!</span> {sharedWords[shared]}
            </div>
          )}
        </td>
        <td>{seen === 0 ? 'not' : `${seen} ×`}</td>
        <td>{lastSeen ? <When at={lastSeen} ago /> : 'never'}</td>
        <td>
          <div className="acts">
            {may && <Declare identity={identity} />}
            <button type="button" className="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
              {declared ? 'History' : 'Where'}
            </button>
          </div>
        </td>
      </tr>
      {open && (
        <tr>
          <td colSpan={5}>
            <IdentityHistory id={id} />
          </td>
        </tr>
      )}
    </>
  );
}
