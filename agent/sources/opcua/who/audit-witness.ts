import type { CapabilityState, Statement } from '@witnessmark/shared/facts';
import type { Instant } from '@witnessmark/shared/time';
import type { Variant } from 'node-opcua-client';
import type { AuditListener } from '../watch-changes.ts';
import { type AuditRecord, auditFilter, auditRecord } from './audit-record.ts';
import { auditStatement, opcuaPath } from './audit-statement.ts';
import type { Flight } from './canary.ts';
import { Life, type Period } from './life.ts';
import { periodStatement } from './period-statement.ts';
import type { Places } from './places.ts';
import { Repeats } from './repeats.ts';
import type { ServerClock } from './server-clock.ts';

export interface AuditParts {
  readonly subject: string;
  readonly authenticity: 'authenticated' | 'unauthenticated';
  readonly now: () => Instant;
  readonly clock: ServerClock;
  readonly places: () => Places;
  /** The client of a session, where the server's diagnostics tell it. */
  readonly stationOf: (session: string) => string | null;
  readonly tell: (statement: Statement) => void;
}

/** Session events alone: writes of these servers have not been proven to be told. */
const sessionsPath = `${opcuaPath}/sessions`;
/** Records that wait until it is known which session is the canary. */
const mostHeld = 2000;
const ownRemembered = 64;
const tooMany = 'more events came at once than are held';

/**
 * The server's audit events as a witness. It is alive only as far as canaries prove it: between two of them,
 * heard on one unbroken subscription, an act that was not told did not come by OPC UA. Whether writes are told,
 * and not sessions alone, is taken as proven from the first one heard.
 */
export class AuditWitness implements AuditListener {
  readonly filters = [auditFilter(true), auditFilter(false)];
  readonly #parts: AuditParts;
  readonly #life: Life;
  readonly #own: string[] = [];
  readonly #arrived = new Map<string, Instant>();
  #held: AuditRecord[] | null = null;
  #overheld = false;
  #awaited: { readonly session: string; readonly heard: (at: Instant) => void } | null = null;
  #lastHeard: Instant | null = null;
  #writesSince: Instant | null = null;
  #untold: string | null = null;
  #writes = 0;
  readonly #repeats = new Repeats();
  #deaf: string | null = null;
  #state: { readonly state: CapabilityState; readonly found: string };

  constructor(parts: AuditParts) {
    this.#parts = parts;
    this.#life = new Life(parts.now(), 'no canary was heard yet');
    this.#state = { state: 'unknown', found: 'subscribed; nothing was heard yet' };
  }

  /** Writes heard so far, also those the server refused. */
  get writes(): number {
    return this.#writes;
  }

  /** What was found of the server's audit events. */
  get found(): { readonly state: CapabilityState; readonly found: string } {
    return this.#state;
  }

  heard(fields: readonly Variant[]): void {
    const record = auditRecord(fields, this.#parts.now());
    if (record === null) return;
    if (record.is === 'overflow') this.#broken('the server lost events that it could not hand over');
    else if (this.#isOwn(record)) return;
    else if (this.#held === null) this.#tell(record);
    else if (this.#held.length < mostHeld) this.#held.push(record);
    else if (!this.#overheld) {
      this.#overheld = true;
      this.#broken(tooMany);
    }
  }

  deaf(because: string): void {
    if (because !== 'reports of the server were lost on the way') this.#deaf = because;
    this.#broken(because);
  }

  /**
   * Lets a canary fly and waits at most `withinMs` for its event. Events that come meanwhile are held, because
   * some of them are the canary's own. What it proves is told by `life`.
   */
  async prove(fly: () => Promise<Flight>, withinMs: number, signal: AbortSignal): Promise<Flight> {
    const deaf = this.#deaf;
    if (deaf !== null) {
      this.#state = { state: 'no', found: `attribution by audit: unavailable; ${deaf}` };
      return { is: 'spared', why: deaf };
    }
    this.#held = [];
    this.#arrived.clear();
    try {
      const flight = await fly();
      if (flight.is === 'flown') await this.#await(flight, withinMs, signal);
      else this.#ungiven(flight);
      return flight;
    } finally {
      const held = this.#held;
      this.#held = null;
      for (const record of held) if (!this.#isOwn(record)) this.#tell(record);
      this.#overheld = false;
    }
  }

  /** Tells what is proven; with `all` also of a life that goes on. */
  tellLife(all: boolean): void {
    for (const period of this.#life.take(all)) for (const told of this.#split(period)) this.#tellPeriod(told);
  }

  /** No canary flies, and that is why nothing is proven. */
  leave(because: string): void {
    this.#state = { state: 'unknown', found: `${because}: silence proves nothing` };
    this.#broken(because);
  }

  /** The server counted writes of others since `from` that no event told: it does not tell writes, whatever it did before. */
  contradicted(written: number, from: Instant): void {
    const because = `the server counted ${written} writes of others and told none of them`;
    const claimed = this.#writesSince !== null;
    // What is still to be told of this life is of sessions alone.
    this.#writesSince = null;
    this.#untold = because;
    if (claimed) this.#tellPeriod({ alive: false, from, to: this.#parts.now(), because, path: opcuaPath });
    if (this.#state.state === 'yes') this.#state = { state: 'partly', found: because };
  }

  async #await(
    { session, openedAt }: Extract<Flight, { is: 'flown' }>,
    withinMs: number,
    signal: AbortSignal,
  ): Promise<void> {
    this.#own.push(session);
    this.#own.splice(0, this.#own.length - ownRemembered);
    const { promise, resolve } = Promise.withResolvers<Instant | null>();
    this.#awaited = { session, heard: resolve };
    const waiting = AbortSignal.any([signal, AbortSignal.timeout(withinMs)]);
    const stop = () => resolve(null);
    waiting.addEventListener('abort', stop, { once: true });
    if (waiting.aborted) stop();
    // It may have come before the session was ours to know.
    const early = this.#arrived.get(session);
    if (early) resolve(early);
    const heard = await promise;
    waiting.removeEventListener('abort', stop);
    this.#awaited = null;
    if (heard === null) this.#silent(withinMs);
    else if (this.#overheld) this.#state = { state: 'unknown', found: `${tooMany}: silence proves nothing` };
    else this.#proven(openedAt, heard);
  }

  #proven(openedAt: Instant, heard: Instant): void {
    const { until } = this.#life;
    // Of a first canary only its own arrival is proven; the next one proves everything in between.
    if (until === null) this.#life.extend(heard, heard);
    else this.#life.extend(until, openedAt);
    this.#lastHeard = heard;
    const ms = heard.mono - openedAt.mono;
    this.#state =
      this.#writesSince === null
        ? {
            state: 'partly',
            found: `a session of our own was told after ${ms} ms; ${this.#untold ?? 'no write has been told yet'}`,
          }
        : { state: 'yes', found: `a session of our own was told after ${ms} ms, and writes have been told` };
  }

  #silent(withinMs: number): void {
    const because =
      this.#deaf ?? `the audit event of a session of our own did not come within ${withinMs} ms`;
    this.#state = { state: 'no', found: `attribution by audit: unavailable; ${because}` };
    this.#broken(because);
  }

  #ungiven(flight: Exclude<Flight, { is: 'flown' }>): void {
    const because = `no session of our own could be opened: ${flight.why}`;
    this.#state = { state: 'unknown', found: `${because}; silence proves nothing` };
    this.#broken(because);
  }

  #broken(because: string): void {
    this.#life.broken(this.#parts.now(), because);
    this.tellLife(false);
    this.#lastHeard = null;
    this.#writesSince = null;
  }

  #isOwn(record: AuditRecord): boolean {
    const { session, is, arrivedAt, succeeded } = record;
    if (
      session === null ||
      (is !== 'session-created' && is !== 'session-activated' && is !== 'session-ended')
    ) {
      return false;
    }
    if (is === 'session-created' && succeeded !== false && this.#held !== null) {
      if (this.#arrived.size < mostHeld) this.#arrived.set(session, arrivedAt);
      if (this.#awaited?.session === session) this.#awaited.heard(arrivedAt);
    }
    return this.#own.includes(session);
  }

  #tell(record: AuditRecord): void {
    const { is } = record;
    if (is === 'overflow') return;
    if (is === 'write' && !this.#repeats.worthTelling(record, this.#parts.places())) {
      this.#heardWrite(record.arrivedAt);
      return;
    }
    const { subject, authenticity, clock, places, stationOf, tell } = this.#parts;
    if (is === 'write') this.#heardWrite(record.arrivedAt);
    const liveness: Statement['liveness'] =
      this.#lastHeard === null ? { proof: 'none' } : { proof: 'canary', last: this.#lastHeard };
    const placed = clock.place(record.time, record.arrivedAt);
    const station = record.session === null ? null : stationOf(record.session);
    tell(
      auditStatement(
        { ...record, is },
        { subject, authenticity, placed, liveness, places: places(), station },
      ),
    );
  }

  #heardWrite(at: Instant): void {
    this.#writes += 1;
    this.#writesSince ??= at;
    this.#untold = null;
  }

  /** From the first write that was told on, the path of writes is watched; until then that of sessions. */
  #split(period: Period): (Period & { readonly path: string })[] {
    const since = this.#writesSince;
    if (!period.alive || since === null || since.mono >= period.to.mono) {
      return [{ ...period, path: period.alive ? sessionsPath : opcuaPath }];
    }
    if (since.mono <= period.from.mono) return [{ ...period, path: opcuaPath }];
    return [
      { ...period, to: since, path: sessionsPath },
      { ...period, from: since, path: opcuaPath },
    ];
  }

  #tellPeriod(period: Period & { readonly path: string }): void {
    const { subject, authenticity, tell } = this.#parts;
    const last = this.#lastHeard ?? period.to;
    const witness = { kind: 'opcua-audit', name: subject };
    const liveness: Statement['liveness'] = period.alive ? { proof: 'canary', last } : { proof: 'none' };
    tell(periodStatement(period, { witness, authenticity, liveness }));
  }
}
