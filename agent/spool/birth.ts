import type { Instant } from '@witnessmark/shared/time';
import type { EpochReason } from './store.ts';

/** How the present epoch began; kept in the database because each stream's first fact tells it. */
export interface Birth {
  readonly reason: EpochReason;
  readonly at: Instant;
  readonly says: string;
}
