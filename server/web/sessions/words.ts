import type { HandoverRow, PlannedState, SessionState } from '@witnessmark/shared/api';

/** A session's state as a shape and a word. */
export const stateMarks: Readonly<Record<SessionState, { readonly glyph: string; readonly word: string }>> = {
  requested: { glyph: '○', word: 'asked for' },
  approved: { glyph: '◐', word: 'approved, not started' },
  declined: { glyph: '✕', word: 'declined' },
  withdrawn: { glyph: '−', word: 'withdrawn' },
  lapsed: { glyph: '−', word: 'never started' },
  running: { glyph: '●', word: 'running' },
  overdue: { glyph: '!', word: 'over its time' },
  ended: { glyph: '■', word: 'ended' },
};

export const endedWords = {
  person: 'by the person',
  approver: 'by an approver',
  expiry: 'by itself, its time and grace being over',
} as const;

export const plannedWords: Readonly<Record<PlannedState, string>> = {
  planned: 'planned',
  unplanned: 'unplanned',
  'outside-scope': 'outside the declared scope',
  undecided: 'perhaps',
  'with-cause': 'follows from another change',
};

/** One row's difference as a line of text; values are told apart by their arrow. */
export function rowText({ member, old, new: now, unit, says }: HandoverRow): string {
  if (member === null) return says;
  return `${member} ${old ?? 'none'} → ${now ?? 'none'}${unit === null ? '' : ` ${unit}`}`;
}
