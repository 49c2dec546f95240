import type { Statement } from '@witnessmark/shared/facts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../db/index.ts';
import { describeEmbedded, type TestPlace } from '../db/testing/index.ts';
import { toBody } from '../events/index.ts';
import type { Reach } from '../identity/index.ts';
import type { Log } from '../log/index.ts';
import { startLog } from '../log/testing/index.ts';
import { project, rebuild } from '../projections/index.ts';
import { KeyedDigest, keyRingOf, Vault } from '../vault/index.ts';
import { Collector } from '../witnesses/index.ts';
import { AccessPaths } from './access-paths.ts';
import { IdentityBook } from './book.ts';
import { Identities } from './identities.ts';
import { WitnessLives } from './lives.ts';
import { type Declared, givenToTwo } from './meanings.ts';
import { PathsShown } from './paths-shown.ts';
import { atTwoStations } from './presences.ts';

const ana = 'person-000000000000000a';
const ben = 'person-000000000000000b';
const day = (n: number, hour = 0) => new Date(Date.UTC(2026, 10, n, hour)).toISOString();

describe('an account at two stations', () => {
  const seen = (act: string, station: string, from: number) => ({ act, station, from, to: from });

  test('is found where it was surely at both at once', () => {
    expect(
      atTwoStations([
        seen('logged-on', 'a', 0),
        seen('logged-on', 'b', 10),
        seen('logged-off', 'a', 20),
        seen('logged-off', 'b', 30),
      ])?.map(({ station }) => station),
    ).toEqual(['a', 'b']);
  });

  test('is not where one person may have walked from one to the other', () => {
    expect(
      atTwoStations([
        seen('logged-on', 'a', 0),
        seen('logged-on', 'b', 10),
        seen('logged-off', 'b', 20),
        seen('logged-on', 'a', 30),
      ]),
    ).toBeNull();
    expect(
      atTwoStations([seen('logged-on', 'a', 0), seen('logged-on', 'a', 5), seen('logged-off', 'a', 9)]),
    ).toBeNull();
  });
});

describe('an account given to two people', () => {
  const given = (person: string, from: string | null, until: string | null): Declared => ({
    identity: 'i-0',
    pos: 0,
    meaning: { to: 'person', person },
    from,
    until,
    by: ana,
    at: day(1),
  });

  test('is found where two declarations speak of one time', () => {
    expect(givenToTwo([given(ana, day(1), day(20)), given(ben, day(10), null)])).not.toBeNull();
  });

  test('is not where it was handed over, or a mistake was mended', () => {
    expect(givenToTwo([given(ana, null, null), given(ben, day(10), null)])).toBeNull();
    expect(givenToTwo([given(ana, day(1), day(10)), given(ben, day(10), day(20))])).toBeNull();
    expect(givenToTwo([given(ana, day(1), day(10)), given(ben, null, null)])).toBeNull();
    expect(givenToTwo([given(ana, day(1), day(20)), given(ana, day(10), null)])).toBeNull();
  });
});

describeEmbedded('who is who', newPlace => {
  let place: TestPlace;
  let database: Database;
  let log: Log;
  let vault: Vault;
  let collector: Collector;
  let identities: Identities;
  let paths: AccessPaths;
  let book: IdentityBook;
  let lives: WitnessLives;
  let looked: string[];
  let requests = 0;
  let records = 0;
  const by = () => ({ person: ana, request: `request-${++requests}` });
  const now = () => Date.parse(day(23));
  const reader = (reach: Reach = 'site') => ({
    reach,
    names: async (persons: readonly string[]) =>
      new Map(persons.map(person => [person, { label: person === ana ? 'Ana' : 'Ben', named: true }])),
    looked: async (refs: readonly string[]) => {
      looked.push(...refs);
    },
  });
  const open = { from: null, until: null };

  beforeEach(async () => {
    place = await newPlace();
    database = await place.open();
    log = await startLog(database, project);
    vault = new Vault(database, keyRingOf(Buffer.alloc(32, 7)));
    const digests = new KeyedDigest(Buffer.alloc(32, 1));
    collector = new Collector({ log, vault, digests });
    identities = new Identities({ database, log, vault, digests });
    paths = new AccessPaths(database, log);
    lives = new WitnessLives(database, vault);
    looked = [];
    book = new IdentityBook({
      database,
      names: async ids => new Map([...ids].map(id => [id, `name of ${id}`])),
      now,
    });
    await log.append(
      ['press-2', 'mixer-1'].map(id => ({
        type: 'asset.declared' as const,
        key: `asset/${id}`,
        actor: { kind: 'server' as const, id: 'server' },
        subject: `asset:${id}`,
        body: toBody('asset.declared', {
          id,
          name: id === 'press-2' ? 'Press 2' : 'Mixer 1',
          site: 'rivermill',
          area: id === 'press-2' ? 'hall' : 'yard',
          phase: 'production',
        }),
      })),
    );
  });
  afterEach(async () => {
    await log.stop();
    await database.close();
    place.remove();
  });

  async function told(change: Partial<Statement>, asset: string | null, at: string, to = at): Promise<void> {
    const instant = (wall: string) => ({ wall, mono: Date.parse(wall), boot: '0'.repeat(32) });
    const statement: Statement = {
      witness: { kind: 'opcua-audit', name: `${asset ?? 'site'}/opcua` },
      act: 'wrote',
      authenticity: 'authenticated',
      reach: 'account',
      identities: [],
      touches: [],
      from: instant(at),
      to: instant(to),
      clockErrorMs: 0,
      liveness: { proof: 'none' },
      ...change,
    };
    records += 1;
    await collector.take('test', [{ statement, asset, key: String(records) }]);
  }
  const user = (value: string) => ({ identities: [{ scheme: 'opcua-user' as const, value }] });

  test('lists the unresolved first, those seen most before the others, and logs each name shown', async () => {
    await told(user('rare'), 'press-2', day(20));
    for (let n = 0; n < 3; n += 1) await told(user('often'), 'press-2', day(21, n));
    await told(user('known'), 'press-2', day(22));
    await told(user('old'), 'press-2', '2026-08-01T00:00:00.000Z');
    await identities.declare(
      {
        scheme: 'opcua-user',
        value: 'known',
        asset: 'press-2',
        meaning: { to: 'person', person: ben },
        ...open,
      },
      by(),
    );
    const page = await book.page({ limit: 50 }, reader());
    expect(page.rows.map(({ seen, meaning }) => [seen, meaning.to])).toEqual([
      [3, 'unknown'],
      [1, 'unknown'],
      [0, 'unknown'],
      [1, 'person'],
    ]);
    expect([page.unresolved, page.total, page.next]).toEqual([3, 4, null]);
    expect(page.rows[3]?.meaning).toMatchObject({ person: { label: 'Ben' } });
    expect(looked.toSorted((a, b) => a.localeCompare(b))).toEqual(
      page.rows.map(({ id }) => `identity/${id}`).toSorted((a, b) => a.localeCompare(b)),
    );
    const two = await book.page({ limit: 2, state: 'unresolved' }, reader());
    expect([two.rows.length, two.next]).toEqual([2, '2']);
    expect((await book.page({ limit: 2, state: 'unresolved', cursor: '2' }, reader())).rows).toHaveLength(1);
  });

  test('shows nobody what lies outside of their reach', async () => {
    await told(user('press'), 'press-2', day(20));
    await told(user('mixer'), 'mixer-1', day(20));
    await told({ identities: [{ scheme: 'windows-account', value: 'PLANT\\kovac' }] }, null, day(20));
    const hall = reader({ areas: ['hall'], assets: [] });
    const { rows } = await book.page({ limit: 50 }, hall);
    expect(rows.map(({ asset }) => asset?.id)).toEqual(['press-2']);
    const all = (await book.page({ limit: 50 }, reader())).rows;
    expect(all).toHaveLength(3);
    for (const { id, asset } of all)
      expect((await book.one(id, hall)) === null).toBe(asset?.id !== 'press-2');
    expect((await book.page({ limit: 50 }, reader({ areas: [], assets: [] }))).rows).toEqual([]);
  });

  test('tells of an account seen in and out of reach neither where nor when it was seen outside', async () => {
    const account = { identities: [{ scheme: 'windows-account' as const, value: 'PLANT\\kovac' }] };
    await told(account, 'mixer-1', day(18));
    await told(account, 'press-2', day(20));
    await told(account, 'mixer-1', day(21));
    const hall = reader({ areas: ['hall'], assets: [] });
    const { rows } = await book.page({ limit: 50 }, hall);
    expect(rows).toMatchObject([{ asset: null, seen: 1, lastSeen: day(20) }]);
    expect(JSON.stringify([rows, await book.one(rows[0]?.id ?? '', hall)])).not.toMatch(/mixer|Mixer/);
    const { rows: all } = await book.page({ limit: 50 }, reader());
    expect(all).toMatchObject([{ asset: { id: 'mixer-1' }, seen: 3, lastSeen: day(21) }]);
  });

  test('tells of one identity whom it meant when, by whom that was said, and where it was seen', async () => {
    await told(user('op'), 'press-2', day(20));
    const declared = { scheme: 'opcua-user', value: 'op', asset: 'press-2' };
    await identities.declare({ ...declared, meaning: { to: 'person', person: ana }, ...open }, by());
    await identities.declare(
      { ...declared, meaning: { to: 'person', person: ben }, from: day(10), until: null },
      by(),
    );
    const id = identities.idOf(declared, 'press-2');
    const one = await book.one(id, reader());
    expect(
      one?.history.map(({ meaning, from }) => [meaning.to === 'person' && meaning.person.label, from]),
    ).toEqual([
      ['Ben', day(10)],
      ['Ana', null],
    ]);
    expect(one?.where).toEqual([
      { asset: { id: 'press-2', name: 'Press 2' }, witness: 'opcua-audit', count: 1, last: day(20) },
    ]);
    expect(one?.shared).toBeNull();
  });

  test('finds shared accounts by declaration and at two stations, and believes no forged log-on', async () => {
    const account = (value: string) => ({
      identities: [{ scheme: 'windows-account' as const, value }],
      witness: { kind: 'windows', name: 'dc' },
    });
    const at = (station: string) => ({ place: { station } });
    for (const [value, authenticity] of [
      ['shared', 'authenticated'],
      ['forged', 'unauthenticated'],
    ] as const) {
      const said = { ...account(value), authenticity };
      await told({ ...said, act: 'logged-on', ...at('A') }, null, day(20, 6));
      await told({ ...said, act: 'logged-on', ...at('B') }, null, day(20, 7));
      await told({ ...said, act: 'logged-off', ...at('A') }, null, day(20, 8));
      await told({ ...said, act: 'logged-off', ...at('B') }, null, day(20, 9));
    }
    await identities.declare(
      { scheme: 'badge', value: '17', asset: null, meaning: { to: 'shared', people: [ana, ben] }, ...open },
      by(),
    );
    await rebuild(database);
    const { rows } = await book.shared(reader());
    const found = rows.map(({ identity, why }) => [identity.scheme, why]);
    expect(found).toHaveLength(2);
    expect(found).toEqual(
      expect.arrayContaining([
        ['windows-account', 'two-stations'],
        ['badge', 'declared'],
      ]),
    );
  });

  test('knows of each witness since when it is proven alive and where it was not, also after a rebuild', async () => {
    const life = { act: 'watched' as const, reach: 'nothing' as const, place: { path: 'opcua' } };
    await told(life, 'press-2', day(20, 1), day(20, 2));
    await told(life, 'press-2', day(20, 2), day(20, 3));
    await told(user('x'), 'press-2', day(20, 4));
    await told(life, 'press-2', day(20, 5), day(20, 6));
    // Late news of a time that is known already changes nothing.
    await told(life, 'press-2', day(20, 1), day(20, 2));
    const expected = {
      kind: 'opcua-audit',
      name: 'opcua-audit/press-2/opcua',
      asset: { id: 'press-2', name: 'Press 2' },
      lastAt: day(20, 4),
      alive: { from: day(20, 5), until: day(20, 6) },
      gap: { from: day(20, 3), to: day(20, 5) },
      gaps: 1,
    };
    expect(await lives.all('site')).toEqual([expect.objectContaining(expected)]);
    await rebuild(database);
    expect(await lives.all({ areas: ['hall'], assets: [] })).toEqual([expect.objectContaining(expected)]);
    expect(await lives.all({ areas: ['yard'], assets: [] })).toEqual([]);
    const shown = new PathsShown({ database, paths, lives, now });
    expect(await shown.of('press-2', reader())).toMatchObject({
      declared: null,
      paths: [],
      unreached: ['logic', 'setpoint', 'recipe', 'config'],
      idle: [expected],
    });
    const closed = [{ from: day(22), until: null, how: 'key switch' }];
    const path = { kinds: ['setpoint' as const], items: null };
    await paths.declare(
      'press-2',
      [
        { ...path, id: 'opcua', witnesses: ['opcua-audit/press-2/opcua', 'gate/none'], closed: [] },
        { ...path, id: 'panel', witnesses: [], closed },
      ],
      'walked the line',
      by(),
    );
    const { declared, paths: found, unreached, idle } = await shown.of('press-2', reader());
    expect(declared).toMatchObject({ by: { label: 'Ana' }, reason: 'walked the line' });
    expect(
      found.map(({ id, closedNow, watch }) => [id, closedNow, watch.map(({ heard }) => heard !== null)]),
    ).toEqual([
      ['opcua', false, [true, false]],
      ['panel', true, []],
    ]);
    expect([unreached, idle]).toEqual([['logic', 'recipe', 'config'], []]);
  });
});
