import { randomBytes } from 'node:crypto';
import { WitnessError } from '@witnessmark/shared/errors';
import type { JoinRequest, JoinResponse, RenewRequest } from '@witnessmark/shared/wire';
import type { Invitations } from './invitations.ts';
import type { Speaker } from './peer.ts';
import type { AgentRegistry } from './ports.ts';
import type { SiteCa } from './site-ca.ts';

export interface JoinCalls {
  /**
   * Makes an agent of whoever holds the token. The same token with the same key is answered again with a
   * new certificate while it lasts, for the first answer may have been lost; another key is refused.
   */
  join(request: JoinRequest): Promise<JoinResponse>;
  renew(speaker: Speaker, request: RenewRequest): Promise<JoinResponse>;
}

export interface JoinOptions {
  readonly ca: SiteCa;
  readonly registry: AgentRegistry;
  readonly invitations: Invitations;
  readonly site: string;
  /** Verifier key of the log's checkpoints, as agents pin it. */
  readonly logKey: () => Promise<string>;
  readonly now: () => number;
}

export function createJoinCalls(options: JoinOptions): JoinCalls {
  const { ca, registry, invitations, site, now } = options;

  async function answer(agent: string, certificate: string): Promise<JoinResponse> {
    const logKey = await options.logKey();
    return { agent, certificate, ca: ca.certificate, serverKey: ca.server.spki, logKey, site };
  }

  return {
    async join({ id, secret, csr, name, build }) {
      const invitation = await invitations.check(id, secret);
      if (invitation.usedBy !== null) {
        const record = await registry.agent(invitation.usedBy);
        const issued = await ca.issue(csr, invitation.usedBy);
        if (record?.revokedAt !== null || record.certificates[0]?.key !== issued.record.key) {
          throw new WitnessError('wire.token-refused', `invitation ${id}`);
        }
        await registry.renew(record.id, issued.record, build);
        return answer(record.id, issued.pem);
      }
      const agent = `agent-${randomBytes(8).toString('hex')}`;
      const { pem, record } = await ca.issue(csr, agent);
      const joined = await registry.join(
        id,
        {
          id: agent,
          name,
          area: invitation.area,
          joinedAt: new Date(now()).toISOString(),
          revokedAt: null,
          certificates: [record],
        },
        build,
      );
      if (!joined) throw new WitnessError('wire.token-refused', `invitation ${id}`);
      return answer(agent, pem);
    },

    async renew({ record }, { csr, build }) {
      const issued = await ca.issue(csr, record.id);
      await registry.renew(record.id, issued.record, build);
      return answer(record.id, issued.pem);
    },
  };
}
