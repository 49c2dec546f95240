import type { Claim, JudgedGroup, QueueRow, Shift } from '@witnessmark/shared/api';

export const classNames: Readonly<Record<JudgedGroup['class'], string>> = {
  engineering: 'engineering',
  operator: 'operator’s change',
  load: 'recipe load',
  effect: 'effect',
  commissioning: 'commissioning',
};

export const judgedWords: Readonly<Record<JudgedGroup['judged'], string>> = {
  each: 'judged by itself',
  shift: 'signed off with its shift',
  cause: 'goes with its cause',
  phase: 'goes with its phase',
};

export const claimWords: Readonly<Record<Claim['state'], { glyph: string; word: string }>> = {
  awaiting: { glyph: '“', word: 'awaits confirmation' },
  confirmed: { glyph: '✓', word: 'confirmed' },
  disputed: { glyph: '✕', word: 'disputed' },
  withdrawn: { glyph: '–', word: 'withdrawn' },
};

export const queueWords: Readonly<Record<QueueRow['state'], { glyph: string; word: string }>> = {
  unattributed: { glyph: '○', word: 'nobody known' },
  ambiguous: { glyph: '?', word: 'ambiguous' },
  claims: { glyph: '“', word: 'claim to answer' },
};

export const shiftWords: Readonly<Record<Shift['state'], { glyph: string; word: string }>> = {
  running: { glyph: '…', word: 'still running' },
  open: { glyph: '!', word: 'to be signed off' },
  signed: { glyph: '✓', word: 'signed off' },
};

export const authenticityWords = {
  authenticated: 'authenticated',
  'device-record': 'kept by the device',
  unauthenticated: 'anybody could have sent it',
  claimed: 'somebody’s word',
} as const;

/** `45 min`, `5 h`, `12 d`. */
export function ageText(seconds: number): string {
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
}
