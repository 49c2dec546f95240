import { Link } from '@tanstack/react-router';
import type { AttributionView } from '@witnessmark/shared/api';
import { WhoMark } from '../parts/index.ts';
import { When } from '../time/index.ts';

/** What was judged before, and why it is judged otherwise now; each can be read as it stood. */
export function Revisions({ view }: { readonly view: AttributionView }) {
  const { revisions, shown, change } = view;
  const [newest] = revisions;
  if (!newest || revisions.length < 2) return null;
  return (
    <details className="revisions" open={shown !== newest.revision}>
      <summary>
        Revision {newest.revision}, {newest.says}; {revisions.length - 1} before it
      </summary>
      <ol className="plain-list">
        {revisions.map(each => (
          <li key={each.revision} aria-current={each.revision === shown ? 'true' : undefined}>
            <Link
              to="/changes/$change"
              params={{ change }}
              search={each === newest ? {} : { revision: String(each.revision) }}
              resetScroll={false}
            >
              Revision {each.revision}
            </Link>
            , <When at={each.at} />, {each.says}: <WhoMark who={each.who} />
          </li>
        ))}
      </ol>
    </details>
  );
}

/** That what is shown is not what holds now. */
export function OldRevision({ view }: { readonly view: AttributionView }) {
  const { revisions, shown, change } = view;
  const newest = revisions[0]?.revision;
  const old = revisions.find(each => each.revision === shown);
  if (shown === null || newest === undefined || shown === newest) return null;
  return (
    <p className="blank">
      ! This is revision {shown}
      {old && (
        <>
          , as it was judged <When at={old.at} />
        </>
      )}
      . It does not hold any more:{' '}
      <Link to="/changes/$change" params={{ change }} resetScroll={false}>
        see revision {newest}
      </Link>
      .
    </p>
  );
}
