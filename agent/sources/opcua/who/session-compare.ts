import type { Statement } from '@witnessmark/shared/facts';
import type { Instant } from '@witnessmark/shared/time';
import { opcuaPath } from './audit-statement.ts';
import type { SessionRecord } from './session-records.ts';

/** The server's sessions at one moment. */
export interface SessionReading {
  readonly requestedAt: Instant;
  readonly arrivedAt: Instant;
  readonly sessions: ReadonlyMap<string, SessionRecord>;
  /** Sessions since the server started (CumulatedSessionCount); null where it does not count. */
  readonly cumulated: number | null;
  /** Why not every session is in it; null where each is. */
  readonly incomplete: string | null;
}

/** Our own part in what the server counts. */
export interface OwnSessions {
  /** The session everything is read by; null where it is not known. */
  readonly reader: string | null;
  readonly canaries: ReadonlySet<string>;
  /** Canaries the server let in between the two readings; null where that is not known. */
  readonly between: number | null;
}

export interface Compared {
  readonly statements: Statement[];
  /** For sessions that stay, what was counted, by the session: told as it stands, or with what comes next. */
  readonly counts: ReadonlyMap<string, Statement>;
  /** Why the two readings together do not tell everybody who could have written in between; null where they do. */
  readonly incomplete: string | null;
  /** Writes counted for others in between. */
  readonly written: number;
}

interface Who {
  readonly subject: string;
  readonly authenticity: Statement['authenticity'];
}

/**
 * Who was connected between two readings, and for whom the server counted writes or calls. Counters do not run
 * back, so what happened in between is in them; a session that came and went unseen is in the sum of all.
 */
export function compareSessions(
  before: SessionReading,
  after: SessionReading,
  own: OwnSessions,
  who: Who,
): Compared {
  const statements: Statement[] = [];
  const counted = new Map<string, Statement>();
  const foreign = (id: string) => id !== own.reader && !own.canaries.has(id);
  const told = (act: Statement['act'], session: SessionRecord | null, counts?: [string, number, number]) => {
    statements.push(statementOf(act, session, counts, before, after, who));
  };
  let came = 0;
  let written = 0;
  let uncounted = false;
  let passedOn = false;
  for (const session of after.sessions.values()) {
    if (!foreign(session.id)) continue;
    const earlier = before.sessions.get(session.id);
    if (!earlier) {
      came += 1;
      told('connected', session);
    } else {
      const others = usersBetween(earlier, session);
      // The counts are of all of them together.
      if (others.size > 0) {
        passedOn = true;
        for (const user of others) told('could-touch', { ...session, user });
        told('could-touch', session);
      }
    }
    if (session.writes === null) {
      uncounted = true;
      told('could-touch', session);
      continue;
    }
    const grown = session.writes - (earlier?.writes ?? 0);
    if (grown === 0) continue;
    written += Math.max(0, (session.written ?? 0) - (earlier?.written ?? 0));
    const counts: [string, number, number] = ['writes and calls', earlier?.writes ?? 0, session.writes];
    counted.set(session.id, statementOf('could-touch', session, counts, before, after, who));
  }
  for (const session of before.sessions.values()) {
    if (!foreign(session.id) || after.sessions.has(session.id)) continue;
    told('disconnected', session);
    // What it did between the last reading and its end stands in no counter any more.
    told('could-touch', session);
  }
  const passed = unseen(before, after, own, came);
  if (passed !== null && passed > 0) {
    told('could-touch', null, ['sessions that came and went', 0, passed]);
  }
  return {
    statements,
    counts: counted,
    written,
    incomplete:
      incompleteness(before, after, own, uncounted, passed) ??
      (passedOn ? 'a session went to another user in between' : null),
  };
}

/** Two counts of one session that follow one another, as one over both times. */
export function joined(first: Statement, next: Statement): Statement {
  const [old] = first.touches;
  const [fresh] = next.touches;
  if (!old || !fresh) return next;
  return {
    ...next,
    from: first.from,
    touches: [{ ...fresh, ...(old.old === undefined ? {} : { old: old.old }) }],
  };
}

/** Who else had the session between the readings, beside its user at the end; empty where nobody did. */
function usersBetween(earlier: SessionRecord, session: SessionRecord): ReadonlySet<string> {
  const others = new Set([earlier.user]);
  if (earlier.users !== null && session.users !== null) {
    const grown = session.users.count - earlier.users.count;
    const { last } = session.users;
    const same = grown === 0 && earlier.users.last.every((user, index) => user === last[index]);
    // A server that keeps but the latest lets no more be told than that they are others now.
    const fresh = grown > 0 && grown <= last.length ? last.slice(-grown) : last;
    if (!same) for (const user of fresh) others.add(user);
  }
  others.delete(session.user);
  return others;
}

/** Sessions that came and went between the readings; null where that cannot be told. */
function unseen(
  before: SessionReading,
  after: SessionReading,
  own: OwnSessions,
  came: number,
): number | null {
  if (before.cumulated === null || after.cumulated === null || own.between === null) return null;
  const passed = after.cumulated - before.cumulated - came - own.between;
  return passed < 0 ? null : passed;
}

function incompleteness(
  before: SessionReading,
  after: SessionReading,
  own: OwnSessions,
  uncounted: boolean,
  passed: number | null,
): string | null {
  const missed = before.incomplete ?? after.incomplete;
  if (missed !== null) return missed;
  const was = own.reader === null ? undefined : before.sessions.get(own.reader);
  const is = own.reader === null ? undefined : after.sessions.get(own.reader);
  if (!was || !is) return 'the server does not list the session it is read by';
  // Counters that do not count our own readings may not count others' writes either.
  if (was.reads === null || is.reads === null || is.reads <= was.reads) {
    return 'the server does not count what its sessions do';
  }
  if (uncounted) return 'the server does not count the writes of every session';
  return passed === null ? 'the server does not tell how many sessions came and went' : null;
}

function statementOf(
  act: Statement['act'],
  session: SessionRecord | null,
  counts: readonly [string, number, number] | undefined,
  before: SessionReading,
  after: SessionReading,
  { subject, authenticity }: Who,
): Statement {
  const user = session?.user ?? '';
  // Its history may be longer than a record may be.
  const record = session && { ...session, users: undefined };
  const client = session?.client ?? '';
  return {
    witness: { kind: 'opcua-sessions', name: subject },
    act,
    authenticity,
    reach: user !== '' ? 'account' : client !== '' ? 'station' : 'path',
    identities: user === '' ? [] : [{ scheme: 'opcua-user', value: user }],
    place: { path: opcuaPath, ...(client === '' ? {} : { station: client }) },
    touches: counts === undefined ? [] : [countTouch(counts)],
    from: before.requestedAt,
    to: after.arrivedAt,
    // Both ends are the agent's own.
    clockErrorMs: 0,
    liveness: { proof: 'sequence', gapless: session !== null || counts !== undefined },
    raw: { encoding: 'utf8', data: JSON.stringify({ session: record, counts: counts ?? null }) },
  };
}

function countTouch([what, old, fresh]: readonly [string, number, number]): Statement['touches'][number] {
  return { device: `server diagnostics: ${what}`, old: String(old), new: String(fresh) };
}
