import { createHash } from 'node:crypto';
import type { Kind } from '@witnessmark/shared/items';
import type { Instant } from '@witnessmark/shared/time';
import type { ItemReading, ReadRequest } from '../source.ts';
import { fileStamps, readFileNode } from './file.ts';
import type { FileMemory } from './file-memory.ts';
import type { ServerLimits } from './limits.ts';
import type { OpcuaLink } from './link.ts';
import type { PlannedFile } from './planned.ts';
import { Unwritable } from './unwritable.ts';

export interface AskedFile {
  readonly path: string;
  readonly kind: Kind;
  readonly file: PlannedFile;
}

interface FilesContext {
  readonly limits: ServerLimits;
  readonly now: () => Instant;
  /** Larger files are unreadable, in bytes. */
  readonly fileBytes: number;
  readonly memory: FileMemory;
}

/**
 * Reads files as items. One whose size and time did not move since exactly the known content was read is not
 * read again, unless the reading is thorough: sizes and times can be forged.
 */
export async function readFiles(
  link: OpcuaLink,
  files: readonly AskedFile[],
  { known, thorough }: ReadRequest,
  context: FilesContext,
  signal: AbortSignal,
): Promise<ItemReading[]> {
  if (files.length === 0) return [];
  const { now, memory } = context;
  const requestedAt = now();
  const planned = files.map(({ file }) => file);
  const stamps = thorough ? [] : await fileStamps(link, planned, context, signal);
  const arrivedAt = now();
  const items: ItemReading[] = [];
  for (const [index, one] of files.entries()) {
    const { path, kind } = one;
    const unmoved = memory.unmoved(path, stamps[index] ?? null, known?.(path) ?? null, requestedAt.mono);
    if (unmoved === null) {
      items.push(await readFile(link, one, context, signal));
      continue;
    }
    const { sha256, bytes } = unmoved;
    const head = { path, kind, requestedAt, arrivedAt };
    items.push({ ...head, state: 'present', same: true, by: 'fingerprint', sha256, bytes });
  }
  return items;
}

async function readFile(
  link: OpcuaLink,
  { path, kind, file }: AskedFile,
  { limits, now, fileBytes, memory }: FilesContext,
  signal: AbortSignal,
): Promise<ItemReading> {
  const requestedAt = now();
  const head = () => ({ path, kind, requestedAt, arrivedAt: now() });
  try {
    const { content, stamp } = await readFileNode(link, file, { limits, fileBytes }, signal);
    const sha256 = createHash('sha256').update(content).digest('hex');
    memory.keep(path, { stamp, sha256, bytes: content.length, at: requestedAt.mono });
    return { ...head(), state: 'present', content };
  } catch (error) {
    if (!(error instanceof Unwritable)) throw error;
    return { ...head(), state: 'unreadable', reason: error.message };
  }
}
