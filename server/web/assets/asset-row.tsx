import { Link } from '@tanstack/react-router';
import type { AssetSummary } from '@witnessmark/shared/api';
import { coverageMarks, kindNames, phaseNames, reasonText, Sentence } from '../parts/index.ts';
import { When } from '../time/index.ts';

/** One asset: where it is, what of it is watched, what changed last. */
export function AssetRow({ asset, tabIndex }: { readonly asset: AssetSummary; readonly tabIndex: 0 | -1 }) {
  return (
    <article className="row asset-row">
      <Link
        to="/assets/$asset"
        params={{ asset: asset.id }}
        tabIndex={tabIndex}
        data-main
        className="row-asset"
      >
        {asset.name}
      </Link>
      <span className="row-asset">{asset.area}</span>
      <span>{phaseNames[asset.phase] ?? asset.phase}</span>
      <span className="row-kinds">
        {asset.coverage.map(each => (
          <span key={each.kind} title={each.state === 'watched' ? undefined : reasonText(each.reason)}>
            <span className={`swatch span-${each.state}`} aria-hidden="true" /> {kindNames[each.kind]}{' '}
            {each.state !== 'watched' && <strong className="loud">{coverageMarks[each.state].word}</strong>}
          </span>
        ))}
      </span>
      <span className="row-last">
        {asset.damaged && <span className="badge loud">! damaged</span>}
        {asset.lastChange ? (
          <>
            <When at={asset.lastChange.recordedAt} />{' '}
            <Link to="/changes/$change" params={{ change: asset.lastChange.id }} tabIndex={tabIndex}>
              <Sentence text={asset.lastChange.sentence} />
            </Link>
          </>
        ) : (
          <span className="fine">no change seen yet</span>
        )}
      </span>
      <span>
        <Link to="/changes" search={{ asset: asset.id }} tabIndex={tabIndex}>
          {asset.changes24h} in 24 h
        </Link>
      </span>
    </article>
  );
}
