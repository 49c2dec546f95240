import { createReadStream } from 'node:fs';
import { copyFile, mkdir, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WitnessError } from '@witnessmark/shared/errors';
import { type Kysely, sql } from 'kysely';
import { type Database, type DatabaseOptions, openDatabase, resetProjections, type Tx } from './database.ts';
import { coreTableNames, laterTableNames } from './migrations.ts';

const sqliteName = 'witnessmark.sqlite';
/** Rows of one read or write of a copy made row by row. */
const page = 500;

/**
 * Copies everything that cannot be made again into an empty folder, as one moment had it, while the server
 * goes on writing: SQLite as a database file, PostgreSQL as one file of JSON lines a table. Gives the
 * names of the files; they are synced.
 */
export async function copyDatabase(database: Database, dir: string): Promise<readonly string[]> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  if (database.engine === 'sqlite') await database.copySqlite(join(dir, sqliteName));
  else {
    await database.read
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async tx => {
        for (const name of coreTableNames) await writeLines(join(dir, `${name}.jsonl`), readTable(tx, name));
      });
  }
  const names = (await readdir(dir)).sort();
  for (const name of names) await syncFile(join(dir, name));
  await syncFile(dir);
  return names;
}

/** Puts a copy into an empty place and gives it opened. Throws `backup.target-in-use` where data stands already. */
export async function openCopy(dir: string, options: DatabaseOptions): Promise<Database> {
  const names = await readdir(dir);
  if (names.includes(sqliteName)) {
    if (options.url !== undefined) {
      throw new WitnessError('backup.unfit', dir, 'it holds SQLite, and a PostgreSQL address was given');
    }
    const target = join(options.dir, sqliteName);
    if (
      await stat(target).then(
        () => true,
        () => false,
      )
    )
      throw new WitnessError('backup.target-in-use', target);
    await mkdir(options.dir, { recursive: true, mode: 0o700 });
    await copyFile(join(dir, sqliteName), target);
    await syncFile(target);
    await syncFile(options.dir);
    return openDatabase(options);
  }
  const database = await openDatabase(options);
  try {
    await database.write.transaction().execute(async tx => {
      const held = await tx.selectFrom('log').select('pos').limit(1).executeTakeFirst();
      if (held !== undefined) throw new WitnessError('backup.target-in-use', options.url ?? options.dir);
      for (const name of coreTableNames) {
        // This start's own fence stays: a lower one would let an older process in.
        if (name === 'lease') continue;
        const file = `${name}.jsonl`;
        if (laterTableNames.has(name) && !names.includes(file)) continue;
        await sql`delete from ${sql.table(name)}`.execute(tx);
        await insertLines(tx, name, join(dir, file));
      }
      await resetProjections(tx, database.engine);
    });
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function* readTable(tx: Tx, name: string): AsyncGenerator<object> {
  await sql`declare copied no scroll cursor for select * from ${sql.table(name)}`.execute(tx);
  for (;;) {
    const { rows } = await sql<object>`fetch ${sql.lit(page)} from copied`.execute(tx);
    yield* rows;
    if (rows.length < page) break;
  }
  await sql`close copied`.execute(tx);
}

async function writeLines(file: string, rows: AsyncIterable<object>): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    for await (const row of rows) await handle.write(`${JSON.stringify(row, encodeBytes)}\n`);
  } finally {
    await handle.close();
  }
}

async function insertLines(tx: Tx, name: string, file: string): Promise<void> {
  const table = tx as unknown as Kysely<Record<string, Record<string, unknown>>>;
  let rows: Record<string, unknown>[] = [];
  const flush = async () => {
    if (rows.length > 0) await table.insertInto(name).values(rows).execute();
    rows = [];
  };
  for await (const line of createInterface({ input: createReadStream(file) })) {
    rows.push(JSON.parse(line, decodeBytes) as Record<string, unknown>);
    if (rows.length >= page) await flush();
  }
  await flush();
}

// A Buffer has its own toJSON, which runs before a replacer sees it.
function encodeBytes(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || !('type' in value) || value.type !== 'Buffer')
    return value;
  if (!('data' in value) || !Array.isArray(value.data)) return value;
  return { base64: Buffer.from(value.data as number[]).toString('base64') };
}

function decodeBytes(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || !('base64' in value)) return value;
  return Buffer.from(String(value.base64), 'base64');
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync();
  await handle.close();
}
