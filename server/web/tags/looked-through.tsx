import { Link } from '@tanstack/react-router';
import type { LookedThrough } from '@witnessmark/shared/api';
import { countedUp } from './words.ts';

/** What the answer leaves out because it was not, or could not be, looked through. */
export function LookedThroughNote({
  of: { waiting, unread, otherFiles },
  onAgain,
}: {
  readonly of: LookedThrough;
  readonly onAgain: () => void;
}) {
  const isWaiting = waiting.contents + waiting.changes > 0;
  const isUnread = unread.contents + unread.changes > 0;
  return (
    <>
      {isWaiting && (
        <p className="blank" role="status">
          ! Not looked through yet: {parts(waiting.contents, waiting.changes)}. The newest come first; this is
          done in the background.{' '}
          <button type="button" onClick={onAgain}>
            Look again
          </button>
        </p>
      )}
      {isUnread && (
        <details className="blank">
          <summary>! Could not be looked through: {parts(unread.contents, unread.changes)}</summary>
          <ul className="plain-list">
            {unread.first.map(({ asset, assetName, path, change, says }) => (
              <li key={`${asset} ${path} ${change}`}>
                <Link to="/assets/$asset" params={{ asset }}>
                  {assetName}
                </Link>{' '}
                <code>{path}</code>
                {change !== null && (
                  <>
                    {' in '}
                    <Link to="/changes/$change" params={{ change }}>
                      a change
                    </Link>
                  </>
                )}
                : {says}
              </li>
            ))}
          </ul>
        </details>
      )}
      {otherFiles > 0 && (
        <p className="fine">
          {countedUp(otherFiles, 'file')} held now {otherFiles === 1 ? 'is' : 'are'} of no kind that names are
          read from.
        </p>
      )}
    </>
  );
}

function parts(contents: number, changes: number): string {
  return [
    ...(contents > 0 ? [countedUp(contents, 'file or block held now', 'files and blocks held now')] : []),
    ...(changes > 0 ? [countedUp(changes, 'change')] : []),
  ].join(' and ');
}
