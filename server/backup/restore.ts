import { copyFile, mkdir, open, readdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { WitnessError } from '@witnessmark/shared/errors';
import { coreDirs, restoredMeta } from '../core/index.ts';
import { openCopy, setMeta } from '../db/index.ts';
import { LateContents } from '../ingest/index.ts';
import { openStore, type StoreLog } from '../store/index.ts';
import { type BackupManifest, checkFiles, readManifest, syncDir } from './manifest.ts';

export interface RestoreOptions {
  /** A backup's folder. */
  readonly dir: string;
  /** Empty or absent folder the server will run on. */
  readonly dataDir: string;
  readonly site: string;
  /** `postgres://…` of an empty database, where the backup is of one. */
  readonly databaseUrl?: string;
  /** The vault's key file, kept apart from the backup; copied to its place. */
  readonly keyFile?: string;
  readonly logger: StoreLog;
  readonly signal?: AbortSignal;
}

/**
 * Restores a backup into an empty place. The next start opens a new log generation whose first entry
 * names the backup's checkpoint; agents see that the log is another one, and refill what came after. Throws
 * `backup.incomplete`, `backup.unfit`, `backup.target-in-use`.
 */
export async function restore(options: RestoreOptions): Promise<BackupManifest> {
  const { dir, dataDir, site, logger, signal } = options;
  const manifest = await readManifest(dir);
  if (manifest === null) throw new WitnessError('backup.incomplete', dir, 'it has no manifest');
  if (manifest.site !== site) throw new WitnessError('backup.unfit', dir, `it is of site ${manifest.site}`);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  if ((await readdir(dataDir)).length > 0) throw new WitnessError('backup.target-in-use', dataDir);
  await checkFiles(dir, manifest, signal);
  // Everything is built beside its place: a kill leaves an unfinished folder, never half a server.
  const making = `${dataDir.replace(/\/+$/, '')}.restoring`;
  await mkdir(making, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw new WitnessError('backup.target-in-use', making);
    throw error;
  });
  const dirs = coreDirs(making);
  await restoreStore(dir, manifest, dirs.store, logger, signal);
  await mkdir(dirs.late, { recursive: true, mode: 0o700 });
  const late = new LateContents(dirs.late);
  for (const { path, sha256 } of manifest.late) await late.keep(sha256, { file: join(dir, path) });
  if (options.keyFile !== undefined) await placeKey(options.keyFile, join(dirs.keys, 'vault.key'));
  await restoreDatabase(options, manifest, dirs.db);
  await rename(making, dataDir);
  await syncDir(dirname(dataDir));
  return manifest;
}

async function restoreStore(
  dir: string,
  manifest: BackupManifest,
  storeDir: string,
  logger: StoreLog,
  signal: AbortSignal | undefined,
): Promise<void> {
  const store = await openStore({ dir: storeDir, log: logger });
  try {
    for (const { asset, bundle, originals } of manifest.assets) {
      signal?.throwIfAborted();
      await store.restoreFrom(asset, join(dir, bundle.path));
      for (const { path, sha256 } of originals) await store.restoreOriginal(asset, sha256, join(dir, path));
    }
  } finally {
    await store.close();
  }
}

async function restoreDatabase(
  options: RestoreOptions,
  manifest: BackupManifest,
  dbDir: string,
): Promise<void> {
  const [first] = manifest.database;
  if (first === undefined) throw new WitnessError('backup.incomplete', options.dir, 'it holds no database');
  const database = await openCopy(join(options.dir, dirname(first.path)), {
    dir: dbDir,
    site: options.site,
    ...(options.databaseUrl === undefined ? {} : { url: options.databaseUrl }),
  });
  try {
    const { origin, checkpoint } = manifest;
    await database.write
      .transaction()
      .execute(tx => setMeta(tx, restoredMeta, JSON.stringify({ origin, checkpoint })));
  } finally {
    await database.close();
  }
}

async function placeKey(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await copyFile(from, to);
  const handle = await open(to, 'r+');
  await handle.chmod(0o600);
  await handle.sync();
  await handle.close();
  await syncDir(dirname(to));
}
