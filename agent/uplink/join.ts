import { setTimeout as wait } from 'node:timers/promises';
import { isWitnessError, WitnessError } from '@witnessmark/shared/errors';
import { decodeJoinToken, type JoinResponse } from '@witnessmark/shared/wire';
import { createWireClient, Refused } from './client.ts';
import { type Identity, readIdentity, writeIdentity } from './identity.ts';
import { makeKeyRequest } from './key-request.ts';
import { openLink } from './pin.ts';

export interface JoinOptions {
  readonly token: string;
  /** Where the agent's identity file goes. */
  readonly dir: string;
  /** How people will see this agent, e.g. the machine's name. */
  readonly name: string;
  readonly build: string;
}

const attempts = 3;
const againMs = 1000;

/**
 * Joins a site by a one-time token: the key is made here, the server has to prove the CA that the token
 * pins before the secret is sent. Throws `wire.token-invalid`, `agent.already-joined`,
 * `wire.wrong-server`, `wire.token-refused`, `wire.unreachable`.
 */
export async function joinSite({ token, dir, name, build }: JoinOptions): Promise<Identity> {
  const { url, ca, id, secret } = decodeJoinToken(token);
  if ((await readIdentity(dir)) !== null) throw new WitnessError('agent.already-joined', dir);
  const { key, csr } = await makeKeyRequest();
  const link = openLink({ pin: { ca }, connections: 1 });
  try {
    const client = createWireClient(url, link);
    const answer = await repeated(() => client.join({ id, secret, csr, name, build }));
    const identity = identityOf(url, key, answer);
    await writeIdentity(dir, identity);
    return identity;
  } catch (error) {
    throw error instanceof Refused ? error.asWitnessError(url) : error;
  } finally {
    await link.close();
  }
}

export function identityOf(url: string, key: string, answer: JoinResponse): Identity {
  const { agent, site, certificate, ca, serverKey, logKey } = answer;
  return { v: 1, agent, site, url, key, certificate, ca, serverKey, logKey, renewal: null };
}

/** An answer lost on the way is asked for again: with the same key the server gives it again. */
async function repeated(join: () => Promise<JoinResponse>): Promise<JoinResponse> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await join();
    } catch (error) {
      const lost = isWitnessError(error) && error.code === 'wire.unreachable';
      if (!lost || attempt === attempts) throw error;
      await wait(againMs);
    }
  }
}
