import type { Evidence, WitnessRecord } from './evidence.ts';
import { meets } from './intervals.ts';
import type { Interval, Question } from './question.ts';
import { unvouched } from './trust.ts';

/**
 * A record whose clock has no bound, and the beginning of a window that nothing opened, are taken to lie this near to
 * what they tell, in milliseconds. Such a record proves nothing; farther away it makes nothing doubtful either.
 */
export const unboundMs = 3_600_000;

/** Who came is taken to be there no longer than this without coming again, in milliseconds. */
export const presentMs = 24 * 3_600_000;

/**
 * Who was where is looked at this far beside a window, in milliseconds. A record that reaches farther over its edge is
 * nobody's by where it came from.
 */
export const edgeMs = 5000;

/** The longest grace that policy can give a session, in milliseconds. */
export const graceMs = 4 * 3_600_000;

/** Acts that begin or end somebody's presence; every other record is of its own time alone. */
export const presenceActs = ['connected', 'disconnected', 'logged-on', 'logged-off'] as const;

const presences: ReadonlySet<string> = new Set(presenceActs);

/** Where a question lies in time: the windows of all its parts together. */
function timeOf({ parts }: Question): Interval {
  const from = parts.map(({ lastClean, firstDirty }) => lastClean ?? firstDirty - unboundMs);
  return {
    from: from.reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY),
    to: parts.reduce((most, { firstDirty }) => Math.max(most, firstDirty), Number.NEGATIVE_INFINITY),
  };
}

/** The time in which records are looked at for a question. */
export function around(question: Question): Interval {
  const { from, to } = timeOf(question);
  return { from: from - edgeMs, to: to + edgeMs };
}

/** When a record can have happened at the most, its clock error of `errorMs` (null where unknown) applied. */
export function reachOf(when: Interval, errorMs: number | null): Interval {
  const by = errorMs ?? unboundMs;
  return { from: when.from - by, to: when.to + by };
}

/** Where windows can lie that a record of this act, or a witness's life, has something to say about. */
export function bearing(act: WitnessRecord['act'], when: Interval, errorMs: number | null): Interval {
  const { from, to } = reachOf(when, errorMs);
  // Somebody who left, and whose coming nobody saw, was there before; who came after it was not.
  return presences.has(act) ? { from: from - unboundMs, to: to + presentMs } : { from, to };
}

/**
 * The evidence that can bear on a question. The rules look at nothing else, so that nothing else has to be brought
 * together, and what more is brought changes no judgement.
 */
export function bearingOn(question: Question, evidence: Evidence): Evidence {
  const time = around(question);
  const records = evidence.records.filter(({ act, when, clockErrorMs }) =>
    meets(bearing(act, when, clockErrorMs), time),
  );
  const life = lifeOf(records, time);
  return {
    ...evidence,
    records,
    watches: evidence.watches.filter(({ during }) => meets(during, life)),
    sessions: evidence.sessions.filter(({ from, to }) =>
      meets({ from, to: to === null ? Number.POSITIVE_INFINITY : to + graceMs }, time),
    ),
  };
}

/**
 * The time over which the life of witnesses is looked at. A shared account is somebody's only where the witness of his
 * log-on lived all the time since it.
 */
export function lifeOf(records: readonly WitnessRecord[], { from, to }: Interval): Interval {
  // Nobody is resolved by what anybody could have sent.
  const vouched = records.filter(({ authenticity }) => !unvouched.includes(authenticity));
  const isShared = vouched.some(({ identities }) =>
    identities.some(({ resolves }) => resolves.to === 'shared'),
  );
  const comings = isShared ? vouched.filter(({ act }) => act === 'logged-on') : [];
  return {
    from: comings.reduce((least, { when }) => Math.min(least, when.from), from - unboundMs),
    to: to + unboundMs,
  };
}
