import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from './durable.ts';

/** Where git puts lock and temporary files in a repository that only fast-import, repack and fetch write. */
const folders = [
  '.',
  'refs',
  'refs/heads',
  'refs/tags',
  'refs/tags/baseline',
  'refs/notes',
  'objects',
  'objects/pack',
  'objects/info',
  'objects/info/commit-graphs',
];

/** When the files were last touched that are taken for leftovers, in ms since 1970. */
export interface LeftoverSpan {
  readonly from: number;
  /** The same for locks, where these can only be younger. */
  readonly locksFrom?: number;
  readonly until: number;
}

/**
 * Removes lock, keep and temporary files and fast-import's crash reports that a killed git left and that
 * nobody will remove. Call it only while no git of ours writes to the repository. Gives the names removed.
 */
export async function removeLeftovers(repository: string, span: LeftoverSpan): Promise<string[]> {
  const removed: string[] = [];
  for (const folder of folders) {
    const path = join(repository, folder);
    const names = await readdir(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    const before = removed.length;
    for (const name of names) {
      if (!/\.(?:lock|keep)$|^tmp_|^\.tmp-|^fast_import_crash_\d+$/.test(name)) continue;
      const from = name.endsWith('.lock') ? (span.locksFrom ?? span.from) : span.from;
      const file = join(path, name);
      const touched = Math.floor((await stat(file)).mtimeMs);
      if (touched < from || touched > span.until) continue;
      await rm(file, { force: true, recursive: true });
      removed.push(join(folder, name));
    }
    if (removed.length > before) await syncFolder(path);
  }
  return removed;
}
