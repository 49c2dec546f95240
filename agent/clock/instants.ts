import type { Instant } from '@witnessmark/shared/time';

/** Where every Instant of an agent comes from. */
export interface AgentClock {
  /** Identity of this machine's boot: within it `mono` is comparable, also across restarts of the agent. */
  readonly boot: string;
  readonly now: () => Instant;
}

/**
 * The later of two instants. Of two boots only the wall clock is left, which may have been set in
 * between: then the earlier wall time is taken, so that coverage is only ever claimed too short.
 */
export function laterInstant(a: Instant, b: Instant): Instant {
  if (a.boot === b.boot) return a.mono >= b.mono ? a : b;
  return a.wall <= b.wall ? a : b;
}

/** The earlier of two instants, by `mono` within one boot, else by the wall clock. */
export function earlierInstant(a: Instant, b: Instant): Instant {
  if (a.boot === b.boot) return a.mono <= b.mono ? a : b;
  return a.wall <= b.wall ? a : b;
}

/** Milliseconds from `from` to `to`: exact within one boot, by the wall clock across boots. */
export function millisecondsBetween(from: Instant, to: Instant): number {
  if (from.boot === to.boot) return to.mono - from.mono;
  return Date.parse(to.wall) - Date.parse(from.wall);
}
