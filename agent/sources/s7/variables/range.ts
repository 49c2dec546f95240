import type { Instant } from '@witnessmark/shared/time';
import type { Area } from '../layout/index.ts';
import type { StatedFailure } from '../transport/index.ts';

/** Bytes that lie together in one area of the controller. */
export interface Range {
  readonly area: Area;
  /** Number of the data block; 0 in the other areas. */
  readonly db: number;
  readonly start: number;
  readonly length: number;
}

interface Timed {
  readonly requestedAt: Instant;
  readonly arrivedAt: Instant;
  /** Numbers of the jobs it came in; content of more than one may be torn. */
  readonly jobs: readonly number[];
}

export type RangeReading = Timed &
  (
    | { readonly bytes: Buffer; readonly failure: null }
    | { readonly bytes: null; readonly failure: StatedFailure }
  );

/** As an engineer writes it: `DB20.DBB4..11`, `MB10`. */
export function rangeText(range: Range): string {
  const head = range.area === 'DB' ? `DB${range.db}.DBB` : `${range.area}B`;
  const end = range.length === 1 ? '' : `..${range.start + range.length - 1}`;
  return `${head}${range.start}${end}`;
}
