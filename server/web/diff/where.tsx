import { networkWord } from '@witnessmark/shared/languages/network-word';
import { TagLink, visible } from '../parts/index.ts';

interface Props {
  /** A unit as the difference names it: `Station/Motor (FB9)`. */
  readonly unit: string;
  readonly network?: { readonly old: string | null; readonly new: string | null } | null;
  readonly networkLanguage?: string | null;
  readonly line?: number | null;
  readonly asset: string;
}

/** Unit, network and line; the unit leads to its history and uses. */
export function Where({ unit, network = null, networkLanguage = null, line = null, asset }: Props) {
  const number = network === null ? '' : numberText(network);
  return (
    <>
      {unit !== '' && (
        <TagLink name={nameOfUnit(unit)} asset={asset}>
          {visible(unit)}
        </TagLink>
      )}
      {number !== '' && (
        <>
          {' '}
          {networkWord(networkLanguage)} {visible(number)}
        </>
      )}
      {line !== null && line > 0 && (
        <>
          {' '}
          <span className="fine line-of">line {line}</span>
        </>
      )}
    </>
  );
}

function numberText({ old, new: now }: { readonly old: string | null; readonly new: string | null }): string {
  if (!old || !now || old === now) return now || old || '';
  return `${old} → ${now}`;
}

/** What a unit is called in the programs that use it: without what it stands in, and without its number. */
function nameOfUnit(unit: string): string {
  const last = unit.slice(unit.lastIndexOf('/') + 1);
  return last.replace(/ \([A-Z]+\d+\)$/, '');
}
