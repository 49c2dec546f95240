import type { Code } from './code.ts';
import { changeMarks } from './code-words.ts';

/** How a piece of a program changed: a sign and a word. */
export function ChangeMark({ sign }: { readonly sign: Code['changes'][number]['sign'] }) {
  const { glyph, word } = changeMarks[sign];
  return (
    <span className={`sign sign-${sign}`}>
      <span className="glyph" aria-hidden="true">
        {glyph}
      </span>{' '}
      {word}
    </span>
  );
}
