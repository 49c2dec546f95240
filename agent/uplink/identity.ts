import { join } from 'node:path';
import { WitnessError } from '@witnessmark/shared/errors';
import { agentIdSchema, sha256Schema } from '@witnessmark/shared/items';
import { z } from 'zod';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

const pem = z.string().max(16 * 1024);

/** All that makes this agent a member of its site; one file, so that key and certificate cannot come apart. */
const identitySchema = z.strictObject({
  v: z.literal(1),
  agent: agentIdSchema,
  site: z.string().max(100),
  url: z.url({ protocol: /^https$/ }),
  key: pem,
  certificate: pem,
  ca: pem,
  /** SHA-256 (hex) of the server's SPKI. */
  serverKey: sha256Schema,
  /** Verifier key of the log's checkpoints (C2SP). */
  logKey: z.string().max(500),
  /** A renewal under way: its answer may be lost, and only the same key may ask again. */
  renewal: z.strictObject({ key: pem, csr: pem }).nullable(),
});
export type Identity = z.infer<typeof identitySchema>;

const fileName = 'identity.json';

/** Null where this agent has not joined. Throws `agent.identity-unreadable`; the message repeats no key. */
export async function readIdentity(dir: string): Promise<Identity | null> {
  const file = join(dir, fileName);
  const text = await readPrivateFile(file);
  if (text === null) return null;
  try {
    return identitySchema.parse(JSON.parse(text));
  } catch {
    throw new WitnessError('agent.identity-unreadable', file);
  }
}

export async function writeIdentity(dir: string, identity: Identity): Promise<void> {
  await writePrivateFile(join(dir, fileName), `${JSON.stringify(identity, null, 2)}\n`);
}
