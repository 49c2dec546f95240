import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../db/index.ts';
import { describeDatabases, type TestPlace } from '../db/testing/index.ts';
import type { Log } from '../log/index.ts';
import { startLog } from '../log/testing/index.ts';
import { project, rebuild } from '../projections/index.ts';
import { KeyedDigest, keyRingOf, Vault } from '../vault/index.ts';
import { AccessPaths } from './access-paths.ts';
import { Identities } from './identities.ts';

const ana = 'person-000000000000000a';
const ben = 'person-000000000000000b';

describeDatabases('the registry', newPlace => {
  let place: TestPlace;
  let database: Database;
  let log: Log;
  let vault: Vault;
  let identities: Identities;
  let requests = 0;
  const by = () => ({ person: ana, request: `request-${++requests}` });

  beforeEach(async () => {
    place = await newPlace();
    database = await place.open();
    log = await startLog(database, project);
    vault = new Vault(database, keyRingOf(Buffer.alloc(32, 7)));
    identities = new Identities({ database, log, vault, digests: new KeyedDigest(Buffer.alloc(32, 1)) });
  });
  afterEach(async () => {
    await log.stop();
    await database.close();
    place.remove();
  });
  const laptop = { scheme: 'station', value: 'ENG-LT-04' };

  test('knows whose laptop it was on each day, also after it changed hands', async () => {
    await identities.declare(
      { ...laptop, asset: null, meaning: { to: 'person', person: ana }, from: null, until: null },
      by(),
    );
    await identities.declare(
      {
        ...laptop,
        asset: null,
        meaning: { to: 'person', person: ben },
        from: '2026-11-01T00:00:00.000Z',
        until: null,
      },
      by(),
    );
    const whose = async (at: string) => (await identities.resolve(laptop, 'press-2', at)).meaning;
    expect(await whose('2026-10-31T23:59:59.999Z')).toEqual({ to: 'person', person: ana });
    expect(await whose('2026-11-01T00:00:00.000Z')).toEqual({ to: 'person', person: ben });
    await rebuild(database);
    expect(await whose('2026-11-02T00:00:00.000Z')).toEqual({ to: 'person', person: ben });
  });

  test('takes one account name on two controllers for two accounts, and one Windows account for one', async () => {
    const admin = { scheme: 'opcua-user', value: 'Admin' };
    expect(identities.idOf(admin, 'press-2')).not.toBe(identities.idOf(admin, 'mixer-1'));
    const windows = { scheme: 'windows-account', value: 'PLANT\\kovac' };
    expect(identities.idOf(windows, 'press-2')).toBe(
      identities.idOf({ ...windows, value: 'plant\\KOVAC ' }, null),
    );
  });

  test('takes what was declared for the asset before what was declared for the site', async () => {
    const user = { scheme: 'opcua-user', value: 'operator' };
    const open = { from: null, until: null };
    await identities.declare(
      { ...user, asset: null, meaning: { to: 'shared', people: [ana, ben] }, ...open },
      by(),
    );
    await identities.declare(
      { ...user, asset: 'press-2', meaning: { to: 'person', person: ben }, ...open },
      by(),
    );
    const now = '2026-11-23T00:00:00.000Z';
    expect((await identities.resolve(user, 'press-2', now)).meaning.to).toBe('person');
    expect((await identities.resolve(user, 'mixer-1', now)).meaning.to).toBe('shared');
    expect((await identities.resolve({ ...user, value: 'x' }, 'mixer-1', now)).meaning.to).toBe('unknown');
  });

  test('keeps names out of the log', async () => {
    await identities.declare(
      { ...laptop, asset: null, meaning: { to: 'unknown' }, from: null, until: null },
      by(),
    );
    const entries = await log.reader.from(0, 100);
    expect(entries.some(({ event }) => event.type === 'registry.identity-declared')).toBe(true);
    for (const { bytes } of entries) expect(Buffer.from(bytes).toString()).not.toContain('ENG-LT-04');
    const id = identities.idOf(laptop, null);
    expect(Buffer.from((await vault.read(`identity/${id}`)) ?? []).toString()).toBe('ENG-LT-04');
  });

  test('refuses a stretch of time that ends before it begins', async () => {
    await expect(
      identities.declare(
        {
          ...laptop,
          asset: null,
          meaning: { to: 'unknown' },
          from: '2026-11-02T00:00:00.000Z',
          until: '2026-11-01T00:00:00.000Z',
        },
        by(),
      ),
    ).rejects.toMatchObject({ code: 'http.invalid-request' });
  });

  test('gives the newest list of paths, and refuses one that names a path twice', async () => {
    const paths = new AccessPaths(database, log);
    const panel = {
      id: 'panel',
      kinds: ['setpoint' as const],
      items: null,
      witnesses: [],
      closed: [],
    };
    expect(await paths.of('press-2')).toEqual([]);
    await paths.declare('press-2', [panel], 'walked the line', by());
    await paths.declare(
      'press-2',
      [panel, { ...panel, id: 'opcua', witnesses: ['opcua-audit'] }],
      'and',
      by(),
    );
    expect((await paths.of('press-2')).map(({ id }) => id)).toEqual(['panel', 'opcua']);
    await expect(paths.declare('press-2', [panel, panel], 'x', by())).rejects.toMatchObject({
      code: 'http.invalid-request',
    });
  });
});
