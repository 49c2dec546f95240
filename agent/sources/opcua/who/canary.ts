import type { Instant } from '@witnessmark/shared/time';
import { AttributeIds } from 'node-opcua-client';
import { failureOf } from '../failure.ts';
import type { OpcuaLink } from '../link.ts';
import { type LinkOptions, openSession } from '../opening.ts';
import { until } from '../until.ts';

/** What became of a session opened to be told of. */
export type Flight =
  | { readonly is: 'flown'; readonly session: string; readonly openedAt: Instant }
  /** Left undone for the controller's sake. */
  | { readonly is: 'spared'; readonly why: string }
  | { readonly is: 'failed'; readonly why: string };

const currentSessionCount = 'i=2277';
const maxSessions = 'i=24095';
/** Sessions that must stay free for others beside the canary's own. */
const keepFree = 2;

/**
 * Opens a session of our own and ends it at once, so that the server has something to tell by an audit event.
 * It only ever creates, activates and closes a session. `unasked`: fly also where the server does not tell how
 * many sessions it has free.
 */
export async function flyCanary(
  link: OpcuaLink,
  options: LinkOptions & { readonly now: () => Instant; readonly unasked: boolean },
  signal: AbortSignal,
): Promise<Flight> {
  const free = await freeSessions(link, signal);
  if (free === null && !options.unasked) {
    return { is: 'spared', why: 'the server does not tell how many sessions it has free' };
  }
  if (free !== null && free <= keepFree) {
    return { is: 'spared', why: `only ${free} sessions are free; ${keepFree} are left to others` };
  }
  const openedAt = options.now();
  try {
    const { session, guard, client, channels } = await openSession(options, signal, link.endpoint);
    const id = session.sessionId.toString();
    guard.close();
    const politely = AbortSignal.timeout(options.config.timeouts.requestMs);
    try {
      await until(AbortSignal.any([signal, politely]), () => client.disconnect());
    } finally {
      for (const channel of channels) channel.forceConnectionBreak();
    }
    return { is: 'flown', session: id, openedAt };
  } catch (error) {
    signal.throwIfAborted();
    return { is: 'failed', why: failureOf(error, options.subject, 'opcua.refused').message };
  }
}

/** How many more sessions the server takes; null where it does not tell. */
async function freeSessions(link: OpcuaLink, signal: AbortSignal): Promise<number | null> {
  const values = await link.read(
    [maxSessions, currentSessionCount].map(nodeId => ({ nodeId, attributeId: AttributeIds.Value })),
    signal,
  );
  const [most, now] = values.map(({ statusCode, value }) =>
    statusCode.isGood() && typeof value.value === 'number' ? value.value : null,
  );
  // 0 is "no limit given" (OPC 10000-5 §6.3.2).
  if (most === null || most === undefined || most === 0 || now === null || now === undefined) return null;
  return Math.max(0, most - now);
}
