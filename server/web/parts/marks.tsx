import { Link } from '@tanstack/react-router';
import type { Who } from '@witnessmark/shared/api';
import { type Sign, signMarks, verdictMarks } from './words.ts';

/** How something changed, as a sign and a word; `terse` keeps the word for assistive technology and hover. */
export function SignMark({ sign, terse = false }: { readonly sign: Sign; readonly terse?: boolean }) {
  const { glyph, word } = signMarks[sign];
  return (
    <span className={`sign sign-${sign}`} title={word}>
      <span className="glyph" aria-hidden="true">
        {glyph}
      </span>
      <span className={terse ? 'unseen' : undefined}>{word}</span>
    </span>
  );
}

/** Who, with the verdict's shape and word. Leads to what they did. */
export function WhoMark({ who, tabIndex }: { readonly who: Who; readonly tabIndex?: 0 | -1 }) {
  const { glyph, word } = verdictMarks[who.verdict];
  const target = who.verdict === 'unattributed' ? 'unattributed' : who.label;
  return (
    <span className={`who who-${who.verdict}`}>
      <span className="glyph" aria-hidden="true">
        {glyph}
      </span>
      <Link to="/changes" search={{ who: target }} title={`Changes by: ${target}`} tabIndex={tabIndex}>
        {who.label}
      </Link>
      <span className="word">{word}</span>
    </span>
  );
}

/** A verdict's shape, with its word for assistive technology and hover: for cells that hold a name alone. */
export function VerdictGlyph({ verdict }: { readonly verdict: Who['verdict'] }) {
  const { glyph, word } = verdictMarks[verdict];
  return (
    <span className={`who who-${verdict}`} title={word}>
      <span className="glyph" aria-hidden="true">
        {glyph}
      </span>
      <span className="unseen">{word}: </span>
    </span>
  );
}
