import { createHash, type Hash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileFailure } from './failures.ts';
import { isInside, signatureOf } from './walk.ts';

/** Content up to this many bytes is handed over in memory, larger content as a private copy. */
export const inMemoryBytes = 1024 * 1024;
const chunkBytes = 256 * 1024;

export interface WantedFile {
  readonly file: string;
  readonly signature: string;
  readonly size: number;
}

export type FileContent =
  | { readonly state: 'present'; readonly content: Uint8Array }
  | { readonly state: 'present'; readonly file: string; readonly sha256: string; readonly bytes: number }
  | { readonly state: 'present'; readonly same: true; readonly sha256: string; readonly bytes: number }
  | { readonly state: 'gone' }
  /** Written to between its being listed and its being read. */
  | { readonly state: 'moved' }
  | { readonly state: 'unreadable'; readonly reason: string };

export interface ContentRules {
  /** Real path of the watched folder; what does not lie in it is not read, however it got its name. */
  readonly root: string;
  readonly copies: string;
  readonly known: string | null;
  /** Content is copied to a file though it is small: the reading holds enough in memory already. */
  readonly spare: boolean;
  readonly signal: AbortSignal;
}

/** Where the system has it, a name that became a link after it was listed is not followed. */
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Reads one listed file. Throws what the file system throws where the folder itself fails. */
export async function readContent(wanted: WantedFile, rules: ContentRules): Promise<FileContent> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(wanted.file, flags);
    const stats = await handle.stat({ bigint: true });
    if (signatureOf(stats) !== wanted.signature) return { state: 'moved' };
    if (!(await isStillInside(wanted.file, rules.root, `${stats.dev}:${stats.ino}`))) {
      return { state: 'unreadable', reason: 'a link that leaves the folder is not followed' };
    }
    const read = await readHandle(handle, wanted, rules);
    const after = signatureOf(await handle.stat({ bigint: true }));
    if (after === wanted.signature) return read;
    await discard(read);
    return { state: 'moved' };
  } catch (error) {
    const failure = fileFailure(error);
    if (failure.is === 'folder') throw error;
    return failure.is === 'gone' ? { state: 'gone' } : { state: 'unreadable', reason: failure.reason };
  } finally {
    await handle?.close();
  }
}

/** The open file is the one this path leads to inside the folder; a folder above may have become a link. */
async function isStillInside(file: string, root: string, number: string): Promise<boolean> {
  const real = await realpath(file);
  if (!isInside(root, real)) return false;
  const stats = await stat(real, { bigint: true });
  return `${stats.dev}:${stats.ino}` === number;
}

async function readHandle(handle: FileHandle, wanted: WantedFile, rules: ContentRules): Promise<FileContent> {
  const inMemory = wanted.size <= inMemoryBytes && !rules.spare;
  if (inMemory) {
    const kept: Buffer[] = [];
    const { sha256, bytes } = await pass(handle, wanted.size, rules.signal, async chunk => {
      kept.push(Buffer.from(chunk));
    });
    if (sha256 === rules.known) return { state: 'present', same: true, sha256, bytes };
    return { state: 'present', content: Buffer.concat(kept) };
  }
  // Hashed before it is copied: most of the time nothing changed, and a project archive is large.
  const first = await pass(handle, wanted.size, rules.signal, async () => {});
  if (first.sha256 === rules.known) return { state: 'present', same: true, ...first };
  const file = join(rules.copies, randomBytes(12).toString('hex'));
  try {
    const copy = await open(file, 'wx', 0o600);
    try {
      const second = await pass(handle, wanted.size, rules.signal, async chunk => {
        await copy.appendFile(chunk);
      });
      if (second.sha256 === first.sha256) return { state: 'present', file, ...second };
    } finally {
      await copy.close();
    }
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
  await rm(file, { force: true });
  return { state: 'moved' };
}

/** Reads the file once from its beginning, never further than the size it was listed with and one chunk. */
async function pass(
  handle: FileHandle,
  size: number,
  signal: AbortSignal,
  take: (chunk: Uint8Array) => Promise<void>,
): Promise<{ sha256: string; bytes: number }> {
  const hash: Hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, size + 1));
  let bytes = 0;
  while (bytes <= size) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, bytes);
    if (bytesRead === 0) break;
    const part = chunk.subarray(0, bytesRead);
    hash.update(part);
    await take(part);
    bytes += bytesRead;
  }
  return { sha256: hash.digest('hex'), bytes };
}

async function discard(content: FileContent): Promise<void> {
  if ('file' in content) await rm(content.file, { force: true });
}
