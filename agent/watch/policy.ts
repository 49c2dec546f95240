import type { BackOffPolicy } from './back-off.ts';
import type { SweepPolicy, WeeklyHours } from './calendar.ts';
import type { SettlePolicy } from './settle.ts';

/** How one stream is watched. Times in milliseconds. */
export interface WatchPolicy {
  /** Between two readings of what no fingerprint covers. */
  readonly periodMs: number;
  /** Between two readings of the fingerprint. */
  readonly fingerprintMs: number;
  readonly sweep: SweepPolicy | null;
  readonly settle: SettlePolicy;
  readonly connectWithinMs: number;
  readonly readWithinMs: number;
  readonly backOff: BackOffPolicy;
  /** Bound of the load on the asset; 0 = none. A reading that cost more pushes the next one back. */
  readonly requestsPerSecond: number;
  /** While one is open, an asset that does not answer is planned off. */
  readonly expectedOff: readonly WeeklyHours[];
  /** IANA zone of the site. */
  readonly timeZone: string;
}

/** Times that are the same for every stream, in milliseconds. */
export const cadence = {
  /** A digest of equal readings at most this often; each is drawn up to a tenth earlier. */
  digestMs: 3_600_000,
  /** How far a stream was read equal becomes durable at most this often. */
  watermarkMs: 15_000,
  /** A hint waits this long for others of the same moment. */
  hintMs: 100,
  /** Least time between two readings that answer hints. */
  hintSpacingMs: 1000,
} as const;
