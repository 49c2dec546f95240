/** Milliseconds. */
export interface BackOffPolicy {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** Below this a refused connection would be tried in a busy loop when the dice fall low. */
const leastMs = 250;

/**
 * The pause after `failures` failures in a row (1 = the first): anywhere between nothing and a bound that
 * doubles, so that the agents of a plant do not all come back at once when a switch does. `random` is in [0, 1).
 */
export function backOffMs(failures: number, policy: BackOffPolicy, random: number): number {
  const bound = Math.min(policy.mostMs, policy.firstMs * 2 ** Math.min(failures - 1, 30));
  return Math.max(leastMs, Math.round(random * bound));
}
