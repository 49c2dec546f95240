import { setTimeout as wait } from 'node:timers/promises';

export interface Patience {
  /** Milliseconds until it is given up. */
  readonly within: number;
  /** Milliseconds between two looks. */
  readonly every?: number;
}

/** Asks again and again until there is an answer; rejects with `what` and the last failure when time is up. */
export async function until<Answer>(
  what: string,
  { within, every = 50 }: Patience,
  ask: () => Promise<Answer | null | undefined | false> | Answer | null | undefined | false,
): Promise<Answer> {
  const end = performance.now() + within;
  for (;;) {
    let failure: unknown;
    try {
      const answer = await ask();
      if (answer !== null && answer !== undefined && answer !== false) return answer;
    } catch (error) {
      failure = error;
    }
    if (performance.now() > end) throw new Error(`not within ${within} ms: ${what}`, { cause: failure });
    await wait(every);
  }
}
