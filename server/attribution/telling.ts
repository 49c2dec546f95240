import { sameText } from './equality.ts';
import type { Part } from './question.ts';
import type { Touching } from './records.ts';

/**
 * What a record tells about the content a part has now. `explains`: exactly this was written. `nothing-new`: exactly
 * this was written where it stood already, so that this write changed nothing. `other`: something else was written.
 * `untold`: it does not say what.
 */
export type Telling = 'explains' | 'nothing-new' | 'other' | 'untold';

export interface Told {
  readonly telling: Telling;
  /** It tells what was there before, and that was something else: this write changed the part. */
  readonly changed: boolean;
}

/** One record may touch a part more than once; where it then tells different things, it tells nothing. */
export function toldOf(part: Part, touchings: readonly Touching[]): Told {
  const [first = { telling: 'untold', changed: false } as const, ...more] = touchings.map(touching =>
    toldBy(part, touching),
  );
  return more.every(({ telling }) => telling === first.telling)
    ? { telling: first.telling, changed: first.changed && more.every(({ changed }) => changed) }
    : { telling: 'untold', changed: false };
}

function toldBy(part: Part, { touch }: Touching): Told {
  if (touch.new === null) return { telling: 'untold', changed: false };
  if (touch.member === part.member) return compared(part.type, part.new, touch.old, touch.new);
  // A member of an item written as a whole is explained by the bytes of the whole, and refuted by nothing:
  // another member may have been written later.
  if (touch.member === null && part.content !== null) {
    const told = compared(null, part.content, touch.old, touch.new);
    return told.telling === 'other' ? { telling: 'untold', changed: false } : told;
  }
  return { telling: 'untold', changed: false };
}

function compared(
  type: Part['type'],
  held: string | null,
  before: string | null,
  written: string | null,
): Told {
  if (held === null || written === null || !sameText(type, written, held))
    return { telling: 'other', changed: false };
  if (before === null) return { telling: 'explains', changed: false };
  return sameText(type, before, held)
    ? { telling: 'nothing-new', changed: false }
    : { telling: 'explains', changed: true };
}
