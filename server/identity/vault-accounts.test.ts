import { Secret, TOTP } from 'otpauth';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../db/index.ts';
import { describeDatabases, type TestPlace } from '../db/testing/index.ts';
import { startLog } from '../log/testing/index.ts';
import { keyRingOf, Vault } from '../vault/index.ts';
import { Identity } from './identity.ts';
import { VaultAccounts } from './vault-accounts.ts';

const from = { address: '10.1.2.3', browser: 'Firefox of Ana' };

describeDatabases('accounts in the vault', newPlace => {
  let place: TestPlace;
  let database: Database;
  let store: VaultAccounts;
  let entries: () => Promise<{ type: string; text: string }[]>;
  const ring = keyRingOf(Buffer.alloc(32, 7));

  async function open(): Promise<void> {
    database = await place.open();
    const log = await startLog(database, undefined, () => new Date().toISOString());
    store = new VaultAccounts(new Vault(database, ring), log);
    await store.load();
    entries = async () =>
      (await database.read.selectFrom('log').selectAll().orderBy('pos').execute()).map(row => ({
        type: row.type,
        text: Buffer.from(row.bytes).toString(),
      }));
  }
  beforeEach(async () => {
    place = await newPlace();
    await open();
  });
  afterEach(async () => {
    await database.close();
    place.remove();
  });
  /** What the vault's rows hold as they stand on disk. */
  async function sealedRows(): Promise<{ rows: string }> {
    const rows = await database.read.selectFrom('vault').select('sealed').execute();
    return { rows: rows.map(({ sealed }) => Buffer.from(sealed).toString('latin1')).join('\n') };
  }
  /** How many accounts the vault holds: a replaced one must be gone. */
  async function verifyRows(): Promise<number> {
    const rows = await database.read
      .selectFrom('vault')
      .select('ref')
      .where('kind', '=', 'account')
      .execute();
    return rows.length;
  }
  async function restart(): Promise<void> {
    await database.close();
    await open();
  }

  test('people, tokens and sign-ins survive a restart', async () => {
    const identity = new Identity(store);
    await identity.people.ensureAdministrator('first password!');
    const { cookie } = await identity.signIn({ user: 'admin', password: 'first password!' }, from);
    const caller = await identity.byCookie(cookie);
    if (!caller) throw new Error('not signed in');
    const { secret, token } = await identity.own.addToken(caller, { name: 'ci', scopes: ['git'], days: 1 });
    await restart();
    const again = new Identity(store);
    expect(await again.people.ensureAdministrator()).toBeNull();
    expect((await again.byCookie(cookie))?.account.name).toBe('Administrator');
    expect((await again.byToken(secret))?.scopes).toEqual(['git']);
    expect(await again.own.revokeToken(caller, token.id)).toBe(true);
    await again.signOut(cookie);
    await restart();
    expect(await new Identity(store).byToken(secret)).toBeNull();
    expect(await new Identity(store).byCookie(cookie)).toBeNull();
  });

  test('the log tells each act by random ids and holds no name, address, password or cookie', async () => {
    const identity = new Identity(store);
    await identity.people.ensureAdministrator('first password!');
    const { cookie } = await identity.signIn({ user: 'admin', password: 'first password!' }, from);
    const caller = await identity.byCookie(cookie);
    if (!caller) throw new Error('not signed in');
    await identity.own.changePassword(caller, {
      current: 'first password!',
      next: 'a second password',
      endTokens: false,
    });
    await expect(identity.signIn({ user: 'admin', password: 'wrong' }, from)).rejects.toThrow();
    await identity.tidy();
    await identity.signOut(cookie);
    const all = await entries();
    expect(all.map(entry => entry.type)).toEqual([
      'log.opened',
      'person.added',
      'person.granted',
      'person.signed-in',
      'person.credential-changed',
      'content.erased',
      'person.sign-in-failed-counted',
      'person.signed-out',
    ]);
    const text = all.map(entry => entry.text).join('\n');
    for (const secret of ['Administrator', '10.1.2.3', 'Ana', 'password!', cookie, 'argon2id'])
      expect(text).not.toContain(secret);
    expect(all[4]?.text).toMatch(/"sealed":\[\{"commitment":"[0-9a-f]{64}"/);
  });

  test('a token that could not be ended is not said to be gone, and can be ended later', async () => {
    const identity = new Identity(store);
    await identity.people.ensureAdministrator('first password!');
    const { caller } = await identity.signIn({ user: 'admin', password: 'first password!' }, from);
    const { secret, token } = await identity.own.addToken(caller, { name: 'ci', scopes: ['git'], days: 1 });
    await database.close();
    await expect(identity.own.revokeToken(caller, token.id)).rejects.toThrow();
    expect((await store.tokensOf(caller.person)).map(({ id }) => id)).toEqual([token.id]);
    await open();
    const again = new Identity(store);
    expect(await again.own.revokeToken(caller, token.id)).toBe(true);
    expect(await again.byToken(secret)).toBeNull();
  });

  test('an erased person is gone from the vault for good, and known to have been one', async () => {
    const identity = new Identity(store);
    await identity.people.ensureAdministrator('first password!');
    const admin = (await store.byUser('admin'))?.person ?? '';
    const by = { person: admin, request: 'request-1' };
    const wanted = { user: 'kovac', name: 'Ana Kovac', grants: [], sponsor: null, expiresAt: null };
    const { person } = await identity.people.addWithPassword(wanted, 'a password of theirs', by);
    const { caller } = await identity.signIn({ user: 'kovac', password: 'a password of theirs' }, from);
    await identity.own.addToken(caller, { name: 'laptop of Ana', scopes: ['read'], days: 1 });
    const names = async () => ({ identities: 2, records: 5 });
    const erase = (request = 'request-2') =>
      identity.people.erase(person, 'retention rule 4', names, { ...by, request });
    await expect(erase()).rejects.toThrow('disable the account first');
    await identity.people.disable(person, by);
    expect(await erase()).toEqual({ identities: 2, records: 5 });
    const left = await database.read.selectFrom('vault').select('ref').execute();
    expect(left.map(({ ref }) => ref).join()).not.toContain(person);
    expect(await verifyRows()).toBe(1);
    const told = (await entries()).filter(({ type }) => type === 'person.erased').map(({ text }) => text);
    expect(told).toEqual([expect.stringContaining('"under":"retention rule 4"')]);
    expect((await entries()).map(({ text }) => text).join()).not.toMatch(/kovac|Ana/);
    await restart();
    const again = new Identity(store);
    const { grants } = (await store.byUser('admin')) ?? { grants: [] };
    const shown = await again.names.of([person], { person: admin, grants, scopes: null });
    expect(shown.get(person)).toEqual({ person, label: `erased ${person.slice(-4)}`, named: false });
    expect(await store.byUser('kovac')).toBeNull();
    // Once more, for what came since; nobody is erased who never was.
    await again.people.erase(person, 'retention rule 4', names, { ...by, request: 'request-3' });
    const nobody = again.people.erase('person-ffffffffffffffff', 'rule', names, by);
    await expect(nobody).rejects.toMatchObject({ code: 'http.not-found' });
  });

  test('a changed password erases the hash before it', async () => {
    const identity = new Identity(store);
    await identity.people.ensureAdministrator('first password!');
    const { cookie } = await identity.signIn({ user: 'admin', password: 'first password!' }, from);
    const caller = await identity.byCookie(cookie);
    if (!caller) throw new Error('not signed in');
    await identity.own.changePassword(caller, {
      current: 'first password!',
      next: 'a second password',
      endTokens: false,
    });
    const rows = await database.read
      .selectFrom('vault')
      .select('ref')
      .where('kind', '=', 'account')
      .execute();
    expect(rows).toHaveLength(1);
    await restart();
    await expect(
      new Identity(store).signIn({ user: 'admin', password: 'first password!' }, from),
    ).rejects.toThrow('do not fit');
    await expect(
      new Identity(store).signIn({ user: 'admin', password: 'a second password' }, from),
    ).resolves.toBeDefined();
  });

  test('a code that was used stays used across a restart, and its secret stands in no log', async () => {
    const identity = new Identity(store);
    await identity.people.ensureAdministrator('first password!');
    const first = { user: 'admin', password: 'first password!' };
    const { caller } = await identity.signIn(first, from);
    const { secret } = identity.own.offerTotp(caller, 'hall');
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
    const codes = await identity.own.confirmTotp(caller, code);
    await restart();
    const again = new Identity(store);
    await expect(again.signIn({ ...first, code }, from)).rejects.toThrow('do not fit');
    await again.signIn({ ...first, code: codes[0] }, from);
    await restart();
    await expect(new Identity(store).signIn({ ...first, code: codes[0] }, from)).rejects.toThrow(
      'do not fit',
    );
    const all = await entries();
    expect(all.map(entry => entry.type)).toContain('person.recovery-code-used');
    const text = all.map(entry => entry.text).join('\n');
    for (const hidden of [secret, ...codes]) expect(text).not.toContain(hidden);
    const { rows } = await sealedRows();
    for (const hidden of [secret, ...codes]) expect(rows).not.toContain(hidden);
  });

  test('grants, step-up and names read are events; two changes at once lose nothing', async () => {
    const identity = new Identity(store);
    await identity.people.ensureAdministrator('first password!');
    const { caller } = await identity.signIn({ user: 'admin', password: 'first password!' }, from);
    const by = { person: caller.person, request: 'request-1' };
    const wanted = { user: 'ana', name: 'Ana Kova\u010d', grants: [], sponsor: null, expiresAt: null };
    const { account } = await identity.people.add(wanted, by);
    await Promise.all(
      ['hall', 'yard', 'mill'].map(area =>
        identity.people.grant(account.person, { role: 'engineer', scope: { of: 'area', area } }, by),
      ),
    );
    await identity.stepUp(caller, { password: 'first password!' });
    await identity.names.of([account.person], caller);
    await identity.names.of([account.person], caller);
    await restart();
    expect((await store.byPerson(account.person))?.grants).toHaveLength(3);
    await new Identity(store).names.of([account.person], caller);
    const all = await entries();
    const counts = (type: string) => all.filter(entry => entry.type === type).length;
    expect(counts('person.granted')).toBe(4);
    expect(counts('person.stepped-up')).toBe(1);
    expect(counts('vault.read')).toBe(1);
    expect(all.map(entry => entry.text).join('\n')).not.toContain('Kova');
    expect(await verifyRows()).toBe(1 + 1);
  });

  test('an account stored before roles had a scope holds them for the whole site', async () => {
    const person = 'person-00000000000000aa';
    const row = {
      person,
      user: 'old',
      name: 'Old',
      roles: ['engineer'],
      password: 'argon2id$65536$3$4$AAAA$AAAA',
      createdAt: '2026-01-01T00:00:00.000Z',
      disabledAt: null,
    };
    const vault = new Vault(database, ring);
    const expires = '2099-01-01T00:00:00.000Z';
    await vault.put(`account/${person}/1`, 'account', Buffer.from(JSON.stringify(row)), expires);
    await restart();
    expect(await store.byUser('old')).toMatchObject({
      grants: [{ role: 'engineer', scope: { of: 'site' } }],
      totp: null,
      sponsor: null,
    });
  });

  test('when a token was last used is known after a restart', async () => {
    const identity = new Identity(store);
    await identity.people.ensureAdministrator('first password!');
    const { caller } = await identity.signIn({ user: 'admin', password: 'first password!' }, from);
    const { secret } = await identity.own.addToken(caller, { name: 'ci', scopes: ['read'], days: 1 });
    await identity.byToken(secret);
    await restart();
    expect((await new Identity(store).own.tokensOf(caller))[0]?.lastUsedAt).toMatch(/^20/);
  });
});
