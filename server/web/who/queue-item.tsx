import { Link } from '@tanstack/react-router';
import type { QueueRow } from '@witnessmark/shared/api';
import { useMayAt } from '../app/me.ts';
import type { RowState } from '../list/index.ts';
import { Sentence, sentenceText, WhoMark, WindowBar } from '../parts/index.ts';
import { Answers } from './claims.tsx';
import { ageText, queueWords } from './words.ts';

interface Props extends RowState {
  readonly row: QueueRow;
  readonly onClaim: () => void;
  readonly onOwn: () => void;
}

/** One change that waits: since when, what, why it waits, who looks into it. */
export function QueueItem({ row, expanded, tabIndex, toggle, onClaim, onOwn }: Props) {
  const { change, state, age, owner, claims } = row;
  const mayClaim = useMayAt('claim-change', change.asset);
  const mayOwn = useMayAt('confirm-claim', change.asset);
  const { glyph, word } = queueWords[state];
  const [first] = change.items;
  return (
    <article className="row queue-row">
      <WindowBar window={change.window} />
      <span className="queue-age" title={`Waits since ${change.recordedAt}`}>
        {ageText(age)}
      </span>
      <Link to="/assets/$asset" params={{ asset: change.asset.id }} tabIndex={tabIndex} className="row-asset">
        {change.asset.name}
      </Link>
      <span className="row-what">
        <Link
          to="/changes/$change"
          params={{ change: change.id }}
          tabIndex={tabIndex}
          data-main
          title={sentenceText(change.sentence)}
        >
          {first?.headline ?? sentenceText(change.sentence)}
        </Link>
        <button
          type="button"
          className="badge unfold"
          aria-expanded={expanded}
          tabIndex={tabIndex}
          onClick={toggle}
        >
          <span aria-hidden="true">{expanded ? '▾' : '▸'}</span> more
        </button>
      </span>
      <span className={`queue-state queue-${state}`}>
        <span className="glyph" aria-hidden="true">
          {glyph}
        </span>{' '}
        {word}
      </span>
      <span className="queue-owner">{owner ? owner.who.label : 'nobody looks'}</span>
      {expanded && (
        <div className="row-more">
          <p>
            <Sentence text={change.sentence} />
          </p>
          <p>
            <WhoMark who={change.who} tabIndex={tabIndex} />
          </p>
          {claims.map(claim => (
            <div key={claim.claim}>
              “ {claim.who.label}: “this was me”{claim.note !== '' && <>: {claim.note}</>}{' '}
              <Answers claim={claim} asset={change.asset} />
            </div>
          ))}
          <p className="acts">
            {mayClaim && (
              <button type="button" tabIndex={tabIndex} onClick={onClaim}>
                This was me <kbd>c</kbd>
              </button>
            )}
            {mayOwn && (
              <button type="button" tabIndex={tabIndex} onClick={onOwn}>
                Who looks into it <kbd>o</kbd>
              </button>
            )}
          </p>
        </div>
      )}
    </article>
  );
}
