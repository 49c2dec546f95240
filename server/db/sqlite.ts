import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { backup, DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { WitnessError } from '@witnessmark/shared/errors';
import { Kysely, SqliteDialect } from 'kysely';
import type { Tables } from './schema.ts';
import { isErrorOfCode } from './sqlite-error.ts';

/** Statements kept prepared; the server asks far fewer distinct ones. */
const keptStatements = 400;

interface PreparedStatement {
  readonly reader: boolean;
  all(parameters: readonly unknown[]): unknown[];
  run(parameters: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint };
  iterate(parameters: readonly unknown[]): IterableIterator<unknown>;
}

/** What Kysely's SQLite dialect needs of a driver, over `node:sqlite`, with prepared statements kept. */
class SqliteHandle {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, PreparedStatement>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  prepare(sql: string): PreparedStatement {
    const kept = this.#statements.get(sql);
    if (kept) return kept;
    const statement = this.#database.prepare(sql);
    const prepared = {
      reader: statement.columns().length > 0,
      all: (parameters: readonly unknown[]) => statement.all(...inputs(parameters)),
      run: (parameters: readonly unknown[]) => statement.run(...inputs(parameters)),
      // A statement being walked must not be shared with one that runs meanwhile.
      iterate: (parameters: readonly unknown[]) => walk(this.#database.prepare(sql), parameters),
    };
    if (this.#statements.size >= keptStatements) this.#statements.clear();
    // A statement about the schema is run once; kept, it would pin the schema it was made for.
    if (/^\s*(select|insert|update|delete|with|begin|commit|rollback)\b/i.test(sql)) {
      this.#statements.set(sql, prepared);
    }
    return prepared;
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }
}

function inputs(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters as SQLInputValue[];
}

function walk(statement: StatementSync, parameters: readonly unknown[]): IterableIterator<unknown> {
  return statement.iterate(...inputs(parameters));
}

export interface SqliteFiles {
  readonly write: Kysely<Tables>;
  readonly read: Kysely<Tables>;
  /** Copies the database as it stands at the end of the copy; writing goes on meanwhile. */
  readonly copyTo: (file: string) => Promise<void>;
  /** Lets the next process in. */
  readonly release: () => void;
}

/**
 * Opens `<dir>/witnessmark.sqlite`: one connection that writes and one that can only read, which in WAL
 * mode never wait for each other. The lock on `<dir>/lock.sqlite` is the operating system's and ends
 * with the process, however it dies. Throws `db.second-process` where another holds it.
 */
export function openSqlite(dir: string): SqliteFiles {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const lock = takeLock(join(dir, 'lock.sqlite'));
  const file = join(dir, 'witnessmark.sqlite');
  const writer = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: 5000 });
  // What is erased must not go on standing in pages that are free.
  writer.exec(
    'pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -65536; pragma secure_delete = on',
  );
  const reader = new DatabaseSync(file, { timeout: 5000 });
  reader.exec('pragma query_only = on; pragma cache_size = -65536; pragma mmap_size = 268435456');
  return {
    write: new Kysely<Tables>({ dialect: new SqliteDialect({ database: new SqliteHandle(writer) }) }),
    read: new Kysely<Tables>({ dialect: new SqliteDialect({ database: new SqliteHandle(reader) }) }),
    // Through the connection that writes, or each of its writes would begin the copy anew.
    copyTo: async file => {
      await backup(writer, file, { rate: 1000 });
    },
    release: () => lock.close(),
  };
}

function takeLock(file: string): DatabaseSync {
  const lock = new DatabaseSync(file, { timeout: 0 });
  try {
    lock.exec('pragma journal_mode = delete; begin exclusive');
    return lock;
  } catch (error) {
    lock.close();
    if (isErrorOfCode(error, 5))
      throw new WitnessError('db.second-process', file, undefined, { cause: error });
    throw error;
  }
}
