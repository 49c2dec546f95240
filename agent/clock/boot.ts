import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** What the agent remembers of the boot it last ran in, where the system names no boot. */
const rememberedSchema = z.strictObject({
  boot: z.string().regex(/^[0-9a-f]{32}$/),
  /** Milliseconds since the epoch at which the machine seems to have started. */
  startedAt: z.number(),
  mono: z.number(),
});
type Remembered = z.infer<typeof rememberedSchema>;

/** Wall clock and uptime are read apart and both round; a reboot takes longer than this. */
const sameBootMs = 10_000;

/** Linux names each boot. Hashed, so that the machine's own id does not travel. */
export async function linuxBoot(read: () => Promise<string> = readLinuxBootId): Promise<string | null> {
  let text: string;
  try {
    text = (await read()).trim();
  } catch {
    return null;
  }
  if (!/^[0-9a-f-]{36}$/.test(text)) return null;
  return createHash('sha256').update(`witnessmark boot ${text}`).digest('hex').slice(0, 32);
}

/**
 * The boot of a machine that does not name it: the one remembered, while the time it seems to have started
 * at still agrees and the monotonic clock has not gone back; else a new random one. A wall clock that was set
 * makes a new boot out of the same one, which only costs precision across a restart of the agent.
 */
export function sameBoot(remembered: Remembered | null, startedAt: number, mono: number): string | null {
  if (remembered === null) return null;
  if (Math.abs(remembered.startedAt - startedAt) > sameBootMs) return null;
  return mono >= remembered.mono ? remembered.boot : null;
}

/** The boot id kept in `<dataDir>/boot.json`, for systems that name no boot. */
export async function rememberedBoot(dataDir: string, mono: number): Promise<string> {
  const file = join(dataDir, 'boot.json');
  const startedAt = Date.now() - uptime() * 1000;
  const boot = sameBoot(await readRemembered(file), startedAt, mono) ?? randomBytes(16).toString('hex');
  const next: Remembered = { boot, startedAt, mono };
  await mkdir(dataDir, { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  await writeFile(draft, JSON.stringify(next));
  await rename(draft, file);
  return boot;
}

async function readRemembered(file: string): Promise<Remembered | null> {
  try {
    return rememberedSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // Missing or damaged: a new boot id is right, it only makes instants of before less comparable.
    return null;
  }
}

function readLinuxBootId(): Promise<string> {
  return readFile('/proc/sys/kernel/random/boot_id', 'utf8');
}
