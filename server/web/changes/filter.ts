import type { ChangeSummary } from '@witnessmark/shared/api';
import type { Kind } from '../parts/index.ts';

/** The filters of a list of changes, as they stand in its address. */
export interface ChangesFilter {
  readonly area?: string;
  readonly asset?: string;
  readonly kind?: string;
  readonly item?: string;
  readonly who?: string;
  readonly review?: string;
  readonly search?: string;
  readonly since?: string;
  readonly until?: string;
  readonly sort?: string;
}

export const kindChoices: readonly Kind[] = ['setpoint', 'recipe', 'logic', 'config'];
export const verdictChoices: readonly ChangeSummary['who']['verdict'][] = [
  'witnessed',
  'bracketed',
  'claimed',
  'ambiguous',
  'unattributed',
];
export const reviewChoices: readonly ChangeSummary['review'][] = [
  'awaiting',
  'accepted',
  'rejected',
  'question',
];
export const sortChoices: readonly ChangeSummary['sort'][] = ['change', 'first', 'load', 'late'];
