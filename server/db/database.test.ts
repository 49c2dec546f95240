import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Database, getMeta, projectionNames, readFence, setMeta, sql } from './index.ts';
import { describeDatabases, sqlitePlace, type TestPlace } from './testing/index.ts';

describeDatabases('the database', newPlace => {
  let place: TestPlace;
  let open: Database[];
  beforeEach(async () => {
    place = await newPlace();
    open = [];
  });
  afterEach(async () => {
    for (const database of open) await database.close();
    place.remove();
  });
  const start = async () => {
    const database = await place.open();
    open.push(database);
    return database;
  };
  const stop = async (database: Database) => {
    open.splice(open.indexOf(database), 1);
    await database.close();
  };

  test('a second process is refused while the first runs, and let in after it', async () => {
    const first = await start();
    await expect(place.open()).rejects.toMatchObject({ code: 'db.second-process' });
    await stop(first);
    const second = await start();
    expect(second.fence).toBe(first.fence + 1);
  });

  test('each start has a higher fence and finds what the last one stored', async () => {
    const first = await start();
    await first.write.transaction().execute(tx => setMeta(tx, 'x', '1'));
    await first.write.transaction().execute(tx => setMeta(tx, 'x', '2'));
    await stop(first);
    const second = await start();
    expect(await getMeta(second.read, 'x')).toBe('2');
    expect(await second.write.transaction().execute(tx => readFence(tx, second.engine))).toBe(2);
  });

  test('bytes, large numbers and text with every sign come back as they went in', async () => {
    const database = await start();
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    await database.write
      .insertInto('log')
      .values({
        pos: 2 ** 52,
        origin: 'Ωé/1',
        idx: 0,
        key: 'k\'"\\',
        type: 't',
        subject: 's',
        bytes,
        leaf: bytes.slice(0, 32),
      })
      .execute();
    const row = await database.read.selectFrom('log').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ pos: 2 ** 52, origin: 'Ωé/1', key: 'k\'"\\' });
    expect(Buffer.from(row.bytes).equals(bytes)).toBe(true);
  });

  test('text is ordered by its bytes', async () => {
    const database = await start();
    for (const name of ['b', 'é', 'B', 'a', 'z']) {
      await database.write.transaction().execute(tx => setMeta(tx, `order-${name}`, ''));
    }
    const rows = await database.read
      .selectFrom('meta')
      .select('name')
      .where('name', 'like', 'order-%')
      .orderBy('name')
      .execute();
    expect(rows.map(row => row.name.slice(6))).toEqual(['B', 'a', 'b', 'z', 'é']);
  });

  test('a transaction that fails leaves nothing', async () => {
    const database = await start();
    const failed = database.write.transaction().execute(async tx => {
      await setMeta(tx, 'torn', '1');
      throw new Error('on purpose');
    });
    await expect(failed).rejects.toThrow('on purpose');
    expect(await getMeta(database.read, 'torn')).toBeNull();
  });

  test('a query does not wait for a transaction that is open', async () => {
    const database = await start();
    const seen = await database.write.transaction().execute(async tx => {
      await setMeta(tx, 'half', '1');
      return getMeta(database.read, 'half');
    });
    expect(seen).toBeNull();
  });

  test('every projection exists and is empty at first', async () => {
    const database = await start();
    for (const name of projectionNames) {
      const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(name)}`.execute(
        database.read,
      );
      expect(rows).toEqual([{ n: 0 }]);
    }
    expect(await getMeta(database.read, 'projected')).toBe('0');
  });

  test('a database of a newer build is refused', async () => {
    const first = await start();
    await sql`insert into schema_version (version) values (999)`.execute(first.write);
    await stop(first);
    await expect(place.open()).rejects.toMatchObject({ code: 'db.newer' });
  });
});

test('the embedded database syncs every commit and keeps a write-ahead log', async () => {
  const place = await sqlitePlace();
  const database = await place.open();
  const mode = await sql<{ synchronous: number }>`pragma synchronous`.execute(database.write);
  expect(mode.rows[0]?.synchronous).toBe(2);
  const other = new DatabaseSync(join(place.dir, 'witnessmark.sqlite'), { readOnly: true });
  expect(other.prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'wal' });
  other.close();
  await database.close();
  place.remove();
});
