import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, unlinkSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { WitnessError } from '@witnessmark/shared/errors';
import type { Content } from './spool.ts';

const partBytes = 1024 * 1024;

/** Contents as files named by their SHA-256, in folders of its first two digits. */
export interface BlobFolder {
  path(sha256: string): string;
  /**
   * Stores a content durably: temporary file, fsync, rename, fsync of the folder. Returns its size.
   * Throws `agent.content-mismatch` where the bytes are not those the hash names, `agent.spool-full`.
   */
  store(sha256: string, content: Content): Promise<number>;
  /** Unlinks at once; a file that is not there is as good. */
  remove(sha256: string): void;
  /**
   * Removes what no row knows: left by a death between writing a file and committing its row. Returns the
   * known ones whose file is missing.
   */
  sweep(known: readonly string[]): Promise<readonly string[]>;
}

export function createBlobFolder(dir: string): BlobFolder {
  const path = (sha256: string) => join(dir, sha256.slice(0, 2), sha256);

  return {
    path,

    async store(sha256, content) {
      const folder = join(dir, sha256.slice(0, 2));
      if ((await mkdir(folder, { recursive: true })) !== undefined) await syncFolder(dir);
      const file = join(folder, `tmp-${randomBytes(8).toString('hex')}`);
      try {
        const written = await writeWhole(file, content);
        if (written.sha256 !== sha256) throw new WitnessError('agent.content-mismatch', sha256);
        await rename(file, path(sha256));
        await syncFolder(folder);
        return written.bytes;
      } catch (error) {
        await rm(file, { force: true });
        if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
          throw new WitnessError('agent.spool-full', sha256, 'the disk has no room left', { cause: error });
        }
        throw error;
      }
    },

    remove(sha256) {
      try {
        unlinkSync(path(sha256));
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },

    async sweep(known) {
      const missing = new Set(known);
      for (const folder of await readdir(dir)) {
        for (const name of await readdir(join(dir, folder))) {
          if (!missing.delete(name)) await rm(join(dir, folder, name), { force: true });
        }
      }
      return [...missing];
    },
  };
}

async function writeWhole(file: string, content: Content): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const handle = await open(file, 'wx', 0o600);
  try {
    const parts =
      'bytes' in content ? [content.bytes] : createReadStream(content.file, { highWaterMark: partBytes });
    for await (const part of parts as AsyncIterable<Uint8Array> | Uint8Array[]) {
      hash.update(part);
      await handle.writeFile(part);
      bytes += part.byteLength;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { sha256: hash.digest('hex'), bytes };
}

/** Windows cannot open a folder for syncing; NTFS journals the rename itself. That was not tried here. */
export async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Whether the stored file still is what its name says. */
export async function holds(file: string, sha256: string): Promise<boolean> {
  try {
    await stat(file);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
  const hash = createHash('sha256');
  for await (const part of createReadStream(file, { highWaterMark: partBytes }))
    hash.update(part as Uint8Array);
  return hash.digest('hex') === sha256;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
