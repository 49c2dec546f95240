/** For tests of every folder that uses the database: the same suite over each database there is. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { type Database, openDatabase } from '../index.ts';
import { type PostgresServer, postgresPrograms, startPostgres } from './postgres-server.ts';

/** Where one test's data lives; `open` may be called again after a close, as after a restart. */
export interface TestPlace {
  readonly dir: string;
  readonly url: string | undefined;
  open(): Promise<Database>;
  remove(): void;
}

export type NewPlace = () => Promise<TestPlace>;

export const testSite = 'test-site';

export function sqlitePlace(): Promise<TestPlace> {
  return Promise.resolve(place(undefined));
}

function place(url: string | undefined): TestPlace {
  const dir = mkdtempSync(join(tmpdir(), 'witnessmark-db-'));
  return {
    dir,
    url,
    open: () => openDatabase({ dir, site: testSite, ...(url === undefined ? {} : { url }) }),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** Runs the suite over SQLite alone: for what is asked through layers whose own suites run over both. */
export function describeEmbedded(name: string, suite: (newPlace: NewPlace) => void): void {
  describe(name, () => suite(sqlitePlace));
}

/**
 * Runs the suite over SQLite and over PostgreSQL. Where PostgreSQL is not installed its half is skipped
 * loudly, or fails when WITNESSMARK_REQUIRE_PG=1.
 */
export function describeDatabases(name: string, suite: (newPlace: NewPlace) => void): void {
  describe(`${name} (sqlite)`, () => suite(sqlitePlace));
  const bin = postgresPrograms();
  if (bin === null && process.env['WITNESSMARK_REQUIRE_PG'] !== '1') {
    console.warn(`SKIPPED: ${name} over PostgreSQL, which is not installed (apt install postgresql)`);
  }
  describe.skipIf(bin === null && process.env['WITNESSMARK_REQUIRE_PG'] !== '1')(`${name} (postgres)`, () => {
    let server: PostgresServer;
    beforeAll(async () => {
      if (bin === null) throw new Error('WITNESSMARK_REQUIRE_PG=1, but PostgreSQL is not installed');
      server = await startPostgres(bin);
    }, 60_000);
    afterAll(() => server.stop(), 60_000);
    suite(async () => place(await server.database()));
  });
}
