import { type Statement, statementSchema } from '@witnessmark/shared/facts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../db/index.ts';
import { describeDatabases, type TestPlace } from '../db/testing/index.ts';
import type { Log } from '../log/index.ts';
import { startLog } from '../log/testing/index.ts';
import { project, rebuild } from '../projections/index.ts';
import { KeyedDigest, keyRingOf, Vault } from '../vault/index.ts';
import { Collector } from './collector.ts';

const instant = { wall: '2026-11-23T02:10:05.000Z', mono: 1, boot: '0'.repeat(32) };
const logOn: Statement = {
  witness: { kind: 'windows', name: 'jump-1' },
  act: 'logged-on',
  authenticity: 'unauthenticated',
  reach: 'account',
  identities: [{ scheme: 'windows-account', value: 'PLANT\\kovac' }],
  place: { station: 'ENG-LT-04' },
  touches: [],
  from: instant,
  to: instant,
  clockErrorMs: null,
  liveness: { proof: 'none' },
};

describeDatabases('the collector', newPlace => {
  let place: TestPlace;
  let database: Database;
  let log: Log;
  let vault: Vault;
  let collector: Collector;

  beforeEach(async () => {
    place = await newPlace();
    database = await place.open();
    log = await startLog(database, project);
    vault = new Vault(database, keyRingOf(Buffer.alloc(32, 7)));
    collector = new Collector({ log, vault, digests: new KeyedDigest(Buffer.alloc(32, 1)) });
  });
  afterEach(async () => {
    await log.stop();
    await database.close();
    place.remove();
  });

  test('takes the same record once, and says how many were new', async () => {
    const record = { statement: logOn, asset: null, key: 'line 1' };
    expect(await collector.take('syslog', [record, { ...record, key: 'line 2' }])).toBe(2);
    expect(await collector.take('syslog', [record])).toBe(0);
    expect(await database.read.selectFrom('statement').selectAll().execute()).toHaveLength(2);
  });

  test('indexes a statement by pseudonyms, and keeps the whole of it sealed and out of the log', async () => {
    await collector.take('syslog', [{ statement: logOn, asset: null, key: 'line 1' }]);
    await rebuild(database);
    const [row] = await database.read.selectFrom('statement').selectAll().execute();
    expect(row).toMatchObject({ asset: null, stream: null, act: 'logged-on', witness: 'windows' });
    const named = await database.read.selectFrom('statement_identity').selectAll().execute();
    expect(named).toEqual([{ pos: row?.pos, identity: expect.stringMatching(/^i-[0-9a-f]{16}$/) }]);
    for (const { bytes } of await log.reader.from(0, 10))
      expect(Buffer.from(bytes).toString()).not.toMatch(/kovac|ENG-LT/i);
    const sealed = await vault.read(row?.ref ?? '');
    expect(statementSchema.parse(JSON.parse(Buffer.from(sealed ?? []).toString()))).toEqual(logOn);
  });

  test('takes none where one is no statement', async () => {
    const bad = { ...logOn, act: 'guessed' } as unknown as Statement;
    await expect(
      collector.take('syslog', [
        { statement: logOn, asset: null, key: 'a' },
        { statement: bad, asset: null, key: 'b' },
      ]),
    ).rejects.toMatchObject({ code: 'wire.fact-invalid' });
    expect(await database.read.selectFrom('statement').selectAll().execute()).toEqual([]);
  });
});
