import { Link } from '@tanstack/react-router';
import { counted, kindNames, reasonText } from '../parts/index.ts';
import { Between } from '../time/index.ts';
import type { Gap } from './rows.ts';

/** A blank between changes, drawn as loudly as one. */
export function GapRow({ gap }: { readonly gap: Gap }) {
  return (
    <article className="row gap-row">
      <span className="swatch span-gap" aria-hidden="true" />
      <Link to="/assets/$asset" params={{ asset: gap.asset.id }} tabIndex={-1} className="row-asset">
        {gap.asset.name}
      </Link>
      <span className="row-what">
        <span>
          <strong>{gap.to ? 'was not watched' : 'is not watched'}</strong>: {reasonText(gap.reason)}
        </span>
        <span className="fine">{gap.kinds.map(kind => kindNames[kind]).join(', ')}</span>
      </span>
      <span className="row-when">
        <Between from={gap.from} to={gap.to} />
      </span>
    </article>
  );
}

export function OngoingRow({ gaps }: { readonly gaps: readonly Gap[] }) {
  const assets = new Set(gaps.map(gap => gap.asset.id)).size;
  return (
    <article className="row gap-row">
      <span className="swatch span-gap" aria-hidden="true" />
      <span className="row-what">
        <strong>{counted(assets, 'asset')} not fully watched now.</strong>{' '}
        <Link to="/" hash="not-watched" tabIndex={-1}>
          Which, and why
        </Link>
      </span>
    </article>
  );
}
