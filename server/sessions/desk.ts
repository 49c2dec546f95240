import { randomBytes } from 'node:crypto';
import type { sessionRequestSchema } from '@witnessmark/shared/api';
import { type ErrorCode, isWitnessError, WitnessError } from '@witnessmark/shared/errors';
import type { z } from 'zod';
import type { Database } from '../db/index.ts';
import { type BodyOf, toBody } from '../events/index.ts';
import { isWithin, type Permission } from '../identity/index.ts';
import type { Log } from '../log/index.ts';
import type { Asker } from './asker.ts';
import { type Needs, needsOf, type SessionPolicy } from './policy.ts';
import { recordOf, type SessionRecord, sessionNumber } from './records.ts';
import { actsIn, type SessionAct, stateAt } from './state.ts';

type Wish = z.infer<typeof sessionRequestSchema>;
type Readings = BodyOf<'session.started'>['readings'];
type SessionEvent = 'approved' | 'declined' | 'withdrawn' | 'started' | 'extended' | 'ended' | 'reviewed';

const hourMs = 3_600_000;
const minuteMs = 60_000;
/** Clocks of browsers and server differ by a little; a session from "now" must not be refused for it. */
const slackMs = 5 * minuteMs;

/** What the desk needs of the rest of the server. */
export interface SessionPorts {
  /** Orders an out-of-turn reading of all streams of an asset; rejects where nobody can read it. */
  orderReading(asset: string, reason: string, by: { person: string; request: string }): Promise<void>;
  /** The oldest of the last equal readings of all that is watched of an asset; null where none is known. */
  lastEqual(asset: string): Promise<string | null>;
}

/**
 * What is done to engineer sessions. Each act is an event before it is anything else; acts follow one another, so
 * that each sees what the one before it did.
 */
export class SessionDesk {
  readonly #database: Database;
  readonly #log: Log;
  readonly #policy: () => { readonly policy: SessionPolicy; readonly digest: string };
  readonly #ports: SessionPorts;
  readonly #now: () => number;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: {
    database: Database;
    log: Log;
    policy: () => { readonly policy: SessionPolicy; readonly digest: string };
    ports: SessionPorts;
    now: () => number;
  }) {
    this.#database = parts.database;
    this.#log = parts.log;
    this.#policy = parts.policy;
    this.#ports = parts.ports;
    this.#now = parts.now;
  }

  /**
   * Asks for a session; a break-glass one starts with it. Gives its id. Throws http.not-found for an asset that is not
   * there for the one who asks, session.times, session.too-long, session.no-sponsor or http.not-allowed.
   */
  request(wish: Wish, by: Asker): Promise<string> {
    return this.#inTurn(async () => {
      const assets = await this.#assets(wish.assets, wish.breakGlass ? 'break-glass' : 'request-session', by);
      const { policy, digest } = this.#policy();
      const needs = needsOf(policy, {
        assets,
        kinds: wish.kinds,
        vendor: by.vendor,
        breakGlass: wish.breakGlass,
      });
      const now = this.#now();
      const from = Math.max(wish.from === undefined ? now : Date.parse(wish.from), now - slackMs);
      checkTimes(from, Date.parse(wish.until), now, needs.longestHours);
      if (by.vendor && by.sponsor === null) throw new WitnessError('session.no-sponsor', by.person);
      const stray = wish.plan.find(({ asset }) => !wish.assets.includes(asset));
      if (stray)
        throw new WitnessError('http.invalid-request', 'plan', `${stray.asset} is none of the assets`);
      const session = `s-${randomBytes(8).toString('hex')}`;
      await this.#append('requested', session, by, {
        session,
        assets: [...new Set(wish.assets)],
        kinds: [...new Set(wish.kinds)],
        purpose: wish.purpose,
        ticket: wish.ticket ?? null,
        from: new Date(from).toISOString(),
        until: wish.until,
        plan: wish.plan,
        vendor: by.vendor,
        sponsor: by.sponsor,
        breakGlass: wish.breakGlass,
        needs: { approvals: needs.approvals, rule: needs.rule, policy: digest },
      });
      if (wish.breakGlass) await this.#start(await this.#record(session), by);
      return session;
    });
  }

  approve(name: string, comment: string, by: Asker): Promise<void> {
    return this.#inTurn(async () => {
      const record = await this.#recordFor('approve', name, by);
      this.#mustReach(record, 'approve-session', by);
      if (record.row.person === by.person && !this.#needs(record).ownApproval)
        throw new WitnessError('session.own-approval', sessionNumber(record.row));
      if (record.approvals.some(({ person }) => person === by.person))
        throw new WitnessError('session.state', sessionNumber(record.row), 'you approved it already');
      await this.#append('approved', record.row.id, by, { session: record.row.id, comment });
    });
  }

  decline(name: string, reason: string, by: Asker): Promise<void> {
    return this.#inTurn(async () => {
      const record = await this.#recordFor('decline', name, by);
      this.#mustReach(record, 'approve-session', by);
      await this.#append('declined', record.row.id, by, { session: record.row.id, reason });
    });
  }

  withdraw(name: string, reason: string, by: Asker): Promise<void> {
    return this.#inTurn(async () => {
      const record = await this.#recordFor('withdraw', name, by);
      mustBeOwn(record, by);
      await this.#append('withdrawn', record.row.id, by, { session: record.row.id, reason });
    });
  }

  /** Starts without waiting for any reading: what is known of the last equal ones is put down, and new ones ordered. */
  start(name: string, by: Asker): Promise<void> {
    return this.#inTurn(async () => {
      const record = await this.#recordFor('start', name, by);
      mustBeOwn(record, by);
      const early = Date.parse(record.row.from_at) - this.#now();
      if (early > slackMs)
        throw new WitnessError('session.times', sessionNumber(record.row), `it begins ${record.row.from_at}`);
      await this.#start(record, by);
    });
  }

  extend(name: string, until: string, reason: string, by: Asker): Promise<void> {
    return this.#inTurn(async () => {
      const record = await this.#recordFor('extend', name, by);
      mustBeOwn(record, by);
      const { row } = record;
      if (Date.parse(until) <= Date.parse(row.until_at))
        throw new WitnessError('session.times', sessionNumber(row), `it lasts until ${row.until_at} already`);
      const needs = this.#needs(record);
      // What was approved was a length of time; work that needs nobody's approval may go on by saying so each time.
      const approved = row.vendor === 1 || needs.approvals > 0;
      const from = approved ? Date.parse(row.started_at ?? row.from_at) : this.#now();
      checkTimes(from, Date.parse(until), this.#now(), needs.longestHours);
      await this.#append('extended', row.id, by, { session: row.id, until, reason });
    });
  }

  end(name: string, reason: string, by: Asker): Promise<void> {
    return this.#inTurn(async () => {
      const record = await this.#recordFor('end', name, by);
      const own = record.row.person === by.person;
      if (!own) this.#mustReach(record, 'end-any-session', by);
      await this.#append('ended', record.row.id, by, {
        session: record.row.id,
        how: own ? 'person' : 'approver',
        reason,
        readings: await this.#readings(record, by),
      });
    });
  }

  review(name: string, verdict: 'justified' | 'not-justified', comment: string, by: Asker): Promise<void> {
    return this.#inTurn(async () => {
      const record = await this.#recordFor('review', name, by);
      const { row } = record;
      this.#mustReach(record, 'approve-session', by);
      if (row.person === by.person) throw new WitnessError('session.own-approval', sessionNumber(row));
      if (row.break_glass === 0 || row.review !== null)
        throw new WitnessError('session.state', sessionNumber(row), 'there is nothing to review');
      await this.#append('reviewed', row.id, by, { session: row.id, verdict, comment });
    });
  }

  /** Ends what went on beyond its end and grace. Safe to call at any time, also twice. */
  endOverdue(): Promise<void> {
    return this.#inTurn(async () => {
      const graceMs = this.#policy().policy.graceMinutes * minuteMs;
      const rows = await this.#database.read
        .selectFrom('engineer_session')
        .select(['id', 'until_at'])
        .where('state', '=', 'running')
        .where('until_at', '<=', new Date(this.#now() - graceMs).toISOString())
        .execute();
      for (const { id, until_at } of rows) {
        const record = await this.#record(id);
        const by = { person: record.row.person, request: `session-expiry/${id}/${until_at}` };
        await this.#log.append([
          {
            type: 'session.ended',
            key: by.request,
            actor: { kind: 'server', id: 'server' },
            subject: `session:${id}`,
            body: toBody('session.ended', {
              session: id,
              how: 'expiry',
              reason: 'its time and grace were over',
              readings: await this.#readings(record, by),
            }),
          },
        ]);
      }
    });
  }

  /** Lets what was begun end. */
  async stop(): Promise<void> {
    await this.#last;
  }

  async #start(record: SessionRecord, by: Asker): Promise<void> {
    const { id } = record.row;
    await this.#append('started', id, by, { session: id, readings: await this.#readings(record, by) });
  }

  async #readings(record: SessionRecord, by: { person: string; request: string }): Promise<Readings> {
    return Promise.all(
      record.assets.map(async ({ id }) => {
        const lastEqual = await this.#ports.lastEqual(id);
        try {
          await this.#ports.orderReading(id, `session ${sessionNumber(record.row)}`, by);
          return { asset: id, ordered: true, why: null, lastEqual };
        } catch (error) {
          // A session never waits for a reading, and never fails for one: that nobody could read is put down.
          if (!isWitnessError(error)) throw error;
          return { asset: id, ordered: false, why: error.message.slice(0, 500), lastEqual };
        }
      }),
    );
  }

  async #append<Name extends SessionEvent | 'requested'>(
    name: Name,
    session: string,
    by: { person: string; request: string },
    body: BodyOf<`session.${Name}`>,
  ): Promise<void> {
    await this.#log.append([
      {
        type: `session.${name}`,
        // One request may do two things: break-glass asks and starts.
        key: `${by.request}/session.${name}`,
        actor: { kind: 'person', id: by.person },
        request: by.request,
        subject: `session:${session}`,
        body: toBody(`session.${name}`, body),
      },
    ]);
  }

  async #assets(
    wanted: readonly string[],
    permission: Permission,
    by: Asker,
  ): Promise<{ id: string; area: string }[]> {
    const rows = await this.#database.read
      .selectFrom('asset')
      .select(['id', 'area'])
      .where('id', 'in', [...wanted])
      .execute();
    const seen = by.reach('see-plant');
    for (const id of wanted) {
      const row = rows.find(each => each.id === id);
      const place = { asset: id, area: row?.area ?? '' };
      // An asset out of reach and one that does not exist get the same answer.
      if (row === undefined || !isWithin(seen, place)) throw new WitnessError('http.not-found', id);
      if (!isWithin(by.reach(permission), place)) throw new WitnessError('http.not-allowed', id, permission);
    }
    return rows;
  }

  async #record(id: string): Promise<SessionRecord> {
    const record = await recordOf(this.#database.read, id);
    if (record === null) throw new WitnessError('http.not-found', id);
    return record;
  }

  async #recordFor(act: SessionAct, name: string, by: Asker): Promise<SessionRecord> {
    const record = await this.#record(name);
    const seen = by.reach('see-plant');
    if (
      record.row.person !== by.person &&
      !record.assets.some(({ id, area }) => isWithin(seen, { asset: id, area }))
    ) {
      throw new WitnessError('http.not-found', name);
    }
    const state = stateAt(record.row, this.#now());
    const possible: readonly SessionAct[] = actsIn[state];
    if (!possible.includes(act)) throw new WitnessError('session.state', sessionNumber(record.row), state);
    return record;
  }

  #needs({ row, assets }: SessionRecord): Needs {
    return needsOf(this.#policy().policy, {
      assets,
      kinds: row.kinds.split(',').filter(kind => kind !== ''),
      vendor: row.vendor === 1,
      breakGlass: row.break_glass === 1,
    });
  }

  #mustReach(record: SessionRecord, permission: Permission, by: Asker): void {
    const reach = by.reach(permission);
    // Whoever approves answers for every asset of the session.
    if (!record.assets.every(({ id, area }) => isWithin(reach, { asset: id, area })))
      throw new WitnessError('http.not-allowed', sessionNumber(record.row), permission);
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}

function mustBeOwn({ row }: SessionRecord, by: Asker): void {
  if (row.person !== by.person) throw new WitnessError('session.not-yours', sessionNumber(row));
}

function checkTimes(from: number, until: number, now: number, longestHours: number): void {
  const says = (code: ErrorCode, detail: string) => new WitnessError(code, 'session', detail);
  if (until <= Math.max(from, now)) throw says('session.times', new Date(until).toISOString());
  if (until - from > longestHours * hourMs + slackMs)
    throw says('session.too-long', `the policy allows ${longestHours} h`);
}
