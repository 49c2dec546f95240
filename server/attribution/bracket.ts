import type { PersonsClaim } from './claims.ts';
import type { SessionEvidence } from './evidence.ts';
import type { PathState } from './paths.ts';
import type { Part } from './question.ts';
import type { Reasons } from './reasons.ts';
import { isSeen, othersThan, type Seen } from './seen.ts';
import type { SessionView } from './sessions.ts';
import type { Write } from './writes.ts';

/** What a bracket stands or falls with. */
export interface Around {
  readonly part: Part;
  readonly sessions: readonly SessionView[];
  readonly paths: readonly PathState[];
  readonly seen: readonly Seen[];
  readonly writes: readonly Write[];
  readonly claims: readonly PersonsClaim[];
}

/**
 * The session that brackets a part; null where anything is missing, which `reasons` then says. It is earned by
 * exactly one session, and by every path that can write the part being closed or watched all the time and showing
 * nobody else: the absence of others is what proves. The session's own person must have been seen on one of them, for
 * by some way it came.
 */
export function bracketOf(around: Around, reasons: Reasons): SessionEvidence | null {
  const { part, sessions, paths, seen, writes, claims } = around;
  const [view] = sessions;
  if (sessions.length > 1)
    for (const { session } of sessions) reasons.add('sessions-overlap', { session: session.id });
  const open = paths.filter(({ state }) => state !== 'closed');
  // Where every path was closed and it changed all the same, there is one that nobody declared.
  if (open.length === 0) reasons.add('paths-unknown');
  const unwatched = open.some(({ state }) => state === 'not-watched');
  if (view === undefined || sessions.length !== 1) return null;
  const { session } = view;
  // A write of this very part counts by whatever path it says it came.
  const writing = writes.map(({ known, acting }) => ({
    known,
    acting,
    refs: [known.record.ref],
    surely: false,
  }));
  const others = othersThan(session, [...seen, ...writing]);
  for (const { known, acting, refs } of others) {
    const { path } = known.record;
    reasons.add(
      'somebody-else-seen',
      {
        ...(path === null ? {} : { path }),
        ...(acting.identity === null ? {} : { identity: acting.identity }),
        ...(acting.actor.kind === 'person' ? { person: acting.actor.person } : {}),
      },
      ...refs,
    );
  }
  const contradicted = writes.some(
    ({ telling, acting }) =>
      telling === 'other' && acting.actor.kind === 'person' && acting.actor.person === session.person,
  );
  const claimed = claims.some(({ person, state }) => person !== session.person && state !== 'disputed');
  if (claimed) reasons.add('claim-conflicts', { session: session.id });
  // It came by some way. Where all of them were watched and none showed even the session's person, it came by another.
  const ownSeen = isSeen(session, [...seen, ...writing]);
  if (!ownSeen && open.length > 0 && !unwatched)
    reasons.add('own-person-not-seen', { session: session.id, person: session.person });
  const earned =
    view.covers &&
    view.ofKind &&
    session.approved &&
    part.settled &&
    open.length > 0 &&
    !unwatched &&
    ownSeen &&
    others.length === 0 &&
    !contradicted &&
    !claimed;
  return earned ? session : null;
}
