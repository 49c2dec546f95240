import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Core } from '../core/index.ts';
import { copyDatabase } from '../db/index.ts';
import { toBody } from '../events/index.ts';
import {
  type BackupFile,
  type BackupManifest,
  describeFile,
  filesOf,
  readManifest,
  syncDir,
  writeManifest,
} from './manifest.ts';

export interface BackupOptions {
  readonly core: Core;
  readonly site: string;
  /** Folder of its own. A later backup into the same one copies only what is new. */
  readonly dir: string;
  /** UTC text. */
  readonly now: () => string;
  readonly progress?: (at: { readonly done: number; readonly total: number }) => void;
  readonly signal?: AbortSignal;
}

/**
 * Takes a backup while the server works: log and vault first, then each asset's history and originals, so
 * that git is never behind the log. The manifest is replaced last: a kill leaves the backup before whole.
 * Then `backup.taken` is logged, and agents hear which facts they need not keep any longer. The vault's
 * key is not in it.
 */
export async function backup(options: BackupOptions): Promise<BackupManifest> {
  const { core, dir, signal } = options;
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const before = await readManifest(dir);
  // Read before the copy: the copy holds at least this.
  const { checkpoint } = core.log;
  const covers = await coveredNow(core);
  const database = await copyDatabaseInto(core, dir);
  const assets = await core.store.assets();
  const saved: BackupManifest['assets'] = [];
  for (const [index, asset] of assets.entries()) {
    signal?.throwIfAborted();
    options.progress?.({ done: index, total: assets.length });
    const entry = await saveAsset(core, dir, asset, before);
    if (entry !== null) saved.push(entry);
  }
  const late = await saveLate(core, dir, before);
  const manifest: BackupManifest = {
    format: 1,
    site: options.site,
    takenAt: options.now(),
    checkpoint: checkpoint.note,
    origin: checkpoint.origin,
    covers,
    database,
    assets: saved,
    late,
  };
  await writeManifest(dir, manifest);
  await removeOthers(dir, manifest);
  await core.log.append([
    {
      type: 'backup.taken',
      key: `backup.taken/${randomBytes(16).toString('hex')}`,
      actor: { kind: 'server', id: 'server' },
      subject: 'backup',
      body: toBody('backup.taken', {
        name: basename(dir),
        covers,
        size: checkpoint.size,
        root: Buffer.from(checkpoint.root).toString('hex'),
      }),
    },
  ]);
  return manifest;
}

async function coveredNow(core: Core): Promise<BackupManifest['covers']> {
  const rows = await core.database.read
    .selectFrom('epoch')
    .select(['stream', 'epoch', 'seq'])
    .where('seq', '>', 0)
    .orderBy('stream')
    .orderBy('epoch')
    .execute();
  return rows.map(({ stream, epoch, seq }) => ({ stream, epoch, seq }));
}

async function copyDatabaseInto(core: Core, dir: string): Promise<BackupFile[]> {
  const folder = `db-${randomBytes(6).toString('hex')}`;
  const names = await copyDatabase(core.database, join(dir, folder));
  const files: BackupFile[] = [];
  for (const name of names) files.push(await describeFile(dir, `${folder}/${name}`));
  return files;
}

async function saveAsset(
  core: Core,
  dir: string,
  asset: string,
  before: BackupManifest | null,
): Promise<BackupManifest['assets'][number] | null> {
  const tip = await core.store.tip(asset);
  if (tip === null) return null;
  const known = before?.assets.find(each => each.asset === asset);
  const originals: BackupFile[] = [];
  for (const { sha256, file } of await core.store.originals(asset)) {
    const path = `originals/${asset}/${sha256}`;
    originals.push(await keepFile(dir, path, file, known?.originals));
  }
  if (known?.tip === tip) return { ...known, originals };
  await mkdir(join(dir, 'git'), { recursive: true, mode: 0o700 });
  const path = `git/${asset}-${randomBytes(6).toString('hex')}.bundle`;
  const bundled = await core.store.exportBundle(asset, join(dir, path));
  return { asset, tip: bundled, bundle: await describeFile(dir, path), originals };
}

async function saveLate(core: Core, dir: string, before: BackupManifest | null): Promise<BackupFile[]> {
  const saved: BackupFile[] = [];
  for (const folder of await namesIn(core.dirs.late)) {
    for (const name of await namesIn(join(core.dirs.late, folder))) {
      if (!/^[0-9a-f]{64}$/.test(name)) continue;
      saved.push(await keepFile(dir, `late/${name}`, core.ingest.lateFile(name), before?.late));
    }
  }
  return saved;
}

/** Copies a content-addressed file unless the backup before has it. */
async function keepFile(
  dir: string,
  path: string,
  from: string,
  known: readonly BackupFile[] | undefined,
): Promise<BackupFile> {
  const kept = known?.find(each => each.path === path);
  const target = join(dir, path);
  if (
    kept !== undefined &&
    (await stat(target).then(
      found => found.size,
      () => -1,
    )) === kept.bytes
  )
    return kept;
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  await copyFile(from, `${target}.new`);
  const handle = await open(`${target}.new`, 'r');
  await handle.sync();
  await handle.close();
  await rename(`${target}.new`, target);
  await syncDir(dirname(target));
  return describeFile(dir, path);
}

/** What earlier backups left and this one does not name. */
async function removeOthers(dir: string, manifest: BackupManifest): Promise<void> {
  const named = new Set(filesOf(manifest).map(file => file.path));
  const folders = new Set([...named].map(path => path.split('/')[0]));
  for (const name of await namesIn(dir)) {
    if (/^db-[0-9a-f]{12}$/.test(name) && !folders.has(name)) await rm(join(dir, name), { recursive: true });
  }
  for (const name of await namesIn(join(dir, 'git'))) {
    if (!named.has(`git/${name}`)) await rm(join(dir, 'git', name));
  }
}

async function namesIn(dir: string): Promise<string[]> {
  try {
    return (await readdir(dir)).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
