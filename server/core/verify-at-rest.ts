import { join } from 'node:path';
import { noteVerifier } from '@witnessmark/shared/log';
import { openDatabase } from '../db/index.ts';
import { LateContents } from '../ingest/index.ts';
import { type Progress, type VerifyResult, verify } from '../integrity/index.ts';
import { LogReader } from '../log/index.ts';
import { openStore } from '../store/index.ts';
import { openKeyFile, Vault } from '../vault/index.ts';
import { type CoreOptions, coreDirs } from './core.ts';
import { openSiteKeys } from './site-keys.ts';

/**
 * Verifies the data of a server that does not run, also where it could not start: nothing is adopted,
 * appended or mended first. Rejects as `openCore` does where another process uses the data or a key is missing.
 */
export async function verifyAtRest(
  options: CoreOptions,
  progress?: (at: Progress) => void,
  signal?: AbortSignal,
): Promise<VerifyResult> {
  const dirs = coreDirs(options.dataDir);
  const database = await openDatabase({
    dir: dirs.db,
    site: options.site,
    ...(options.databaseUrl === undefined ? {} : { url: options.databaseUrl }),
  });
  try {
    const ring = options.keyRing ?? (await openKeyFile(join(dirs.keys, 'vault.key'), false));
    const vault = new Vault(database, ring);
    const keys = await openSiteKeys(vault, false);
    const generations = await new LogReader(database.read).generations();
    const store = await openStore({ dir: dirs.store, log: options.logger });
    try {
      const late = new LateContents(dirs.late);
      return await verify({
        database,
        store,
        vault,
        verifiers: generations.map(({ origin }) => noteVerifier(origin, keys.signerOf(origin).key)),
        lateFile: sha256 => late.file(sha256),
        undisturbed: (_asset, work) => work(),
        ...(progress === undefined ? {} : { progress }),
        ...(signal === undefined ? {} : { signal }),
      });
    } finally {
      await store.close();
    }
  } finally {
    await database.close();
  }
}
