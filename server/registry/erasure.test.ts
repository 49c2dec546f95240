import type { Statement } from '@witnessmark/shared/facts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../db/index.ts';
import { describeDatabases, type TestPlace } from '../db/testing/index.ts';
import type { Log } from '../log/index.ts';
import { startLog } from '../log/testing/index.ts';
import { project, rebuild } from '../projections/index.ts';
import { KeyedDigest, keyRingOf, Vault } from '../vault/index.ts';
import { Collector } from '../witnesses/index.ts';
import { PersonErasure } from './erasure.ts';
import { Identities } from './identities.ts';

const ana = 'person-000000000000000a';
const ben = 'person-000000000000000b';
const open = { from: null, until: null };
const boot = '0'.repeat(32);
const at = (second: number) => ({
  wall: new Date(Date.UTC(2026, 10, 23) + second * 1000).toISOString(),
  mono: second,
  boot,
});

describeDatabases('erasing the names of a person', newPlace => {
  let place: TestPlace;
  let database: Database;
  let log: Log;
  let vault: Vault;
  let identities: Identities;
  let collector: Collector;
  let erasure: PersonErasure;
  let requests = 0;
  let told = 0;
  const by = () => ({ person: ben, request: `request-${++requests}` });

  beforeEach(async () => {
    place = await newPlace();
    database = await place.open();
    log = await startLog(database, project);
    vault = new Vault(database, keyRingOf(Buffer.alloc(32, 7)));
    const digests = new KeyedDigest(Buffer.alloc(32, 1));
    identities = new Identities({ database, log, vault, digests });
    collector = new Collector({ log, vault, digests });
    erasure = new PersonErasure({ database, log, vault, identities });
    await log.append(
      ['press-2', 'mixer-1'].map(id => ({
        type: 'asset.declared' as const,
        key: `asset/${id}`,
        actor: { kind: 'agent' as const, id: 'agent-1' },
        subject: `asset:${id}`,
        body: { id, name: id, site: 'plant', area: 'hall' },
      })),
    );
  });
  afterEach(async () => {
    await log.stop();
    await database.close();
    place.remove();
  });

  async function says(
    who: Statement['identities'],
    more: { asset?: string | null; place?: Statement['place'] } = {},
  ): Promise<string> {
    told += 1;
    const statement: Statement = {
      witness: { kind: 'syslog', name: 'any' },
      act: 'logged-on',
      authenticity: 'authenticated',
      reach: 'account',
      identities: who,
      touches: [],
      from: at(told),
      to: at(told),
      clockErrorMs: 0,
      liveness: { proof: 'none' },
      ...(more.place ? { place: more.place } : {}),
    };
    const { asset = 'press-2' } = more;
    await collector.take('syslog', [{ asset, key: `record ${told}`, statement }]);
    const row = await database.read
      .selectFrom('statement')
      .select('ref')
      .orderBy('pos', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
    return row.ref;
  }
  const means = (scheme: string, value: string, person: string, asset: string | null = null) =>
    identities.declare({ scheme, value, asset, meaning: { to: 'person', person }, ...open }, by());
  const held = async (refs: readonly string[]) => Promise.all(refs.map(ref => vault.has(ref)));

  test('takes what only they were called, and every record that says so, and leaves what is somebody else’s', async () => {
    const account = await means('windows-account', 'PLANT\\kovac', ana);
    const station = await means('station', 'ENG-LT-04', ana);
    const handedOn = await means('station', 'ENG-LT-05', ana);
    await means('station', 'ENG-LT-05', ben);
    const bens = await means('windows-account', 'PLANT\\bizjak', ben);
    const shared = await identities.declare(
      { scheme: 'badge', value: '77', asset: null, meaning: { to: 'shared', people: [ana, ben] }, ...open },
      by(),
    );
    const gone = [
      await says([{ scheme: 'windows-account', value: 'plant\\KOVAC' }], { asset: null }),
      await says([], { place: { station: 'eng-lt-04' } }),
    ];
    const kept = [
      await says([{ scheme: 'windows-account', value: 'PLANT\\bizjak' }], { asset: null }),
      await says([{ scheme: 'badge', value: '77' }], { place: { station: 'ENG-LT-05' } }),
    ];
    expect(await erasure.erase(ana, 'rule 4', by())).toEqual({ identities: 2, records: 2 });
    expect(await held([...gone, ...[account, station].map(id => `identity/${id}`)])).toEqual(
      Array.from({ length: 4 }, () => false),
    );
    expect(await held([...kept, ...[handedOn, bens, shared].map(id => `identity/${id}`)])).toEqual(
      Array.from({ length: 5 }, () => true),
    );
    const whose = async () =>
      (await identities.resolve({ scheme: 'windows-account', value: 'PLANT\\kovac' }, null, at(0).wall))
        .meaning;
    expect(await whose()).toEqual({ to: 'person', person: ana });
    await rebuild(database);
    expect(await whose()).toEqual({ to: 'person', person: ana });
    expect(await erasure.erase(ana, 'rule 4', by())).toEqual({ identities: 0, records: 0 });
  });

  test('takes a name declared for the site from every controller, but where it is somebody else’s', async () => {
    await means('opcua-user', 'kovac', ana);
    await means('opcua-user', 'kovac', ben, 'mixer-1');
    const gone = await says([{ scheme: 'opcua-user', value: 'kovac' }]);
    const kept = await says([{ scheme: 'opcua-user', value: 'kovac' }], { asset: 'mixer-1' });
    expect(await erasure.erase(ana, 'rule 4', by())).toEqual({ identities: 1, records: 1 });
    expect(await held([gone, kept])).toEqual([false, true]);
  });

  test('is done again where the name came again', async () => {
    const id = await means('station', 'ENG-LT-04', ana);
    expect((await erasure.erase(ana, 'rule 4', by())).identities).toBe(1);
    await means('station', 'ENG-LT-04', ana);
    const again = await says([], { place: { station: 'ENG-LT-04' } });
    expect(await erasure.erase(ana, 'rule 4', by())).toEqual({ identities: 1, records: 1 });
    expect(await held([`identity/${id}`, again])).toEqual([false, false]);
    const erased = (await log.reader.from(0, 500, 'content.erased')).map(({ event }) => event);
    expect(erased.map(({ body }) => body['under'])).toEqual(['rule 4', 'rule 4', 'rule 4']);
    expect(erased.every(({ actor }) => actor.id === ben)).toBe(true);
  });
});
