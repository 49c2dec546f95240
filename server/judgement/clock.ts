/** What is known of the agents' clocks when a change is judged. */
export interface AgentClocks {
  /** How far a moment of this agent may lie from the server's clock, in milliseconds; null where it was never measured. */
  errorMs(agent: string): number | null;
}

/** A clock that was never measured may be wrong by this much, and is taken to be: a quarter of an hour. */
const unmeasuredMs = 15 * 60_000;

/** By how much a window an agent gave is widened, so that it is never narrower than the truth. */
export function windowErrorMs(clocks: AgentClocks, agent: string): number {
  return clocks.errorMs(agent) ?? unmeasuredMs;
}

/** Bound of the error of a record's time on the site's scale; null where any part of it is unknown. */
export function recordErrorMs(
  clocks: AgentClocks,
  agent: string | null,
  ownErrorMs: number | null,
): number | null {
  if (ownErrorMs === null) return null;
  // What reached the server itself was dated by the server's clock.
  if (agent === null) return ownErrorMs;
  const error = clocks.errorMs(agent);
  return error === null ? null : ownErrorMs + error;
}
