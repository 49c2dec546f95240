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
  async function restart(): Promise<void> {
    await database.close();
    await open();
  }

  test('people, tokens and sign-ins survive a restart', async () => {
    const identity = new Identity(store);
    await identity.ensureAdministrator('first password!');
    const { cookie } = await identity.signIn('admin', 'first password!', from);
    const caller = await identity.byCookie(cookie);
    if (!caller) throw new Error('not signed in');
    const { secret, token } = await identity.addToken(caller, { name: 'ci', scopes: ['git'], days: 1 });
    await restart();
    const again = new Identity(store);
    expect(await again.ensureAdministrator()).toBeNull();
    expect((await again.byCookie(cookie))?.account.name).toBe('Administrator');
    expect((await again.byToken(secret))?.scopes).toEqual(['git']);
    expect(await again.revokeToken(caller, token.id)).toBe(true);
    await again.signOut(cookie);
    await restart();
    expect(await new Identity(store).byToken(secret)).toBeNull();
    expect(await new Identity(store).byCookie(cookie)).toBeNull();
  });

  test('the log tells each act by random ids and holds no name, address, password or cookie', async () => {
    const identity = new Identity(store);
    await identity.ensureAdministrator('first password!');
    const { cookie } = await identity.signIn('admin', 'first password!', from);
    const caller = await identity.byCookie(cookie);
    if (!caller) throw new Error('not signed in');
    await identity.changePassword(caller, 'first password!', 'a second password');
    await expect(identity.signIn('admin', 'wrong', from)).rejects.toThrow();
    await identity.flushFailures();
    await identity.signOut(cookie);
    const all = await entries();
    expect(all.map(entry => entry.type)).toEqual([
      'log.opened',
      'person.added',
      'person.signed-in',
      'person.credential-changed',
      'content.erased',
      'person.sign-in-failed-counted',
      'person.signed-out',
    ]);
    const text = all.map(entry => entry.text).join('\n');
    for (const secret of ['Administrator', '10.1.2.3', 'Ana', 'password!', cookie, 'argon2id'])
      expect(text).not.toContain(secret);
    expect(all[3]?.text).toMatch(/"sealed":\[\{"commitment":"[0-9a-f]{64}"/);
  });

  test('a changed password erases the hash before it', async () => {
    const identity = new Identity(store);
    await identity.ensureAdministrator('first password!');
    const { cookie } = await identity.signIn('admin', 'first password!', from);
    const caller = await identity.byCookie(cookie);
    if (!caller) throw new Error('not signed in');
    await identity.changePassword(caller, 'first password!', 'a second password');
    const rows = await database.read
      .selectFrom('vault')
      .select('ref')
      .where('kind', '=', 'account')
      .execute();
    expect(rows).toHaveLength(1);
    await restart();
    await expect(new Identity(store).signIn('admin', 'first password!', from)).rejects.toThrow('do not fit');
    await expect(new Identity(store).signIn('admin', 'a second password', from)).resolves.toBeDefined();
  });
});
