import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { isWitnessError, WitnessError } from '@witnessmark/shared/errors';
import { encodeSegment } from '@witnessmark/shared/items';
import type { FilesSourceConfig } from './config.ts';
import { fileFailure } from './failures.ts';
import type { Globs } from './globs.ts';

/** One file of the folder as it stands there, not yet read. */
export type Entry = {
  /** Names below the folder, as the item's path is made of them. */
  readonly names: readonly string[];
  /** The names joined by `/`, for globs. */
  readonly relative: string;
} & (
  | { readonly file: string; readonly signature: string; readonly size: number }
  | { readonly problem: string }
);

/** What moves when a file's content does, short of reading it. */
export function signatureOf(stats: BigIntStats): string {
  const { dev, ino, size, mtimeNs, ctimeNs } = stats;
  return `${dev}:${ino}:${size}:${mtimeNs}:${ctimeNs}`;
}

/**
 * Lists every file below `root` (a real path), without reading any. Never follows a link out of the folder,
 * nor into a folder. Throws `files.too-many` beyond the bounds, and what the file system throws where the
 * folder itself fails: a folder that cannot be listed is no empty one.
 */
export async function walk(
  root: string,
  bounds: FilesSourceConfig['bounds'],
  globs: Globs,
  signal: AbortSignal,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  let bytes = 0;

  async function list(folder: string, names: readonly string[]): Promise<void> {
    signal.throwIfAborted();
    if (names.length > bounds.depth) {
      throw new WitnessError(
        'files.too-many',
        root,
        `deeper than ${bounds.depth} folders: ${names.join('/')}`,
      );
    }
    for (const raw of (await readdir(folder, { encoding: 'buffer' })).sort((a, b) => a.compare(b))) {
      signal.throwIfAborted();
      const name = raw.toString('utf8');
      if (!Buffer.from(name, 'utf8').equals(raw)) {
        add(problem(names, raw.toString('latin1'), 'its name is not UTF-8'));
        continue;
      }
      if (globs.ignored([...names, name].join('/'))) continue;
      if (!isNameable(name)) {
        add(problem(names, name, `its name cannot be an item's: ${JSON.stringify(name.slice(0, 200))}`));
        continue;
      }
      await look(folder, names, name);
    }
  }

  async function look(folder: string, names: readonly string[], name: string): Promise<void> {
    const file = join(folder, name);
    const below = [...names, name];
    try {
      const stats = await lstat(file, { bigint: true });
      if (stats.isDirectory()) return await list(file, below);
      if (stats.isSymbolicLink()) return add(await lookThrough(root, file, below));
      if (stats.isFile()) return add(entryOf(file, below, stats));
      add({ names: below, relative: below.join('/'), problem: 'not a regular file' });
    } catch (error) {
      const failure = fileFailure(error);
      if (failure.is === 'gone') return;
      if (failure.is === 'folder') throw error;
      add({ names: below, relative: below.join('/'), problem: failure.reason });
    }
  }

  function add(entry: Entry): void {
    entries.push(entry);
    if ('size' in entry) bytes += entry.size;
    if (entries.length > bounds.files) {
      throw new WitnessError('files.too-many', root, `more than ${bounds.files} files`);
    }
    if (bytes > bounds.totalBytes) {
      throw new WitnessError('files.too-many', root, `more than ${bounds.totalBytes} bytes`);
    }
  }

  await list(root, []);
  return entries;
}

/** True where the real path `file` lies in the real path `root`. */
export function isInside(root: string, file: string): boolean {
  return file.startsWith(root.endsWith(sep) ? root : root + sep);
}

function entryOf(file: string, names: readonly string[], stats: BigIntStats): Entry {
  const relative = names.join('/');
  return { names, relative, file, signature: signatureOf(stats), size: Number(stats.size) };
}

/** A link to a file inside the folder is that file; any other is named and left alone. */
async function lookThrough(root: string, file: string, names: readonly string[]): Promise<Entry> {
  const relative = names.join('/');
  let target: string;
  try {
    target = await realpath(file);
  } catch (error) {
    const failure = fileFailure(error);
    if (failure.is === 'folder') throw error;
    return { names, relative, problem: 'a link that leads nowhere' };
  }
  if (!isInside(root, target))
    return { names, relative, problem: 'a link that leaves the folder is not followed' };
  const stats = await stat(target, { bigint: true });
  if (!stats.isFile()) return { names, relative, problem: 'a link to a folder is not followed' };
  return entryOf(target, names, stats);
}

/** What has no name of its own as an item is told under one that says so. */
function problem(names: readonly string[], name: string, reason: string): Entry {
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 16);
  const stand = [...names, `unnameable-${digest}`];
  return { names: stand, relative: stand.join('/'), problem: reason.slice(0, 1000) };
}

function isNameable(name: string): boolean {
  try {
    encodeSegment(name);
    return true;
  } catch (error) {
    if (isWitnessError(error)) return false;
    throw error;
  }
}
