import { Link } from '@tanstack/react-router';
import type { ChangeSummary } from '@witnessmark/shared/api';
import type { RowState } from '../list/index.ts';
import {
  counted,
  EffectList,
  EffectOfLine,
  Sentence,
  SignMark,
  sentenceText,
  sortNames,
  WhoMark,
  WindowBar,
} from '../parts/index.ts';
import { SnapshotReadings } from './snapshot-readings.tsx';

interface Props extends RowState {
  readonly change: ChangeSummary;
  readonly fresh: boolean;
}

/** One change in a list: when, where, what, who; expanded also its sentence and items. */
export function ChangeRow({ change, fresh, expanded, tabIndex, toggle }: Props) {
  const [first] = change.items;
  const more = change.itemCount - 1;
  const under = underOf(change);
  return (
    <article className={`row change-row${fresh ? ' fresh' : ''}`}>
      <WindowBar window={change.window} />
      <Link
        to="/assets/$asset"
        params={{ asset: change.asset.id }}
        tabIndex={tabIndex}
        className="row-asset"
        title={`${change.asset.area} / ${change.asset.name}`}
      >
        {change.asset.name}
      </Link>
      <span className="row-what">
        {first && <SignMark sign={first.sign} terse />}
        <Link
          to="/changes/$change"
          params={{ change: change.id }}
          tabIndex={tabIndex}
          data-main
          title={sentenceText(change.sentence)}
        >
          {whatOf(change)}
        </Link>
        {more > 0 && change.sort !== 'first' && (
          <span className="more">and {counted(more, 'more item')}</span>
        )}
        {under && (
          <button
            type="button"
            className="badge unfold"
            aria-expanded={expanded}
            tabIndex={tabIndex}
            onClick={toggle}
          >
            <span aria-hidden="true">{expanded ? '▾' : '▸'}</span> {under}
          </button>
        )}
        {change.effectOf && (
          <span className="badge" title={change.effectOf.says}>
            ↳ effect
          </span>
        )}
        {change.sort !== 'change' && <span className="badge">{sortNames[change.sort]}</span>}
        {change.byPolicy && (
          <span className="badge" title="Policy takes it out of the inbox, by this entry">
            {change.byPolicy.awaits === 'shift' ? 'by shift' : 'by policy'}:{' '}
            {change.byPolicy.rules.join(', ')}
          </span>
        )}
        {change.unsettled && (
          <span className="badge loud" title="It was still changing when reading stopped">
            ! not settled
          </span>
        )}
      </span>
      <WhoMark who={change.who} tabIndex={tabIndex} />
      {expanded && isFolded(change) && (
        <div className="row-more">
          <SnapshotReadings change={change} tabIndex={tabIndex} />
        </div>
      )}
      {expanded && !isFolded(change) && (
        <div className="row-more">
          <p>
            <Sentence text={change.sentence} />
          </p>
          {change.effects && <EffectList effects={change.effects} tabIndex={tabIndex} />}
          {change.effectOf && <EffectOfLine effectOf={change.effectOf} tabIndex={tabIndex} />}
          <ul>
            {change.items.map(item => (
              <li key={item.path}>
                <SignMark sign={item.sign} />{' '}
                <Link
                  to="/assets/$asset"
                  params={{ asset: change.asset.id }}
                  search={{ item: item.path }}
                  tabIndex={tabIndex}
                >
                  <code>{item.path}</code>
                </Link>{' '}
                {item.headline}
              </li>
            ))}
          </ul>
        </div>
      )}
    </article>
  );
}

/** What stands under a row, in a few words; null for nothing. */
function underOf(change: ChangeSummary): string | null {
  if (change.effects) return `effects: ${change.effects.says}`;
  return isFolded(change) ? counted(change.folded?.changes ?? 0, 'reading') : null;
}

function isFolded(change: ChangeSummary): boolean {
  return (change.folded?.changes ?? 0) > 1;
}

/** What changed, in a few words. A line that tells of no member by name is led by the item's path. */
function whatOf(change: ChangeSummary): string {
  const [first] = change.items;
  if (change.sort === 'first') return change.folded?.says ?? counted(change.itemCount, 'item');
  if (!first) return sentenceText(change.sentence);
  return first.members > 0 || first.headline.includes(first.path)
    ? first.headline
    : `${first.path}: ${first.headline}`;
}
