import { WitnessError } from '@witnessmark/shared/errors';
import type { Invitations } from '../agents/index.ts';
import type { Database, StreamRow } from '../db/index.ts';
import { type BodyOf, toBody } from '../events/index.ts';
import type { Orders, Registry } from '../fleet/index.ts';
import type { Ingest } from '../ingest/index.ts';
import type { Log } from '../log/index.ts';

/** Who acts, and under which request. */
interface Act {
  readonly person: string;
  readonly request: string;
}
type Phase = BodyOf<'asset.phase'>['phase'];
type Verdict = BodyOf<'asset.identity'>['verdict'];

/** An order to read is stale after a quarter of an hour; a judgement waits for its agent for a month. */
const readingMs = 15 * 60_000;
const judgementMs = 30 * 86_400_000;

/** What people order and judge. Each is an event before it is anything else. */
export class Acts {
  readonly #database: Database;
  readonly #log: Log;
  readonly #orders: Orders;
  readonly #ingest: Ingest;
  readonly #registry: Registry;
  readonly #invitations: Invitations;
  readonly #now: () => number;

  constructor(parts: {
    database: Database;
    log: Log;
    orders: Orders;
    ingest: Ingest;
    registry: Registry;
    invitations: Invitations;
    now: () => number;
  }) {
    this.#database = parts.database;
    this.#log = parts.log;
    this.#orders = parts.orders;
    this.#ingest = parts.ingest;
    this.#registry = parts.registry;
    this.#invitations = parts.invitations;
    this.#now = parts.now;
  }

  /** Throws http.not-found where the asset has no such stream, http.conflict where nobody holds it. */
  async orderReading(asset: string, stream: string | null, reason: string, by: Act): Promise<void> {
    const streams = await this.#streams(asset, stream);
    for (const { id, holder } of streams) {
      if (holder !== null)
        await this.#order(holder, { type: 'read', stream: id, reason }, reason, readingMs, by);
    }
    if (streams.every(row => row.holder === null))
      throw new WitnessError('http.conflict', asset, 'no agent holds it');
  }

  async setPhase(asset: string, phase: Phase, until: string | null, reason: string, by: Act): Promise<void> {
    const streams = await this.#streams(asset, null);
    if (until !== null && Date.parse(until) <= this.#now())
      throw new WitnessError('http.invalid-request', 'until', 'it must lie ahead');
    await this.#log.append([
      {
        type: 'asset.phase',
        key: by.request,
        actor: { kind: 'person', id: by.person },
        request: by.request,
        subject: `asset:${asset}`,
        body: toBody('asset.phase', { phase, until, reason }),
      },
    ]);
    for (const holder of new Set(streams.map(row => row.holder))) {
      if (holder !== null)
        await this.#order(holder, { type: 'phase', asset, phase, until }, reason, judgementMs, by);
    }
  }

  async judgeIdentity(
    asset: string,
    stream: string,
    verdict: Verdict,
    reason: string,
    by: Act,
  ): Promise<void> {
    const [row] = await this.#streams(asset, stream);
    await this.#log.append([
      {
        type: 'asset.identity',
        key: by.request,
        actor: { kind: 'person', id: by.person },
        request: by.request,
        subject: `asset:${asset}`,
        body: toBody('asset.identity', { stream, verdict, reason }),
      },
    ]);
    if (row?.holder)
      await this.#order(row.holder, { type: 'identity', stream, verdict }, reason, judgementMs, by);
  }

  assignStream(stream: string, agent: string, reason: string, by: Act): Promise<void> {
    return this.#ingest.assign(stream, agent, reason, by);
  }

  invite(
    area: string,
    hours: number,
    by: Act,
  ): Promise<{ readonly token: string; readonly expires: string }> {
    return this.#invitations.invite(area, hours * 3_600_000, by.person);
  }

  openInvitations(): Promise<Awaited<ReturnType<Registry['openInvitations']>>> {
    return this.#registry.openInvitations(new Date(this.#now()).toISOString());
  }

  /** Throws http.not-found where there is no such invitation, http.conflict where an agent has joined by it. */
  async uninvite(invitation: string, by: Act): Promise<void> {
    if ((await this.#registry.invitation(invitation)) === null)
      throw new WitnessError('http.not-found', invitation);
    if (!(await this.#registry.uninvite(invitation, by.person)))
      throw new WitnessError('http.conflict', invitation, 'an agent has joined by it: revoke the agent');
  }

  async revokeAgent(agent: string, reason: string, by: Act): Promise<void> {
    if ((await this.#registry.agent(agent)) === null) throw new WitnessError('http.not-found', agent);
    await this.#registry.revoke(agent, by.person, reason);
  }

  /**
   * A person takes the log as it now stands for the right one, after it was restored: agents that saw more
   * of it believe it again, and what backups cover counts again.
   */
  async acceptLog(reason: string, by: Act): Promise<void> {
    const { note: checkpoint } = this.#log.checkpoint;
    const agents = await this.#database.read
      .selectFrom('agent')
      .select('id')
      .where('revoked_at', 'is', null)
      .orderBy('id')
      .execute();
    for (const { id } of agents)
      await this.#order(id, { type: 'accept-log', checkpoint, reason }, reason, judgementMs, by);
  }

  /** Looks again at a damaged history. Throws http.conflict while git still is not what the log vouches for. */
  async heal(asset: string): Promise<void> {
    await this.#streams(asset, null);
    if (!(await this.#ingest.heal(asset)))
      throw new WitnessError('http.conflict', asset, 'git does not hold what the log vouches for');
  }

  async #order(
    agent: string,
    act: Parameters<Orders['issue']>[0]['act'],
    reason: string,
    validMs: number,
    by: Act,
  ): Promise<void> {
    const expires = new Date(this.#now() + validMs).toISOString();
    await this.#orders.issue({
      agent,
      act,
      expires,
      reason,
      actor: { kind: 'person', id: by.person },
      request: by.request,
    });
  }

  async #streams(asset: string, stream: string | null): Promise<StreamRow[]> {
    let found = this.#database.read.selectFrom('stream').selectAll().where('asset', '=', asset);
    if (stream !== null) found = found.where('id', '=', stream);
    const rows = await found.execute();
    if (rows.length === 0) throw new WitnessError('http.not-found', stream ?? asset);
    return rows;
  }
}
