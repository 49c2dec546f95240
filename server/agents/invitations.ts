import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { WitnessError } from '@witnessmark/shared/errors';
import { encodeJoinToken } from '@witnessmark/shared/wire';
import type { AgentRegistry, Invitation } from './ports.ts';
import type { SiteCa } from './site-ca.ts';

export interface InvitationOptions {
  readonly registry: AgentRegistry;
  readonly ca: SiteCa;
  /** Address agents dial, e.g. `https://witnessmark.plant.example:8443`; asked for with each invitation, when the listener has its port. */
  readonly url: () => string;
  readonly now: () => number;
}

export type UsableInvitation = Invitation & { readonly usedBy: string | null };

export interface Invitations {
  /** A token for one agent of one area. It is shown once; only its hash is stored. */
  invite(
    area: string,
    validForMs: number,
    by: string,
  ): Promise<{ readonly token: string; readonly expires: string }>;
  /** The unexpired invitation this secret opens, used or not. Throws `wire.token-refused`, which never says which part was wrong. */
  check(id: string, secret: string): Promise<UsableInvitation>;
}

export function createInvitations({ registry, ca, url, now }: InvitationOptions): Invitations {
  return {
    async invite(area, validForMs, by) {
      const id = randomBytes(8).toString('hex');
      const secret = randomBytes(32).toString('base64url');
      const expires = new Date(now() + validForMs).toISOString();
      await registry.invite({ id, secretHash: hashOf(secret).toString('hex'), area, expires, invitedBy: by });
      return {
        token: encodeJoinToken({ v: 1, url: url(), ca: ca.fingerprint, id, secret, expires }),
        expires,
      };
    },

    async check(id, secret) {
      const invitation = await registry.invitation(id);
      const expected = Buffer.from(invitation?.secretHash ?? '00'.repeat(32), 'hex');
      const holds = timingSafeEqual(hashOf(secret), expected);
      if (!holds || invitation === null || Date.parse(invitation.expires) <= now()) {
        throw new WitnessError('wire.token-refused', `invitation ${id}`);
      }
      return invitation;
    },
  };
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest();
}
