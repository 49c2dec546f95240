import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { WitnessError } from '@witnessmark/shared/errors';
import { renameDurably, syncFolder, writeDurably } from './durable.ts';
import { type Layout, mainRef } from './layout.ts';

// gitrepository-layout(5); written here instead of `git init` so that every byte is known and synced.
const config = `[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
\tlogAllRefUpdates = false
[gc]
\tauto = 0
`;

/** Makes an empty repository at `path`, durable but for its own name. */
export async function makeRepository(path: string): Promise<void> {
  const folders = ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags'];
  for (const folder of folders) await mkdir(join(path, folder), { recursive: true });
  await writeDurably(join(path, 'HEAD'), `ref: ${mainRef}\n`);
  await writeDurably(join(path, 'config'), config);
  for (const folder of [...folders, 'objects', 'refs', '.']) await syncFolder(join(path, folder));
}

/** Makes the asset's repository where there is none; it appears whole or not at all. */
export async function ensureRepository(layout: Layout, asset: string): Promise<void> {
  const path = layout.repository(asset);
  if (await exists(path)) return;
  const fresh = join(layout.work, `new-${asset}-${randomBytes(6).toString('hex')}`);
  await makeRepository(fresh);
  await renameDurably(fresh, path);
}

/**
 * Where a ref stands, read from the files of git's "files" backend (no process). Null where there is none;
 * `store.damaged` where the file is not a ref, as after a power cut without fsync.
 */
export async function readRef(asset: string, repository: string, ref: string): Promise<string | null> {
  const loose = await readIfThere(join(repository, ref));
  if (loose !== null) {
    const id = /^([0-9a-f]{40})\n$/.exec(loose)?.[1];
    if (id === undefined) throw new WitnessError('store.damaged', asset, `${ref} holds no commit`);
    return id;
  }
  const packed = await readIfThere(join(repository, 'packed-refs'));
  for (const line of packed?.split('\n') ?? []) {
    if (line.slice(41) === ref && /^[0-9a-f]{40} /.test(line)) return line.slice(0, 40);
  }
  return null;
}

/** After a git that wrote has ended: the folders it put names into. */
export async function syncRepository(repository: string): Promise<void> {
  await syncFolder(join(repository, 'objects/pack'));
  await syncFolder(join(repository, 'refs/heads'));
}

export async function countPacks(repository: string): Promise<number> {
  const names = await readdir(join(repository, 'objects/pack'));
  return names.filter(name => name.endsWith('.pack')).length;
}

export async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch((error: NodeJS.ErrnoException) => missing(error))) !== null;
}

async function readIfThere(file: string): Promise<string | null> {
  return await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => missing(error));
}

function missing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
