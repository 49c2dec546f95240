import { Readable } from 'node:stream';
import type { Grant, GrantScope, Role } from '@witnessmark/shared/api';
import pino from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Account, Identity } from '../identity/index.ts';
import { MemoryAccounts } from '../identity/memory-accounts.fixture.ts';
import type { Asking, Reader } from '../plant/index.ts';
import { type App, createHttp } from './app.ts';
import { FakePlant } from './fake-plant.fixture.ts';
import { fakePolicy } from './fake-policy.fixture.ts';
import { fakeSessions } from './fake-sessions.fixture.ts';
import { fakeRegistry, fakeWitnesses } from './fake-witnesses.fixture.ts';

const site = { of: 'site' } as const;
const hall = { of: 'area', area: 'hall' } as const;
const yard = { of: 'area', area: 'yard' } as const;
const press = { of: 'asset', asset: 'press-2' } as const;

let store: MemoryAccounts;
let identity: Identity;
let app: App;
/** What the plant was asked by: whether names of accounts are shown, and whom a filter meant. */
let named: boolean[] = [];
let who: (string | undefined)[] = [];

class AskedPlant extends FakePlant {
  override async attribution(_change?: string, _revision?: number | null, asking?: Asking) {
    named.push(asking?.reader.named === true);
    return null;
  }
  override async changes(query?: { readonly who?: string | undefined }, _reach?: unknown, reader?: Reader) {
    named.push(reader?.named === true);
    who.push(query?.who);
    return { rows: [], next: null };
  }
}

beforeEach(async () => {
  named = [];
  who = [];
  store = new MemoryAccounts();
  identity = new Identity(store);
  app = await createHttp({
    identity,
    plant: new AskedPlant(),
    sessions: fakeSessions(),
    registry: fakeRegistry(),
    witnesses: fakeWitnesses(),
    policy: fakePolicy(),
    git: async () => ({ status: 200, headers: {}, body: Readable.from([]) }),
    log: pino({ level: 'silent' }),
    site: { name: 'hall', timeZone: 'UTC', shifts: [] },
    build: 'test',
    tls: null,
    page: null,
  });
  await app.ready();
});
afterEach(() => app.close());

let people = 0;
function add(name: string, grants: readonly (readonly [Role, GrantScope])[]): Account {
  people += 1;
  const n = people.toString(16).padStart(16, '0');
  const account: Account = {
    person: `person-${n}`,
    user: `user-${n}`,
    name,
    grants: grants.map(([role, scope], i): Grant => ({ id: `grant-${n.slice(1)}${i}`, role, scope })),
    password: 'unused',
    passwordBy: 'self',
    totp: null,
    recovery: [],
    setUp: null,
    sponsor: null,
    expiresAt: null,
    createdAt: '2026-11-23T02:00:00.000Z',
    disabledAt: null,
  };
  store.people.set(account.person, account);
  return account;
}

async function ask(account: Account, url: string): Promise<void> {
  const { person, grants } = account;
  const owner = { person, grants, scopes: null, account, signIn: null, token: null, proof: null };
  const { secret } = await identity.own.addToken(owner, { name: 'all', scopes: ['read'], days: 1 });
  await app.inject({ url, headers: { authorization: `Bearer ${secret}` } });
}

test('accounts and stations of a change are named where the reader may see names, and nowhere else', async () => {
  const ofHall = '/api/v1/changes/c-bbbbbbbbbbbb/attribution';
  const ofYard = '/api/v1/changes/c-cccccccccccc/attribution';
  const both = add('Ana', [
    ['engineer', hall],
    ['viewer', yard],
  ]);
  await ask(both, ofHall);
  await ask(both, ofYard);
  expect(named).toEqual([true, false]);
  await ask(add('Ben', [['engineer', site]]), ofYard);
  await ask(add('Cene', [['engineer', press]]), ofHall);
  await ask(add('Dana', [['viewer', site]]), ofHall);
  expect(named).toEqual([true, false, true, true, false]);
});

test('a list names accounts and stations only where the reader may see names of all it can hold', async () => {
  const list = '/api/v1/changes';
  await ask(add('Ana', [['engineer', hall]]), list);
  await ask(
    add('Ben', [
      ['engineer', hall],
      ['viewer', press],
    ]),
    list,
  );
  await ask(
    add('Cene', [
      ['engineer', hall],
      ['viewer', yard],
    ]),
    list,
  );
  await ask(
    add('Dana', [
      ['engineer', hall],
      ['viewer', site],
    ]),
    list,
  );
  expect(named).toEqual([true, true, false, false]);
});

test('a filter by who tells whoever may not see names nothing of what names hold', async () => {
  const viewer = add('Vid', [['viewer', site]]);
  const engineer = add('Eva Genger', [['engineer', site]]);
  const other = add('Zora', [['engineer', site]]);
  const both = [engineer.person, other.person].join(',');
  const end = engineer.person.slice(-4);
  for (const text of ['eng', 'genger', 'zora', end, 'vid']) await ask(viewer, `/api/v1/changes?who=${text}`);
  expect(who).toEqual([both, 'nobody', 'nobody', engineer.person, viewer.person]);
  who = [];
  for (const text of ['eng', 'zora']) await ask(engineer, `/api/v1/changes?who=${text}`);
  expect(who).toEqual([engineer.person, other.person]);
});
