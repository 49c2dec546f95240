import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const kindSchema = z.object({
  kind: z.string(),
  state: z.string(),
  reason: z.string().nullable(),
  lastEqual: z.string().nullable(),
});

const witnessSchema = z.object({
  name: z.string(),
  kind: z.string(),
  told: z.number(),
  unread: z.number(),
  silent: z.string().nullable(),
});

const statusSchema = z.object({
  /** Wall time of writing. */
  at: z.string(),
  build: z.string(),
  pid: z.number(),
  running: z.boolean(),
  configuration: z.object({ file: z.string(), refused: z.string().nullable() }),
  server: z.object({
    joined: z.boolean(),
    connected: z.boolean(),
    url: z.string().nullable(),
    lastContact: z.string().nullable(),
    trouble: z.string().nullable(),
  }),
  spool: z.object({
    facts: z.number(),
    bytes: z.number(),
    capacityBytes: z.number(),
    quarantined: z.number(),
    oldestUnacked: z.string().nullable(),
  }),
  process: z.object({ rssBytes: z.number(), cpuMs: z.number(), uptimeS: z.number() }),
  streams: z.array(
    z.object({
      stream: z.string(),
      phase: z.string(),
      connected: z.boolean(),
      handsOff: z.string().nullable(),
      requests: z.number(),
      readings: z.number(),
      errors: z.number(),
      lastError: z.string().nullable(),
      kinds: z.array(kindSchema),
    }),
  ),
  /** Absent in what older builds wrote. */
  witnesses: z.array(witnessSchema).default([]),
});
export type AgentStatus = z.infer<typeof statusSchema>;

/** Written this often; one three times as old means that the agent does not run. */
export const statusEveryMs = 2000;

/** A file rather than a port: nothing listens in the Control zone. */
export async function writeStatus(dataDir: string, status: AgentStatus): Promise<void> {
  const file = statusFile(dataDir);
  const draft = `${file}.tmp`;
  await writeFile(draft, `${JSON.stringify(status, null, 2)}\n`);
  await rename(draft, file);
}

/** The status last written; null where there is none or it cannot be understood. */
export async function readStatus(dataDir: string): Promise<AgentStatus | null> {
  let text: string;
  try {
    text = await readFile(statusFile(dataDir), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return statusSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function statusFile(dataDir: string): string {
  return join(dataDir, 'status.json');
}
