import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { WitnessError } from '@witnessmark/shared/errors';
import { sqliteFailure } from './sqlite-failure.ts';

/**
 * Holds the folder against a second agent for as long as this process lives. The lock is SQLite's own
 * exclusive file lock on an empty database, because the operating system frees it on any death of the
 * process, on Windows too. Throws `agent.spool-in-use`. Returns the way to let go.
 */
export function lockFolder(dir: string): () => void {
  const database = new DatabaseSync(join(dir, 'lock'), { timeout: 0 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (sqliteFailure(error) !== 'busy') throw error;
    throw new WitnessError('agent.spool-in-use', dir, undefined, { cause: error });
  }
  return () => database.close();
}
