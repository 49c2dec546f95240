import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { WitnessError } from '@witnessmark/shared/errors';
import { z } from 'zod';

/** The keys that open the vault: one that seals, and older ones that only open. */
export interface KeyRing {
  readonly current: string;
  /** AES-256 keys by id. */
  readonly keys: ReadonlyMap<string, Uint8Array>;
}

const fileSchema = z.strictObject({
  current: z.string(),
  keys: z.record(z.string().regex(/^k-[0-9a-f]{8}$/), z.base64().length(44)),
});

/** A ring of one key given by the environment or a key service; 32 bytes. */
export function keyRingOf(key: Uint8Array): KeyRing {
  if (key.length !== 32)
    throw new WitnessError('vault.key-missing', 'vault key', `${key.length} bytes, not 32`);
  return { current: 'k-00000000', keys: new Map([['k-00000000', key]]) };
}

/**
 * Reads the key file, or makes it where `create` says that there is no vault yet. Throws
 * `vault.key-missing` where it should be there and is not, `vault.key-exposed` where others can read it.
 */
export async function openKeyFile(file: string, create: boolean): Promise<KeyRing> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (found === null) {
    if (!create) throw new WitnessError('vault.key-missing', file);
    return addKey(file, { current: '', keys: new Map() });
  }
  if ((found.mode & 0o077) !== 0) throw new WitnessError('vault.key-exposed', file);
  const parsed = fileSchema.safeParse(parseJson(await readFile(file, 'utf8')));
  if (!parsed.success || !(parsed.data.current in parsed.data.keys)) {
    throw new WitnessError('vault.key-missing', file, 'the file is not a key file');
  }
  const entries = Object.entries(parsed.data.keys);
  return {
    current: parsed.data.current,
    keys: new Map(entries.map(([id, key]) => [id, new Uint8Array(Buffer.from(key, 'base64'))])),
  };
}

/** Adds a fresh key, which seals from now on, and writes the file whole. */
export async function addKey(file: string, ring: KeyRing): Promise<KeyRing> {
  const id = `k-${randomBytes(4).toString('hex')}`;
  const keys = new Map([...ring.keys, [id, new Uint8Array(randomBytes(32))] as const]);
  const json = {
    current: id,
    keys: Object.fromEntries([...keys].map(([name, key]) => [name, Buffer.from(key).toString('base64')])),
  };
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const fresh = join(dirname(file), `.${id}.new`);
  const handle = await open(fresh, 'wx', 0o600);
  await handle.writeFile(`${JSON.stringify(json, null, 2)}\n`);
  await handle.sync();
  await handle.close();
  await chmod(fresh, 0o600);
  await rename(fresh, file);
  const folder = await open(dirname(file), 'r');
  await folder.sync();
  await folder.close();
  return { current: id, keys };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
