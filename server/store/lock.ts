import { DatabaseSync } from 'node:sqlite';
import { WitnessError } from '@witnessmark/shared/errors';

/**
 * Holds the store's folder for one process. Node offers no file lock; SQLite's is one, it also works
 * between containers on one disk, and the system gives it up when the process dies, however it dies.
 */
export class StoreLock {
  readonly #database: DatabaseSync;

  /** Throws `store.in-use` where another process, or another store of this one, holds the folder. */
  constructor(file: string) {
    this.#database = new DatabaseSync(file, { timeout: 0 });
    try {
      this.#database.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      this.#database.close();
      throw new WitnessError('store.in-use', file, undefined, { cause: error });
    }
  }

  release(): void {
    this.#database.close();
  }
}
