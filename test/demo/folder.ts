import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The folder of one demo, held against another one for as long as this process lives. */
export interface DemoFolder {
  readonly path: string;
  release(): void;
}

const mostDemos = 20;

/** `demo` below `data`, or where another demo runs in it `demo-2` and so on. */
export async function takeFolder(data: string): Promise<DemoFolder> {
  for (let number = 1; number <= mostDemos; number += 1) {
    const path = join(data, number === 1 ? 'demo' : `demo-${number}`);
    await mkdir(path, { recursive: true });
    const lock = tryLock(join(path, 'lock'));
    if (lock !== null) return { path, release: () => lock.close() };
  }
  throw new Error(`${mostDemos} demos run in ${data} already`);
}

/** SQLite's exclusive lock on an empty database: the system frees it on any death of this process. */
function tryLock(file: string): DatabaseSync | null {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy) return null;
    throw error;
  }
}

const sqliteBusy = 5;
