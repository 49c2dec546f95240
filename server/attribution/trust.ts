import type { WitnessRecord } from './evidence.ts';
import type { AttributionPolicy } from './policy.ts';

/**
 * What a record may do. `proof`: policy takes it as authentic, so it can name. `doubt`: somebody vouches for it but
 * policy does not rely on it; it names nobody, and it can make others doubtful. `hint`: nobody vouches for it, so
 * that whoever forges it reaches nothing at all; it is shown.
 */
export type Trust = 'proof' | 'doubt' | 'hint';

/** Authenticities that nobody vouches for, whatever policy says. */
export const unvouched: readonly WitnessRecord['authenticity'][] = ['unauthenticated', 'claimed'];

/** What stands in a block's header is the programming device's own text: a hint, whatever policy says. */
export function isBlockAuthor(witnessKind: string): boolean {
  return /(^|-)block-author$/.test(witnessKind);
}

export function trustIn(
  { authenticity, witnessKind }: Pick<WitnessRecord, 'authenticity' | 'witnessKind'>,
  policy: AttributionPolicy,
): Trust {
  if (unvouched.includes(authenticity)) return 'hint';
  if (isBlockAuthor(witnessKind)) return 'hint';
  const counts = Object.hasOwn(policy.authentic, witnessKind) ? policy.authentic[witnessKind] : undefined;
  return counts?.includes(authenticity) === true ? 'proof' : 'doubt';
}
