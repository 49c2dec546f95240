import { Link } from '@tanstack/react-router';
import type { ReferencesPast } from '@witnessmark/shared/api';
import { Sentence, SignMark, sentenceText, WhoMark } from '../parts/index.ts';
import { Between } from '../time/index.ts';
import { timesText } from './words.ts';

/** The changes that were about a name, newest first: when, where, what happened to it, who. */
export function PastOfTag({ rows }: { readonly rows: ReferencesPast['rows'] }) {
  return (
    <ol className="plain-list tag-past">
      {rows.map(({ change, items }) => (
        <li key={`${change.id} ${items[0]?.path}`}>
          <span className="line-when">
            <Between from={change.window.from} to={change.window.to} />
          </span>
          <span className="tag-what">
            <Link to="/assets/$asset" params={{ asset: change.asset.id }}>
              {change.asset.name}
            </Link>
            {items.map(({ path, sign, before, after, says, address }) => (
              <span key={path} className="tag-item">
                <SignMark sign={sign} terse />{' '}
                <Link
                  to="/changes/$change"
                  params={{ change: change.id }}
                  title={sentenceText(change.sentence)}
                  data-main
                >
                  {says === null ? timesText(before, after) : <Sentence text={says} />}
                </Link>{' '}
                <span className="fine">
                  <code>{path}</code>
                  {address !== null && <> by its address {address}</>}
                </span>
              </span>
            ))}
          </span>
          <WhoMark who={change.who} />
        </li>
      ))}
    </ol>
  );
}
