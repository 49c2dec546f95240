import { beforeEach, describe, expect, test } from 'vitest';
import { Identity } from './identity.ts';
import { MemoryAccounts } from './memory-accounts.fixture.ts';

const from = { address: '127.0.0.1', browser: 'test' };
const minute = 60_000;
let now = 0;
let store = new MemoryAccounts();
let identity = new Identity(store, () => now);

beforeEach(async () => {
  now = Date.parse('2026-11-23T02:00:00.000Z');
  store = new MemoryAccounts();
  identity = new Identity(store, () => now);
  await identity.ensureAdministrator('first password!');
});

describe('signing in', () => {
  test('the first administrator is made once', async () => {
    expect(await identity.ensureAdministrator()).toBeNull();
    expect(store.people.size).toBe(1);
  });

  test('the right password opens, and neither cookie nor password is stored', async () => {
    const { cookie, account } = await identity.signIn('ADMIN', 'first password!', from);
    expect((await identity.byCookie(cookie))?.person).toBe(account.person);
    expect(JSON.stringify([...store.signIns, ...store.people])).not.toContain(cookie);
    expect(JSON.stringify([...store.people])).not.toContain('first password!');
  });

  test('an unknown user and a wrong password get the same answer', async () => {
    const answers = await Promise.allSettled([
      identity.signIn('nobody', 'x', from),
      identity.signIn('admin', 'x', from),
    ]);
    const messages = answers.map(a => (a.status === 'rejected' ? String(a.reason) : 'let in'));
    expect(messages[0]).toBe(messages[1]);
    expect(messages[0]).toContain('do not fit together');
  });

  test('guessing is slowed down, also with the right password, and failures are logged as a number', async () => {
    for (let i = 0; i < 5; i += 1)
      await expect(identity.signIn('admin', `no${i}`, from)).rejects.toThrow('do not fit');
    await expect(identity.signIn('admin', 'first password!', from)).rejects.toThrow(/too many tries \(1 s\)/);
    await identity.flushFailures();
    await identity.flushFailures();
    expect(store.failures).toEqual([5]);
    now += 2000;
    await expect(identity.signIn('admin', 'first password!', from)).resolves.toBeDefined();
  });

  test('an idle browser is signed out after an hour, a used one after twelve', async () => {
    const idle = await identity.signIn('admin', 'first password!', from);
    now += 62 * minute;
    expect(await identity.byCookie(idle.cookie)).toBeNull();

    const used = await identity.signIn('admin', 'first password!', from);
    for (let i = 0; i < 12 * 2; i += 1) {
      expect(await identity.byCookie(used.cookie)).not.toBeNull();
      now += 30 * minute;
    }
    now += minute;
    expect(await identity.byCookie(used.cookie)).toBeNull();
    expect(store.signIns.size).toBe(0);
  });

  test('signing out ends the cookie', async () => {
    const { cookie } = await identity.signIn('admin', 'first password!', from);
    await identity.signOut(cookie);
    expect(await identity.byCookie(cookie)).toBeNull();
    expect(await identity.isSignedIn(cookie)).toBe(false);
  });

  test('a CSRF token fits its own cookie alone', async () => {
    const a = await identity.signIn('admin', 'first password!', from);
    const b = await identity.signIn('admin', 'first password!', from);
    expect(identity.isCsrfToken(a.cookie, identity.csrfToken(a.cookie))).toBe(true);
    expect(identity.isCsrfToken(a.cookie, identity.csrfToken(b.cookie))).toBe(false);
    expect(identity.isCsrfToken(a.cookie, '')).toBe(false);
  });
});

describe("one's own account", () => {
  async function caller() {
    const { cookie } = await identity.signIn('admin', 'first password!', from);
    const found = await identity.byCookie(cookie);
    if (!found) throw new Error('not signed in');
    return found;
  }

  test('a token opens until it expires or is revoked', async () => {
    const me = await caller();
    const { token, secret } = await identity.addToken(me, { name: 'ci', scopes: ['git'], days: 1 });
    expect((await identity.byToken(secret))?.scopes).toEqual(['git']);
    expect(JSON.stringify([...store.tokens])).not.toContain(secret);
    now += 25 * 60 * minute;
    expect(await identity.byToken(secret)).toBeNull();
    now -= 25 * 60 * minute;
    expect(await identity.revokeToken(me, token.id)).toBe(true);
    expect(await identity.byToken(secret)).toBeNull();
    expect(await identity.byToken('wm_guess')).toBeNull();
  });

  test('a new password needs the old one, length, and ends the other browsers', async () => {
    const me = await caller();
    const other = await identity.signIn('admin', 'first password!', from);
    await expect(identity.changePassword(me, 'wrong', 'a long new password')).rejects.toThrow('do not fit');
    await expect(identity.changePassword(me, 'first password!', 'short')).rejects.toThrow('too weak');
    await expect(identity.changePassword(me, 'first password!', 'Administrator1')).rejects.toThrow(
      'too weak',
    );
    await identity.changePassword(me, 'first password!', 'a long new password');
    expect(await identity.byCookie(other.cookie)).toBeNull();
    expect(await identity.byCookie(me.cookie ?? '')).not.toBeNull();
    await expect(identity.signIn('admin', 'a long new password', from)).resolves.toBeDefined();
  });
});
