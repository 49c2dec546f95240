import type { CapabilityState, Statement } from '@witnessmark/shared/facts';
import type { Instant } from '@witnessmark/shared/time';
import { AttributeIds, type DataValue } from 'node-opcua-client';
import type { OpcuaLink } from '../link.ts';
import { opcuaPath } from './audit-statement.ts';
import { Life } from './life.ts';
import { periodStatement } from './period-statement.ts';
import { compareSessions, joined, type OwnSessions, type SessionReading } from './session-compare.ts';
import { sessionRecords } from './session-records.ts';

interface SessionParts {
  readonly subject: string;
  readonly authenticity: 'authenticated' | 'unauthenticated';
  readonly now: () => Instant;
  readonly tell: (statement: Statement) => void;
}

// OPC 10000-6 Annex A: SessionDiagnosticsArray, SessionSecurityDiagnosticsArray, CumulatedSessionCount.
const asked = ['i=3707', 'i=3708', 'i=2278'].map(nodeId => ({ nodeId, attributeId: AttributeIds.Value }));

/** What the server counted for others between two readings of its sessions. */
export interface Counted {
  readonly written: number;
  readonly from: Instant;
}

/**
 * The server's session diagnostics as a witness: who is connected, and for whom it counts writes and calls.
 * Between two readings that together count everybody it has watched the path without a gap.
 */
export class SessionWitness {
  readonly #parts: SessionParts;
  readonly #life: Life;
  #before: { readonly reading: SessionReading; readonly canaries: number | null } | null = null;
  readonly #counts = new Map<string, Statement>();
  #state: { readonly state: CapabilityState; readonly found: string } = {
    state: 'unknown',
    found: 'not read yet',
  };

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#life = new Life(parts.now(), 'the sessions were not read yet');
  }

  get found(): { readonly state: CapabilityState; readonly found: string } {
    return this.#state;
  }

  /** The client application of a session, as last told; null where it is not. */
  stationOf(session: string): string | null {
    return this.#before?.reading.sessions.get(session)?.client || null;
  }

  /**
   * Reads the sessions once and tells what became of them since. `canaries`: how many the server let in so far,
   * null where that is not known. Throws as the link does.
   */
  async read(
    link: OpcuaLink,
    own: {
      readonly canaries: number | null;
      readonly ids: ReadonlySet<string>;
      /** Something changed since the last reading, so that counts are wanted as narrow as they are. */
      readonly stirred: boolean;
    },
    signal: AbortSignal,
  ): Promise<Counted | null> {
    const { now, subject, authenticity, tell } = this.#parts;
    const requestedAt = now();
    const [diagnostics, security, total] = await link.read(asked, signal);
    const arrivedAt = now();
    const refused = refusal(diagnostics);
    if (refused !== null || !diagnostics) {
      this.#state = { state: 'no', found: `session diagnostics: ${refused ?? 'no answer'}` };
      this.#before = null;
      this.#end(`the server does not tell its sessions: ${refused ?? 'no answer'}`);
      return null;
    }
    const users = security && refusal(security) === null ? security.value : null;
    const { sessions, incomplete } = sessionRecords(diagnostics.value, users);
    const count: unknown = total && refusal(total) === null ? total.value.value : null;
    const cumulated = typeof count === 'number' ? count : null;
    const reading = { requestedAt, arrivedAt, sessions, cumulated, incomplete };
    const before = this.#before;
    this.#before = { reading, canaries: own.canaries };
    const named = [...sessions.values()].some(({ user }) => user !== '');
    if (before === null) {
      this.#state = found(sessions.size, named, 'counters not compared yet');
      return null;
    }
    const mine: OwnSessions = {
      reader: link.sessionId,
      canaries: own.ids,
      between: own.canaries === null || before.canaries === null ? null : own.canaries - before.canaries,
    };
    const compared = compareSessions(before.reading, reading, mine, { subject, authenticity });
    if (own.stirred || compared.statements.length > 0) this.tellCounts();
    for (const statement of compared.statements) tell(statement);
    for (const [id, statement] of compared.counts) {
      const first = this.#counts.get(id);
      this.#counts.set(id, first === undefined ? statement : joined(first, statement));
    }
    if (own.stirred) this.tellCounts();
    this.#state = found(sessions.size, named, compared.incomplete);
    if (compared.incomplete === null) this.#life.extend(before.reading.requestedAt, requestedAt);
    else this.#end(compared.incomplete);
    if (compared.statements.length > 0) this.tellLife(true);
    return { written: compared.written, from: before.reading.requestedAt };
  }

  /** Tells what was counted since it was told last: many clients write all the time, and one count says it. */
  tellCounts(): void {
    const counts = [...this.#counts.values()];
    this.#counts.clear();
    for (const statement of counts) this.#parts.tell(statement);
  }

  /** Tells what is proven; with `all` also of a life that goes on. */
  tellLife(all: boolean): void {
    const { subject, authenticity, tell } = this.#parts;
    const witness = { kind: 'opcua-sessions', name: subject };
    for (const period of this.#life.take(all)) {
      const liveness: Statement['liveness'] = period.alive
        ? { proof: 'sequence', gapless: true }
        : { proof: 'none' };
      tell(periodStatement({ ...period, path: opcuaPath }, { witness, authenticity, liveness }));
    }
  }

  /** Nothing is read any more, or not all of it. */
  #end(because: string): void {
    this.#life.broken(this.#parts.now(), because);
    this.tellLife(false);
  }

  /** The connection has ended: what came after the last reading is not told by it. */
  lost(): void {
    this.tellCounts();
    this.#end('the connection ended');
  }
}

function found(
  sessions: number,
  named: boolean,
  incomplete: string | null,
): { readonly state: CapabilityState; readonly found: string } {
  const users = named ? 'their users are told' : 'their users are not told';
  const counts = incomplete ?? 'their writes are counted';
  const whole = named && incomplete === null;
  return { state: whole ? 'yes' : 'partly', found: `${sessions} sessions listed, ${users}; ${counts}` };
}

function refusal(value: DataValue | undefined): string | null {
  if (!value) return 'no answer';
  return value.statusCode.isGood() ? null : value.statusCode.name;
}
