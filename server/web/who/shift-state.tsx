import type { Shift } from '@witnessmark/shared/api';
import { shiftWords } from './words.ts';

/** As shape and word; with how many came after the last sign-off. */
export function ShiftState({ shift: { state, since, signOffs } }: { readonly shift: Shift }) {
  const { glyph, word } = shiftWords[state];
  const [last] = signOffs;
  return (
    <span className={`shift-${state}`}>
      <span className="glyph" aria-hidden="true">
        {glyph}
      </span>{' '}
      {word}
      {last && state !== 'signed' && <> ({since} since the last sign-off)</>}
      {last && state === 'signed' && <> by {last.who.label}</>}
    </span>
  );
}
