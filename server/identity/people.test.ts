import type { GrantScope, Role } from '@witnessmark/shared/api';
import { isWitnessError } from '@witnessmark/shared/errors';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Identity } from './identity.ts';
import { MemoryAccounts } from './memory-accounts.fixture.ts';

const day = 86_400_000;
const by = { person: null, request: null };
const password = 'a password of theirs';
const from = { address: '127.0.0.1', browser: 'test' };
const start = Date.parse('2026-11-23T02:00:00.000Z');
let now = start;
let store = new MemoryAccounts();
let identity = new Identity(store, { now: () => now });
let admin = '';

const made = new MemoryAccounts();
beforeAll(async () => {
  await new Identity(made, { now: () => start }).people.ensureAdministrator('first password!');
});
beforeEach(() => {
  now = start;
  store = made.copy();
  identity = new Identity(store, { now: () => now });
  admin = [...store.people.keys()][0] ?? '';
});

function add(
  user: string,
  role: Role,
  rest: { scope?: GrantScope; sponsor?: string; expiresAt?: string } = {},
) {
  const { scope = { of: 'site' }, sponsor = null, expiresAt = null } = rest;
  const wanted = { user, name: `Name of ${user}`, grants: [{ role, scope }], sponsor, expiresAt };
  return identity.people.addWithPassword(wanted, password, by);
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    return isWitnessError(error) ? error.code : String(error);
  }
}

describe('adding people', () => {
  test('a set-up link opens once, within three days, and lets its person choose a password', async () => {
    const wanted = { user: 'Ana.K', name: 'Ana', grants: [], sponsor: null, expiresAt: null };
    const { account, setUp } = await identity.people.add(wanted, by);
    expect(await identity.people.stateOf(account)).toBe('not-set-up');
    expect(JSON.stringify([...store.people])).not.toContain(setUp.secret);
    expect(await codeOf(identity.people.setUp('setup_guess', password))).toBe('identity.set-up-over');
    expect(await codeOf(identity.people.setUp(setUp.secret, 'short'))).toBe('http.password-weak');
    await identity.people.setUp(setUp.secret, password);
    expect(await codeOf(identity.people.setUp(setUp.secret, password))).toBe('identity.set-up-over');
    expect(await codeOf(identity.signIn({ user: 'ana.k', password }, from))).toBe('done');
  });

  test('a set-up link nobody used is over after three days', async () => {
    const wanted = { user: 'ana', name: 'Ana', grants: [], sponsor: null, expiresAt: null };
    const { setUp } = await identity.people.add(wanted, by);
    now += 3 * day + 1000;
    expect(await codeOf(identity.people.setUp(setUp.secret, password))).toBe('identity.set-up-over');
  });

  test('a user name is taken once, whatever its case', async () => {
    await add('ana', 'viewer');
    expect(await codeOf(add('ANA', 'viewer'))).toBe('http.conflict');
  });

  test('a vendor needs a sponsor of the site and a day on which it ends', async () => {
    const expiresAt = new Date(now + day).toISOString();
    expect(await codeOf(add('v1', 'vendor'))).toBe('identity.vendor-unsponsored');
    expect(await codeOf(add('v1', 'vendor', { sponsor: admin }))).toBe('identity.vendor-unsponsored');
    const past = new Date(now - day).toISOString();
    expect(await codeOf(add('v1', 'vendor', { sponsor: admin, expiresAt: past }))).toBe(
      'http.invalid-request',
    );
    const vendor = await add('v1', 'vendor', { sponsor: admin, expiresAt });
    expect(await codeOf(add('v2', 'vendor', { sponsor: vendor.person, expiresAt }))).toBe(
      'identity.vendor-unsponsored',
    );
    now += 2 * day;
    expect(await identity.people.stateOf(vendor)).toBe('expired');
  });

  test('an administrator is one for the whole site', async () => {
    expect(await codeOf(add('half', 'admin', { scope: { of: 'area', area: 'hall' } }))).toBe(
      'identity.grant-invalid',
    );
  });
});

describe('changing what people may', () => {
  test('a grant counts at once, and so does taking it back', async () => {
    const ana = await add('ana', 'viewer');
    const { cookie } = await identity.signIn({ user: 'ana', password }, from);
    const grant = await identity.people.grant(
      ana.person,
      { role: 'engineer', scope: { of: 'area', area: 'hall' } },
      by,
    );
    expect((await identity.byCookie(cookie))?.grants.map(({ role }) => role)).toEqual(['viewer', 'engineer']);
    expect(await codeOf(identity.people.grant(ana.person, grant, by))).toBe('http.conflict');
    await identity.people.revoke(ana.person, grant.id, by);
    expect((await identity.byCookie(cookie))?.grants.map(({ role }) => role)).toEqual(['viewer']);
    expect(await codeOf(identity.people.revoke(ana.person, grant.id, by))).toBe('http.not-found');
    expect(store.acts.slice(-2)).toEqual(['person.granted', 'person.revoked']);
  });

  test('whoever is disabled is out at once: browsers, tokens, and those they sponsor', async () => {
    const ana = await add('ana', 'engineer');
    const expiresAt = new Date(now + day).toISOString();
    await add('acme', 'vendor', { sponsor: ana.person, expiresAt });
    const anas = await identity.signIn({ user: 'ana', password }, from);
    const acmes = await identity.signIn({ user: 'acme', password }, from);
    const { secret } = await identity.own.addToken(anas.caller, { name: 'x', scopes: ['read'], days: 9 });
    const heard: string[] = [];
    identity.onChange(person => heard.push(person));
    await identity.people.disable(ana.person, by);
    expect(await identity.byCookie(anas.cookie)).toBeNull();
    expect(await identity.byCookie(acmes.cookie)).toBeNull();
    expect(await identity.byToken(secret)).toBeNull();
    expect(heard).toContain(ana.person);
    expect(await codeOf(identity.signIn({ user: 'acme', password }, from))).toBe('http.sign-in-failed');
    await identity.people.enable(ana.person, by);
    expect(await identity.byToken(secret)).toBeNull();
    expect(await codeOf(identity.signIn({ user: 'acme', password }, from))).toBe('done');
  });

  test('the last administrator stays', async () => {
    const grant = store.people.get(admin)?.grants[0]?.id ?? '';
    expect(await codeOf(identity.people.disable(admin, by))).toBe('http.conflict');
    expect(await codeOf(identity.people.revoke(admin, grant, by))).toBe('http.conflict');
    const ends = { sponsor: null, expiresAt: new Date(now + day).toISOString() };
    expect(await codeOf(identity.people.setSponsor(admin, ends, by))).toBe('http.conflict');
    await add('second', 'admin');
    expect(await codeOf(identity.people.disable(admin, by))).toBe('done');
  });

  test('a new set-up link helps who forgot, and drops the second factor where that is asked', async () => {
    const ana = await add('ana', 'engineer');
    await store.change(ana.person, account => ({
      account: {
        ...account,
        totp: { secret: 'JBSWY3DPEHPK3PXP', since: account.createdAt },
        recovery: ['x'],
      },
      acts: [],
    }));
    await identity.people.issueSetUp(ana.person, false, by);
    expect(store.people.get(ana.person)?.totp).not.toBeNull();
    const { secret } = await identity.people.issueSetUp(ana.person, true, by);
    // A link on its way is not used yet: whoever knows the password alone must not come in meanwhile.
    expect(await codeOf(identity.signIn({ user: 'ana', password }, from))).toBe('identity.code-needed');
    await identity.people.setUp(secret, 'another long password');
    expect(store.people.get(ana.person)).toMatchObject({ totp: null, recovery: [] });
    const again = identity.signIn({ user: 'ana', password: 'another long password' }, from);
    expect(await codeOf(again)).toBe('done');
  });
});

test('with the use of a set-up link every sign-in and token ends, and not before', async () => {
  const ana = await add('ana', 'engineer');
  const { cookie, caller } = await identity.signIn({ user: 'ana', password }, from);
  const { secret: token } = await identity.own.addToken(caller, { name: 'ci', scopes: ['read'], days: 1 });
  const { secret } = await identity.people.issueSetUp(ana.person, false, by);
  expect(await identity.byToken(token)).not.toBeNull();
  await identity.people.setUp(secret, 'another long password');
  expect(await identity.byToken(token)).toBeNull();
  expect(await identity.byCookie(cookie)).toBeNull();
});

describe('names', () => {
  test('are for those who may see them, and each look-up is told once a day', async () => {
    const engineer = await add('ana', 'engineer');
    const viewer = await add('vid', 'viewer');
    const reader = ({ person, grants }: typeof engineer) => ({ person, grants, scopes: null });
    const unknown = 'person-ffffffffffff0001';
    const ids = [engineer.person, viewer.person, unknown];

    const forEngineer = await identity.names.of(ids, reader(engineer));
    expect([...forEngineer.values()].map(({ label, named }) => [label, named])).toEqual([
      ['Name of ana', true],
      ['Name of vid', true],
      ['person 0001', false],
    ]);
    expect(store.namesRead).toEqual([`${engineer.person} ${viewer.person} 2026-11-23`]);

    const forViewer = await identity.names.of(ids, reader(viewer));
    expect(forViewer.get(engineer.person)?.label).toBe(`engineer ${engineer.person.slice(-4)}`);
    expect(forViewer.get(viewer.person)?.label).toBe('Name of vid');
    expect(store.namesRead).toHaveLength(1);
  });
});
