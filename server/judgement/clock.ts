import type { Interval } from '../attribution/index.ts';

/** What is known of the agents' clocks when a change is judged. */
export interface AgentClocks {
  /**
   * How far a moment of this agent may lie from the server's clock over a stretch of the agent's time, in milliseconds;
   * as the last measurement has it where no stretch is given. Null where it was never measured near it.
   */
  errorMs(agent: string, during?: Interval): number | null;
}

/** A clock that was never measured may be wrong by this much, and is taken to be: a quarter of an hour. */
const unmeasuredMs = 15 * 60_000;

/** By how much a window an agent gave is widened, so that it is never narrower than the truth. */
export function windowErrorMs(
  clocks: AgentClocks,
  agent: string,
  { window_from, window_to }: { readonly window_from: string | null; readonly window_to: string },
): number {
  return errorDuring(clocks, agent, {
    from: Date.parse(window_from ?? window_to),
    to: Date.parse(window_to),
  });
}

/** The same of any stretch of the agent's time. */
export function errorDuring(clocks: AgentClocks, agent: string, during: Interval): number {
  return clocks.errorMs(agent, during) ?? unmeasuredMs;
}

/** Bound of the error of a record's time on the site's scale; null where any part of it is unknown. */
export function recordErrorMs(
  clocks: AgentClocks,
  agent: string | null,
  ownErrorMs: number | null,
  when: Interval,
): number | null {
  if (ownErrorMs === null) return null;
  // What reached the server itself was dated by the server's clock.
  if (agent === null) return ownErrorMs;
  const error = clocks.errorMs(agent, when);
  return error === null ? null : ownErrorMs + error;
}
