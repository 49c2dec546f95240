import type { AgentCertificate, AgentRecord, AgentRegistry, Invitation } from '../ports.ts';

export class MemoryRegistry implements AgentRegistry {
  readonly agents = new Map<string, AgentRecord>();
  readonly #invitations = new Map<string, Invitation & { usedBy: string | null }>();

  async invite(invitation: Invitation): Promise<void> {
    this.#invitations.set(invitation.id, { ...invitation, usedBy: null });
  }

  async invitation(id: string): Promise<(Invitation & { usedBy: string | null }) | null> {
    return this.#invitations.get(id) ?? null;
  }

  async join(invitationId: string, agent: AgentRecord): Promise<boolean> {
    const invitation = this.#invitations.get(invitationId);
    if (invitation === undefined || invitation.usedBy !== null) return false;
    invitation.usedBy = agent.id;
    this.agents.set(agent.id, agent);
    return true;
  }

  async renew(agent: string, certificate: AgentCertificate): Promise<void> {
    const record = this.#known(agent);
    this.agents.set(agent, { ...record, certificates: [certificate, ...record.certificates] });
  }

  async revoke(agent: string): Promise<void> {
    this.agents.set(agent, { ...this.#known(agent), revokedAt: new Date().toISOString() });
  }

  async agent(id: string): Promise<AgentRecord | null> {
    return this.agents.get(id) ?? null;
  }

  #known(agent: string): AgentRecord {
    const record = this.agents.get(agent);
    if (record === undefined) throw new Error(`no agent ${agent}`);
    return record;
  }
}
