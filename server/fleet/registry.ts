import type { AgentCertificate, AgentRecord, AgentRegistry, Invitation } from '../agents/index.ts';
import type { Db } from '../db/index.ts';
import { toBody } from '../events/index.ts';
import type { Log } from '../log/index.ts';

const invitationsShown = 200;

/** The key of what ends an invitation: of two joins, and of a join and taking it back, the log takes the first. */
const useOf = (invitation: string) => `agent.joined/${invitation}`;

const server = { kind: 'server', id: 'server' } as const;

/** Agents and invitations as the log's projections have them. */
export class Registry implements AgentRegistry {
  readonly #db: Db;
  readonly #log: Log;

  constructor(db: Db, log: Log) {
    this.#db = db;
    this.#log = log;
  }

  async invite({ id, secretHash, area, expires, invitedBy }: Invitation): Promise<void> {
    await this.#log.append([
      {
        type: 'agent.invited',
        key: `agent.invited/${id}`,
        actor: { kind: 'person', id: invitedBy },
        subject: `invitation:${id}`,
        body: toBody('agent.invited', { id, secretHash, area, expires }),
      },
    ]);
  }

  async invitation(id: string): Promise<(Invitation & { readonly usedBy: string | null }) | null> {
    const row = await this.#db.selectFrom('invitation').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) return null;
    const { secret_hash: secretHash, area, expires, invited_by: invitedBy, used_by: usedBy } = row;
    return { id, secretHash, area, expires, invitedBy, usedBy };
  }

  /** Unused and unexpired ones, those that end soonest first, at most 200. */
  async openInvitations(now: string): Promise<readonly Omit<Invitation, 'secretHash'>[]> {
    const rows = await this.#db
      .selectFrom('invitation')
      .select(['id', 'area', 'expires', 'invited_by as invitedBy'])
      .where('used_by', 'is', null)
      .where('expires', '>', now)
      .orderBy('expires')
      .orderBy('id')
      .limit(invitationsShown)
      .execute();
    return rows;
  }

  /** Takes an unused invitation back: it opens nothing any more. False where an agent has joined by it. */
  async uninvite(invitation: string, by: string): Promise<boolean> {
    const [entry] = await this.#log.append([
      {
        type: 'agent.uninvited',
        key: useOf(invitation),
        actor: { kind: 'person', id: by },
        subject: `invitation:${invitation}`,
        body: toBody('agent.uninvited', { id: invitation }),
      },
    ]);
    return entry?.event.type === 'agent.uninvited';
  }

  async join(invitation: string, agent: AgentRecord, build: string): Promise<boolean> {
    const { id, name, area, joinedAt, certificates } = agent;
    const [entry] = await this.#log.append([
      {
        type: 'agent.joined',
        key: useOf(invitation),
        actor: server,
        subject: `agent:${id}`,
        body: toBody('agent.joined', {
          invitation,
          agent: id,
          name,
          area,
          joinedAt,
          certificates: [...certificates],
          build,
        }),
      },
    ]);
    return entry?.event.type === 'agent.joined' && entry.fresh;
  }

  async renew(agent: string, certificate: AgentCertificate, build: string): Promise<void> {
    await this.#log.append([
      {
        type: 'agent.renewed',
        key: `agent.renewed/${agent}/${certificate.serial}`,
        actor: server,
        subject: `agent:${agent}`,
        body: toBody('agent.renewed', { certificate, build }),
      },
    ]);
  }

  async revoke(agent: string, by: string, reason: string): Promise<void> {
    await this.#log.append([
      {
        type: 'agent.revoked',
        key: `agent.revoked/${agent}`,
        actor: { kind: 'person', id: by },
        subject: `agent:${agent}`,
        body: toBody('agent.revoked', { reason }),
      },
    ]);
  }

  async agent(id: string): Promise<AgentRecord | null> {
    const row = await this.#db.selectFrom('agent').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) return null;
    const certificates = await this.#db
      .selectFrom('agent_certificate')
      .selectAll()
      .where('agent', '=', id)
      .orderBy('n', 'desc')
      .execute();
    return {
      id,
      name: row.name,
      area: row.area,
      joinedAt: row.joined_at,
      revokedAt: row.revoked_at,
      certificates: certificates.map(({ serial, key, not_before: notBefore, not_after: notAfter }) => {
        return { serial, key, notBefore, notAfter };
      }),
    };
  }
}
