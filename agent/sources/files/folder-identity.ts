import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WitnessError } from '@witnessmark/shared/errors';
import { z } from 'zod';
import type { DeviceIdentity } from '../source.ts';

const seenSchema = z.strictObject({
  token: z.string().regex(/^[0-9a-f]{16}$/),
  dev: z.string(),
  ino: z.string(),
  birth: z.string(),
});
type Seen = z.infer<typeof seenSchema>;
const memorySchema = z.array(seenSchema).max(16);

/**
 * What tells a folder from another at the same path. A share that is not mounted leaves an empty folder
 * behind: that is another folder, not a deletion of everything. A folder is the same while it lies on the
 * same device (then it may have been made anew), or while its file number and birth are the same (the
 * device's number may change with each mount). The name it is given is remembered in the data directory.
 */
export async function identifyFolder(folder: string, dataDir: string): Promise<DeviceIdentity> {
  const { dev, ino, birthtimeNs } = await stat(folder, { bigint: true });
  const now = { dev: String(dev), ino: String(ino), birth: String(birthtimeNs) };
  const file = join(dataDir, 'folders.json');
  const memory = await readMemory(file);
  const same =
    memory.find(seen => seen.ino === now.ino && seen.birth === now.birth) ??
    memory.find(seen => seen.dev === now.dev);
  const seen: Seen = { token: same?.token ?? randomBytes(8).toString('hex'), ...now };
  if (JSON.stringify(same) !== JSON.stringify(seen)) {
    const kept = memory.filter(({ token }) => token !== seen.token).slice(0, 15);
    await writeMemory(dataDir, file, [seen, ...kept]);
  }
  return { folder: seen.token };
}

/** The identity a marker file gives; throws `files.folder-missing` where it is not there. */
export async function identifyMarker(folder: string, marker: string): Promise<DeviceIdentity> {
  const content = await readFile(join(folder, marker)).catch((cause: NodeJS.ErrnoException) => {
    throw new WitnessError('files.folder-missing', folder, `marker ${marker}: ${cause.code}`, { cause });
  });
  return { marker: createHash('sha256').update(content).digest('hex').slice(0, 32) };
}

async function readMemory(file: string): Promise<Seen[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const parsed = memorySchema.safeParse(jsonOrNull(text));
  // A damaged memory makes the folder a stranger, which a person then judges: loud, and nothing is lost.
  return parsed.success ? parsed.data : [];
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function writeMemory(dataDir: string, file: string, memory: readonly Seen[]): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  const draft = `${file}.tmp`;
  await writeFile(draft, JSON.stringify(memory, null, 2));
  await rename(draft, file);
}
