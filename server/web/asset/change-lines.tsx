import { Link } from '@tanstack/react-router';
import type { ChangeSummary } from '@witnessmark/shared/api';
import { SignMark, WhoMark } from '../parts/index.ts';
import { Between } from '../time/index.ts';

/** Changes as lines of a page that may be printed: when, sentence, who. */
export function ChangeLines({ changes }: { readonly changes: readonly ChangeSummary[] }) {
  return (
    <ol className="plain-list change-lines">
      {changes.map(change => (
        <li key={change.id}>
          <span className="line-when">
            <Between from={change.window.from} to={change.window.to} />
          </span>
          <span>
            {change.items[0] && <SignMark sign={change.items[0].sign} terse />}{' '}
            <Link to="/changes/$change" params={{ change: change.id }}>
              {change.sentence}
            </Link>
          </span>
          <WhoMark who={change.who} />
        </li>
      ))}
    </ol>
  );
}
