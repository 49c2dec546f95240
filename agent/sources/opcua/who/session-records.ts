import { DataType, type NodeId, type Variant } from 'node-opcua-client';

/** One session as the server's diagnostics tell it (OPC 10000-5 §12.13, §12.12). */
export interface SessionRecord {
  readonly id: string;
  readonly name: string;
  /** Name and URI of the client's application. */
  readonly client: string;
  readonly user: string;
  /** How the user signed in; empty where the server does not tell. */
  readonly mechanism: string;
  readonly reads: number | null;
  /** Writes, method calls and updates of history that the server carried out or refused for it; null = not counted. */
  readonly writes: number | null;
  /** The writes among them. */
  readonly written: number | null;
  /** Everybody whose session it has been (`clientUserIdHistory`); null where the server does not tell. */
  readonly users: UserHistory | null;
}

/** Users of one session in the order in which they came. */
interface UserHistory {
  readonly count: number;
  /** The latest of them. */
  readonly last: readonly string[];
}

export interface SessionRecords {
  readonly sessions: ReadonlyMap<string, SessionRecord>;
  /** Why not every session of the server is among them; null where each is. */
  readonly incomplete: string | null;
}

interface Counter {
  readonly totalCount?: unknown;
}
interface Diagnostics {
  readonly sessionId?: NodeId;
  readonly sessionName?: string | null;
  readonly clientDescription?: {
    readonly applicationUri?: string | null;
    readonly applicationName?: { readonly text?: string | null };
  };
  readonly readCount?: Counter;
  readonly writeCount?: Counter;
  readonly callCount?: Counter;
  readonly historyUpdateCount?: Counter;
}
interface Security {
  readonly sessionId?: NodeId;
  readonly clientUserIdOfSession?: string | null;
  readonly clientUserIdHistory?: readonly (string | null)[] | null;
  readonly authenticationMechanism?: string | null;
}

/** More sessions than this no controller keeps; the rest is not looked at. */
const mostSessions = 1000;
const longest = 300;
const usersKept = 256;
const unnamed = 'the server lists a session without saying which';

/** The sessions of both arrays, joined by their id; `security` where the server lets it be read. */
export function sessionRecords(diagnostics: Variant, security: Variant | null): SessionRecords {
  const users = new Map<string, Security>();
  const secured = structures<Security>(security);
  for (const one of secured.whole) {
    if (one.sessionId) users.set(one.sessionId.toString(), one);
  }
  const sessions = new Map<string, SessionRecord>();
  const diagnosed = structures<Diagnostics>(diagnostics);
  let { incomplete } = diagnosed;
  for (const one of diagnosed.whole) {
    const id = one.sessionId?.toString();
    if (id === undefined) {
      incomplete ??= unnamed;
      continue;
    }
    const application = one.clientDescription;
    const named = application?.applicationName?.text;
    const client = [named, application?.applicationUri].filter(text => text).join(', ');
    sessions.set(id, {
      id,
      name: clip(one.sessionName),
      client: clip(client),
      user: clip(users.get(id)?.clientUserIdOfSession),
      users: historyOf(users.get(id)?.clientUserIdHistory),
      mechanism: clip(users.get(id)?.authenticationMechanism),
      reads: countOf(one.readCount),
      written: countOf(one.writeCount),
      writes: sum([one.writeCount, one.callCount, one.historyUpdateCount]),
    });
  }
  return { sessions, incomplete: incomplete ?? secured.incomplete };
}

function structures<T>(variant: Variant | null): {
  readonly whole: readonly T[];
  readonly incomplete: string | null;
} {
  if (variant?.dataType !== DataType.ExtensionObject || !Array.isArray(variant.value)) {
    return { whole: [], incomplete: null };
  }
  const all = variant.value as (T | null)[];
  const whole = all.slice(0, mostSessions).filter(one => one !== null);
  if (all.length > mostSessions) {
    return { whole, incomplete: `the server lists more than ${mostSessions} sessions` };
  }
  return { whole, incomplete: whole.length < all.length ? unnamed : null };
}

/** Null where there is none: a server without a history gives an empty one. */
function historyOf(users: readonly (string | null)[] | null | undefined): UserHistory | null {
  if (!Array.isArray(users) || users.length === 0) return null;
  return { count: users.length, last: users.slice(-usersKept).map(clip) };
}

function countOf(counter: Counter | undefined): number | null {
  return typeof counter?.totalCount === 'number' ? counter.totalCount : null;
}

function sum(counters: readonly (Counter | undefined)[]): number | null {
  const counts = counters.map(countOf);
  return counts.includes(null) ? null : counts.reduce<number>((total, count) => total + (count ?? 0), 0);
}

function clip(text: string | null | undefined): string {
  return (text ?? '').slice(0, longest);
}
