import { randomBytes } from 'node:crypto';
import type { KeyStore } from '../agents/index.ts';
import { erasure, type Log } from '../log/index.ts';
import type { Vault } from '../vault/index.ts';

const kind = 'site-key';
const server = { kind: 'server', id: 'server' } as const;

/**
 * The site's private keys in the vault: sealed, committed to by the log, and so part of every backup. A server
 * restored without them would have every agent join again.
 */
export function createVaultKeyStore(vault: Vault, log: Log): KeyStore {
  const current = async (name: string) =>
    (await vault.refs(kind)).find(ref => ref.startsWith(`${kind}/${name}/`)) ?? null;
  return {
    async read(name) {
      const ref = await current(name);
      return ref === null ? null : vault.read(ref);
    },

    async write(name, bytes) {
      const before = await current(name);
      const ref = `${kind}/${name}/${randomBytes(8).toString('hex')}`;
      await log.append([
        {
          type: 'key.stored',
          key: `key.stored/${ref}`,
          actor: server,
          subject: `key:${name}`,
          body: { name },
          seals: [vault.seal(ref, kind, bytes)],
        },
        ...(before === null ? [] : [erasure([before], 'replaced by a newer key', server)]),
      ]);
    },
  };
}
