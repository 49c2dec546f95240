import { type Kysely, sql, type Transaction } from 'kysely';
import { migrate } from './migrations.ts';
import { openPostgres } from './postgres.ts';
import { projectionVersion, recreateProjections } from './projection-tables.ts';
import type { Tables } from './schema.ts';
import { openSqlite } from './sqlite.ts';
import type { Engine } from './table-shape.ts';

export type Db = Kysely<Tables>;
export type Tx = Transaction<Tables>;

export interface DatabaseOptions {
  /** Folder of the embedded database and its lock. */
  readonly dir: string;
  readonly site: string;
  /** `postgres://…`; the embedded SQLite where absent. */
  readonly url?: string;
}

/** An opened database, held by this process alone. */
export interface Database {
  readonly engine: Engine;
  /** For transactions that write. */
  readonly write: Db;
  /** For queries; never waits for a writer. */
  readonly read: Db;
  /** Number of this start; an append checks it in its transaction. */
  readonly fence: number;
  /** SQLite alone: copies the database file; see `copyDatabase`. */
  readonly copySqlite: (file: string) => Promise<void>;
  close(): Promise<void>;
}

const lease = 'append';

/**
 * Opens, migrates and takes the append lease. Throws `db.second-process` or `db.newer`. Projections
 * made by another build are recreated empty, to be filled from the log.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const opened = await connect(options);
  try {
    await migrate(opened.write, opened.engine);
    await opened.write.transaction().execute(tx => ensureProjections(tx, opened.engine));
    const fence = await opened.write.transaction().execute(tx => takeFence(tx, opened.engine));
    return { ...opened, fence };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function connect(options: DatabaseOptions): Promise<Omit<Database, 'fence'>> {
  if (options.url !== undefined) {
    const { db, release } = await openPostgres(options.url, options.site);
    const close = async () => {
      await db.destroy();
      await release();
    };
    const copySqlite = () => Promise.reject(new TypeError('PostgreSQL has no database file to copy'));
    return { engine: 'postgres', write: db, read: db, copySqlite, close };
  }
  const { write, read, copyTo, release } = openSqlite(options.dir);
  // Kysely closes only what it has initialised.
  await sql`select 1`.execute(write);
  await sql`select 1`.execute(read);
  const close = async () => {
    await read.destroy();
    await write.destroy();
    release();
  };
  return { engine: 'sqlite', write, read, copySqlite: copyTo, close };
}

async function ensureProjections(tx: Tx, engine: Engine): Promise<void> {
  const found = await tx
    .selectFrom('meta')
    .select('value')
    .where('name', '=', 'projections')
    .executeTakeFirst();
  if (found?.value === String(projectionVersion)) return;
  await resetProjections(tx, engine);
}

/** Empties the projections and notes that nothing of the log is in them. */
export async function resetProjections(tx: Tx, engine: Engine): Promise<void> {
  await recreateProjections(tx, engine);
  await setMeta(tx, 'projections', String(projectionVersion));
  await setMeta(tx, 'projected', '0');
}

export async function setMeta(tx: Tx, name: string, value: string): Promise<void> {
  await tx
    .insertInto('meta')
    .values({ name, value })
    .onConflict(conflict => conflict.column('name').doUpdateSet({ value }))
    .execute();
}

export async function getMeta(db: Db, name: string): Promise<string | null> {
  const row = await db.selectFrom('meta').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value ?? null;
}

async function takeFence(tx: Tx, engine: Engine): Promise<number> {
  await tx
    .insertInto('lease')
    .values({ name: lease, fence: 1 })
    .onConflict(conflict =>
      conflict.column('name').doUpdateSet(old => ({ fence: sql`${old.ref('lease.fence')} + 1` })),
    )
    .execute();
  return readFence(tx, engine);
}

/**
 * The newest fence. On PostgreSQL the row stays locked until the transaction ends, so that a later start
 * cannot take over between this check and the commit.
 */
export async function readFence(tx: Tx, engine: Engine): Promise<number> {
  const query = tx.selectFrom('lease').select('fence').where('name', '=', lease);
  const row = await (engine === 'postgres' ? query.forShare() : query).executeTakeFirstOrThrow();
  return row.fence;
}
