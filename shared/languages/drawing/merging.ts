import type { Box, Coil, Contact, On } from './pieces.ts';

/** Whether a box is the same instruction, with the same instance. */
export function isSameBox(was: Box, is: Box): boolean {
  return was.type.toUpperCase() === is.type.toUpperCase() && was.instance?.key === is.instance?.key;
}

/** What a contact or a coil was before, where that is something else. */
export function symbolWas(old: Contact | Coil, now: Contact | Coil): string[] {
  const was: string[] = [];
  if (old.kind !== now.kind) was.push(kindWords[old.kind]);
  if (old.operand.key !== now.operand.key) was.push(old.operand.text);
  if (old.memory?.key !== now.memory?.key) was.push(`memory ${old.memory?.text ?? 'none'}`);
  return was;
}

const kindWords = {
  ...{ open: 'normally open', closed: 'normally closed', coil: 'a coil', negated: 'a negated coil' },
  ...{ rising: 'at the rising edge', falling: 'at the falling edge', set: 'setting', reset: 'resetting' },
  ...{ jump: 'a jump', return: 'a return' },
} as const;

/** The new side in its order, what is only on the old one before what it stood before. */
export function interleaved<Piece extends { readonly on: On }>(
  old: readonly Piece[],
  now: readonly Piece[],
  pairs: ReadonlyMap<Piece, Piece>,
  merge: (was: Piece, is: Piece) => Piece,
): Piece[] {
  const paired = new Set(pairs.values());
  const places = new Map(old.map((piece, at) => [piece, at]));
  const found: Piece[] = [];
  let at = 0;
  /** What is only on the old side, up to there. */
  const upTo = (end: number) => {
    for (; at < end; at++) {
      const piece = old[at];
      if (piece !== undefined && !paired.has(piece)) found.push(piece);
    }
  };
  for (const is of now) {
    const was = pairs.get(is);
    if (was !== undefined) upTo((places.get(was) ?? 0) + 1);
    // What came stands behind what went in the same place.
    else for (let piece = old[at]; piece !== undefined && !paired.has(piece); piece = old[at]) upTo(at + 1);
    found.push(was === undefined ? is : merge(was, is));
  }
  upTo(old.length);
  return found;
}
