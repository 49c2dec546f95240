import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { Agent } from 'undici';
import { createWireClient, type WireClient } from './client.ts';
import { type Identity, writeIdentity } from './identity.ts';
import { identityOf } from './join.ts';
import { makeKeyRequest } from './key-request.ts';
import { openLink } from './pin.ts';

/** Calls, contents, beat and long poll side by side. */
const connections = 10;

/** The agent's standing with its server: its certificate, and the link that shows it. */
export interface Membership {
  readonly identity: Identity;
  readonly client: WireClient;
  readonly key: KeyObject;
  readonly certificateNotAfter: string;
  /** Whether two thirds of the certificate's time are over at `now` (milliseconds since 1970, the server's clock). */
  isRenewalDue(now: number): boolean;
  /** Gets a certificate for a new key and goes on with it. The key is stored before it is sent for. */
  renew(build: string): Promise<void>;
  close(): Promise<void>;
}

export function openMembership(dir: string, first: Identity): Membership {
  let identity = first;
  let link = linkOf(identity);
  let client = createWireClient(identity.url, link);

  const dates = () => {
    const certificate = new X509Certificate(identity.certificate);
    return { from: certificate.validFromDate.getTime(), to: certificate.validToDate.getTime() };
  };

  return {
    get identity() {
      return identity;
    },
    get client() {
      return client;
    },
    get key() {
      return createPrivateKey(identity.key);
    },
    get certificateNotAfter() {
      return new Date(dates().to).toISOString();
    },

    isRenewalDue(now) {
      const { from, to } = dates();
      return now >= from + ((to - from) * 2) / 3;
    },

    async renew(build) {
      const renewal = identity.renewal ?? (await makeKeyRequest());
      if (identity.renewal === null) {
        identity = { ...identity, renewal };
        await writeIdentity(dir, identity);
      }
      const answer = await client.renew({ csr: renewal.csr, build });
      const renewed = identityOf(identity.url, renewal.key, answer);
      await writeIdentity(dir, renewed);
      const old = link;
      identity = renewed;
      link = linkOf(renewed);
      client = createWireClient(renewed.url, link);
      await old.destroy();
    },

    close: () => link.destroy(),
  };
}

function linkOf({ serverKey, key, certificate }: Identity): Agent {
  return openLink({ pin: { key: serverKey }, client: { key, certificate }, connections });
}
