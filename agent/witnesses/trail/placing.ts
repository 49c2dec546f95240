import type { Instant } from '@witnessmark/shared/time';
import type { Moment } from '@witnessmark/shared/witnesses';
import { earlierBy, elapsed } from './life.ts';

/** What a site answers for about the clock and the habits of whoever writes the trail. */
export interface TrailClock {
  /** Bound of the clock's error; null where nobody answers for one. */
  readonly errorMs: number | null;
  /** A record stands in the file so long after the act at the latest; null where nobody can say. */
  readonly writesWithinMs: number | null;
}

/** Between which looks a record came. */
export interface Arrival {
  /** When the last look was begun that surely did not find it; null where there was none. */
  readonly before: Instant | null;
  readonly arrivedAt: Instant;
}

export interface Placed {
  readonly from: Instant;
  readonly to: Instant;
  readonly clockErrorMs: number | null;
}

/**
 * When an act was, by the agent's clock, and how far that may be wrong. Where records are written at once, the two looks
 * around a record's coming measure the writer's clock, and prove a bound wrong that somebody answered for. Without
 * that, only a record from the future does.
 */
export function placed(moment: Moment | null, { before, arrivedAt }: Arrival, clock: TrailClock): Placed {
  const { writesWithinMs } = clock;
  const earliest =
    before === null || writesWithinMs === null
      ? null
      : earlierBy(arrivedAt, elapsed(before, arrivedAt) + writesWithinMs);
  if (moment === null) {
    if (earliest === null) return { from: arrivedAt, to: arrivedAt, clockErrorMs: null };
    return { from: earliest, to: arrivedAt, clockErrorMs: 0 };
  }
  return {
    from: instantAt(moment.from, arrivedAt),
    to: instantAt(moment.to, arrivedAt),
    clockErrorMs: errorOf(moment, earliest, arrivedAt, clock.errorMs),
  };
}

function errorOf(
  { from, to }: Moment,
  earliest: Instant | null,
  arrivedAt: Instant,
  answered: number | null,
): number | null {
  const latestMs = Date.parse(arrivedAt.wall);
  if (earliest === null) return answered !== null && from > latestMs + answered ? null : answered;
  const earliestMs = Date.parse(earliest.wall);
  const measured = Math.ceil(Math.max(Math.abs(latestMs - from), Math.abs(to - earliestMs)));
  if (answered === null) return measured;
  const holds = from <= latestMs + answered && to >= earliestMs - answered;
  return holds ? Math.min(answered, measured) : measured;
}

/** A moment as the agent's clock would have told it. Before the boot its monotonic clock stands at nought. */
function instantAt(ms: number, near: Instant): Instant {
  const mono = Math.max(0, Math.round(near.mono + ms - Date.parse(near.wall)));
  return { wall: new Date(ms).toISOString(), mono, boot: near.boot };
}
