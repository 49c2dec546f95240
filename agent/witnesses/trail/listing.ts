import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { WitnessError } from '@witnessmark/shared/errors';

/** A file of the folder as it stands there, not yet read. */
export interface TrailEntry {
  readonly name: string;
  readonly file: string;
  /** Moves whenever the content does. */
  readonly signature: string;
  /** Of its content alone: the same under another name, and with other rights. */
  readonly written: string;
  readonly ino: string;
  /** Anybody on this machine can write it, so that what it says can be anybody's. */
  readonly open: boolean;
}

const mostFiles = 1000;

/**
 * The files of a folder that `matches` by their names, the longest untouched first; what is no regular file is left
 * out. Throws `files.folder-missing` and `files.too-many`.
 */
export async function listTrail(folder: string, matches: (name: string) => boolean): Promise<TrailEntry[]> {
  let names: string[];
  let isOpen: boolean;
  try {
    isOpen = openToAll((await stat(folder)).mode);
    names = (await readdir(folder)).filter(matches);
  } catch (cause) {
    throw new WitnessError('files.folder-missing', folder, codeOf(cause), { cause });
  }
  if (names.length > mostFiles)
    throw new WitnessError('files.too-many', folder, `more than ${mostFiles} files`);
  const entries: (TrailEntry & { readonly changed: bigint })[] = [];
  for (const name of names) {
    const file = join(folder, name);
    try {
      const stats = await lstat(file, { bigint: true });
      if (!stats.isFile()) continue;
      const { dev, ino, size, mtimeNs, ctimeNs } = stats;
      const written = `${dev}:${ino}:${size}:${mtimeNs}`;
      const signature = `${written}:${ctimeNs}`;
      const open = isOpen || openToAll(Number(stats.mode));
      entries.push({ name, file, signature, written, ino: String(ino), open, changed: mtimeNs });
    } catch (cause) {
      // Gone since: rotated away, or a draft that was renamed.
      if (codeOf(cause) !== 'ENOENT')
        throw new WitnessError('files.folder-missing', file, codeOf(cause), { cause });
    }
  }
  return entries.sort((a, b) =>
    a.changed < b.changed ? -1 : a.changed > b.changed ? 1 : a.name < b.name ? -1 : 1,
  );
}

/** Modes say so on POSIX alone; in a folder with the sticky bit anybody can still make files. */
function openToAll(mode: number): boolean {
  return process.platform !== 'win32' && (mode & 0o002) !== 0;
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
