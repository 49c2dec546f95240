import { Link } from '@tanstack/react-router';
import type { ChangeSummary } from '@witnessmark/shared/api';
import { useState } from 'react';
import { counted, Sentence, SignMark, WhoMark } from '../parts/index.ts';
import { Between } from '../time/index.ts';

interface Props {
  readonly changes: readonly ChangeSummary[];
  /** More than this wait behind a button, so that what follows stays on the screen. */
  readonly atOnce: number;
}

/** Changes as lines of a page that may be printed: when, sentence, who. */
export function ChangeLines({ changes, atOnce }: Props) {
  const [all, setAll] = useState(false);
  const shown = all ? changes : changes.slice(0, atOnce);
  return (
    <>
      <ol className="plain-list change-lines">
        {shown.map(change => (
          <li key={change.id}>
            <span className="line-when">
              <Between from={change.window.from} to={change.window.to} />
            </span>
            <span className="line-what">
              {change.items[0] && <SignMark sign={change.items[0].sign} terse />}{' '}
              <Link to="/changes/$change" params={{ change: change.id }}>
                <Sentence text={change.folded?.says ?? change.sentence} />
              </Link>
              {change.effects && <span className="fine"> Effects: {change.effects.says}.</span>}
            </span>
            <WhoMark who={change.who} />
          </li>
        ))}
      </ol>
      {changes.length > shown.length && (
        <p>
          <button type="button" onClick={() => setAll(true)}>
            Show all {counted(changes.length, 'change')}
          </button>
        </p>
      )}
    </>
  );
}
