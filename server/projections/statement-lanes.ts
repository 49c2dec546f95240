import { type Interval, presenceActs } from '../attribution/index.ts';

const minuteMs = 60_000;
const presences: ReadonlySet<string> = new Set(presenceActs);

/** `watch`: of a witness's own life; `presence`: of somebody's coming or going; `record`: of what happened. */
export type LaneSort = 'record' | 'presence' | 'watch';

/**
 * Statements by how long they reach, in milliseconds: what can have been at a moment is found among short ones
 * without looking at all that is older or newer.
 */
export const lanes = [
  { name: 'short', mostMs: 10 * minuteMs },
  { name: 'hours', mostMs: 3 * 60 * minuteMs },
  { name: 'long', mostMs: null },
] as const;

/** `record-short`, `watch-long`. */
export function laneOf(act: string, { from, to }: Interval): string {
  const sort: LaneSort = presences.has(act)
    ? 'presence'
    : act === 'watched' || act === 'unwatched'
      ? 'watch'
      : 'record';
  const lane = lanes.find(({ mostMs }) => mostMs === null || to - from <= mostMs);
  return `${sort}-${lane?.name ?? 'long'}`;
}
