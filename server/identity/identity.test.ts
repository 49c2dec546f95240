import { isWitnessError } from '@witnessmark/shared/errors';
import { Secret, TOTP } from 'otpauth';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Identity } from './identity.ts';
import { MemoryAccounts } from './memory-accounts.fixture.ts';

const from = { address: '127.0.0.1', browser: 'test' };
const minute = 60_000;
const first = { user: 'admin', password: 'first password!' };
const start = Date.parse('2026-11-23T02:00:00.000Z');
let now = start;
let store = new MemoryAccounts();
let identity = new Identity(store, { now: () => now });

const made = new MemoryAccounts();
beforeAll(async () => {
  await new Identity(made, { now: () => start }).people.ensureAdministrator('first password!');
});
beforeEach(() => {
  now = start;
  store = made.copy();
  identity = new Identity(store, { now: () => now });
});

async function caller(user = first) {
  return (await identity.signIn(user, from)).caller;
}

/** The code an authenticator app shows, made by another library than the product's. */
function appCode(secret: string, at = now): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at });
}

async function enrol() {
  const me = await caller();
  const { secret } = identity.own.offerTotp(me, 'hall');
  const codes = await identity.own.confirmTotp(me, appCode(secret));
  now += 31_000;
  return { me, secret, codes };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'let in';
  } catch (error) {
    return isWitnessError(error) ? error.code : String(error);
  }
}

describe('signing in', () => {
  test('the first administrator is made once', async () => {
    expect(await identity.people.ensureAdministrator()).toBeNull();
    expect(store.people.size).toBe(1);
  });

  test('the right password opens, and neither cookie nor password is stored', async () => {
    const { cookie, caller: me } = await identity.signIn({ ...first, user: 'ADMIN' }, from);
    expect((await identity.byCookie(cookie))?.person).toBe(me.person);
    expect(JSON.stringify([...store.live, ...store.people])).not.toContain(cookie);
    expect(JSON.stringify([...store.people])).not.toContain('first password!');
  });

  test('unknown, wrong, disabled, expired, not set up: all get the same answer', async () => {
    const doer = { person: null, request: null };
    const wanted = { name: 'x', grants: [], sponsor: null, expiresAt: null };
    const password = 'a password of theirs';
    const gone = await identity.people.addWithPassword({ ...wanted, user: 'gone' }, password, doer);
    await identity.people.disable(gone.person, doer);
    const expiresAt = new Date(now + minute).toISOString();
    await identity.people.addWithPassword({ ...wanted, user: 'over', expiresAt }, password, doer);
    await identity.people.add({ ...wanted, user: 'new' }, doer);
    now += 2 * minute;
    const answers = [];
    for (const [user, typed] of [
      ['nobody', 'x'],
      ['admin', 'x'],
      ['gone', password],
      ['over', password],
      ['new', ''],
    ] as const)
      answers.push(await identity.signIn({ user, password: typed }, from).catch(String));
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('do not fit together');
  });

  test('an unknown user costs as much as a wrong password', async () => {
    const time = async (user: string) => {
      const begin = performance.now();
      await identity.signIn({ user, password: 'wrong' }, from).catch(() => undefined);
      return performance.now() - begin;
    };
    await time('warm-up');
    const [known, unknown] = [await time('admin'), await time('nobody')];
    // Both make one argon2id hash of 64 MiB; an answer without one would come a hundred times sooner.
    expect(unknown / known).toBeGreaterThan(0.2);
    expect(unknown / known).toBeLessThan(5);
  });

  test('guessing is slowed down, also with the right password, and failures are logged as a number', async () => {
    for (let i = 0; i < 5; i += 1)
      await expect(identity.signIn({ ...first, password: `no${i}` }, from)).rejects.toThrow('do not fit');
    await expect(identity.signIn(first, from)).rejects.toThrow(/too many tries \(1 s\)/);
    await identity.tidy();
    await identity.tidy();
    expect(store.failures).toEqual([5]);
    now += 2000;
    await expect(identity.signIn(first, from)).resolves.toBeDefined();
  });

  test('whoever has many IPv6 addresses of one network guesses from all of them as from one', async () => {
    const at = (n: number) => ({ ...from, address: `2001:db8:0:7::${n.toString(16)}` });
    for (let i = 0; i < 5; i += 1) await codeOf(identity.signIn({ ...first, password: `no${i}` }, at(i)));
    expect(await codeOf(identity.signIn(first, at(99)))).toBe('http.slow-down');
    expect(await codeOf(identity.signIn(first, { ...from, address: '2001:db8:0:8::1' }))).toBe('let in');
  });

  test('whoever guesses at one address locks nobody out at another', async () => {
    for (let i = 0; i < 8; i += 1)
      await codeOf(identity.signIn({ ...first, password: `no${i}` }, { ...from, address: '10.9.9.9' }));
    const there = identity.signIn(first, { ...from, address: '10.9.9.9' });
    expect(await codeOf(there)).toBe('http.slow-down');
    expect(await codeOf(identity.signIn(first, from))).toBe('let in');
  });

  test('many machines that guess together are slowed down as well', async () => {
    // A try counts before it is known what comes of it: none of these needs to be weighed.
    store.byUser = () => Promise.reject(new Error('not looked up'));
    const guess = (n: number) => codeOf(identity.signIn(first, { ...from, address: `10.9.9.${n}` }));
    for (let n = 0; n < 30; n += 1) expect(await guess(n)).toBe('Error: not looked up');
    Reflect.deleteProperty(store, 'byUser');
    expect(await guess(31)).toBe('http.slow-down');
    now += 5 * minute;
    expect(await guess(31)).toBe('let in');
  });

  test('tries at the same time are no way around the wait', async () => {
    const tries = await Promise.all(
      Array.from({ length: 12 }, (_, i) => codeOf(identity.signIn({ ...first, password: `no${i}` }, from))),
    );
    expect(tries.filter(code => code === 'http.sign-in-failed')).toHaveLength(5);
    expect(tries.filter(code => code === 'http.slow-down')).toHaveLength(7);
  });

  test('an idle browser is signed out after an hour, a used one after twelve', async () => {
    const idle = await identity.signIn(first, from);
    now += 62 * minute;
    expect(await identity.byCookie(idle.cookie)).toBeNull();

    const used = await identity.signIn(first, from);
    for (let i = 0; i < 12 * 2; i += 1) {
      expect(await identity.byCookie(used.cookie)).not.toBeNull();
      now += 30 * minute;
    }
    now += minute;
    expect(await identity.byCookie(used.cookie)).toBeNull();
    expect(store.live.size).toBe(0);
  });

  test('a page that asks by itself keeps no sign-in alive', async () => {
    const { cookie } = await identity.signIn(first, from);
    for (let i = 0; i < 3; i += 1) {
      now += 20 * minute;
      expect(await identity.byCookie(cookie, false)).not.toBeNull();
    }
    now += 2 * minute;
    expect(await identity.byCookie(cookie, false)).toBeNull();
    expect(await identity.byCookie(cookie)).toBeNull();
  });

  test('limits are what the site configured', async () => {
    const limits = { idleMs: 5 * minute, absoluteMs: 8 * minute, stepUpMs: minute };
    const strict = new Identity(store, { now: () => now, limits });
    const { cookie } = await strict.signIn(first, from);
    now += 4 * minute;
    const me = await strict.byCookie(cookie);
    expect(me && strict.provenUntil(me)).toBeNull();
    now += 5 * minute;
    expect(await strict.byCookie(cookie)).toBeNull();
  });

  test('sign-ins nobody comes back to are ended by tidying', async () => {
    await identity.signIn(first, from);
    now += 2 * 60 * minute;
    await identity.tidy();
    expect(store.live.size).toBe(0);
  });

  test('signing out ends the cookie', async () => {
    const { cookie, caller: me } = await identity.signIn(first, from);
    await identity.signOut(cookie);
    expect(await identity.byCookie(cookie)).toBeNull();
    expect(await identity.again(me)).toBeNull();
  });

  test('a person holds a bounded number of sign-ins; the one used longest ago makes room', async () => {
    const { cookie } = await identity.signIn(first, from);
    for (let i = 0; i < 20; i += 1) {
      now += 1000;
      await identity.signIn(first, from);
    }
    expect(store.live.size).toBe(20);
    expect(await identity.byCookie(cookie)).toBeNull();
  }, 30_000);

  test('a CSRF token fits its own sign-in alone', async () => {
    const [a, b] = [await caller(), await caller()];
    if (!a.signIn || !b.signIn) throw new Error('not signed in');
    expect(identity.isCsrfToken(a.signIn, identity.csrfToken(a.signIn))).toBe(true);
    expect(identity.isCsrfToken(a.signIn, identity.csrfToken(b.signIn))).toBe(false);
    expect(identity.isCsrfToken(a.signIn, '')).toBe(false);
  });
});

describe('the second factor', () => {
  test('another library’s codes sign in, and a password alone does not any more', async () => {
    const { secret } = await enrol();
    expect(await codeOf(identity.signIn(first, from))).toBe('identity.code-needed');
    const { caller: me } = await identity.signIn({ ...first, code: appCode(secret) }, from);
    expect(me.proof?.by).toBe('code');
  });

  test('a wrong code gets the answer of a wrong password', async () => {
    const { secret } = await enrol();
    const wrong = appCode(secret) === '000000' ? '000001' : '000000';
    const answers = await Promise.all([
      identity.signIn({ ...first, code: wrong }, from).catch(String),
      identity.signIn({ ...first, password: 'wrong', code: appCode(secret) }, from).catch(String),
    ]);
    expect(answers[0]).toBe(answers[1]);
  });

  test('a code opens once, also when two send it at the same moment', async () => {
    const { secret } = await enrol();
    const code = appCode(secret);
    const both = await Promise.all([
      codeOf(identity.signIn({ ...first, code }, from)),
      codeOf(identity.signIn({ ...first, code }, from)),
    ]);
    expect(both.sort()).toEqual(['http.sign-in-failed', 'let in']);
    expect(await codeOf(identity.signIn({ ...first, code }, from))).toBe('http.sign-in-failed');
  });

  test('the code of enrolment opens nothing afterwards', async () => {
    const me = await caller();
    const { secret } = identity.own.offerTotp(me, 'hall');
    const code = appCode(secret);
    await identity.own.confirmTotp(me, code);
    expect(await codeOf(identity.signIn({ ...first, code }, from))).toBe('http.sign-in-failed');
  });

  test('a code is taken one step early or late, and not two', async () => {
    const { secret } = await enrol();
    now += 5 * minute;
    const at = (seconds: number) => ({ ...first, code: appCode(secret, now + seconds * 1000) });
    expect(await codeOf(identity.signIn(at(-60), from))).toBe('http.sign-in-failed');
    expect(await codeOf(identity.signIn(at(60), from))).toBe('http.sign-in-failed');
    expect(await codeOf(identity.signIn(at(-30), from))).toBe('let in');
    expect(await codeOf(identity.signIn(at(30), from))).toBe('let in');
    // Older than the newest that was used: passed, whoever saw it.
    expect(await codeOf(identity.signIn(at(0), from))).toBe('http.sign-in-failed');
  });

  test('guessing codes is slowed down as guessing passwords is', async () => {
    const { secret } = await enrol();
    for (let i = 0; i < 5; i += 1) await codeOf(identity.signIn({ ...first, code: '12345x' }, from));
    expect(await codeOf(identity.signIn({ ...first, code: appCode(secret) }, from))).toBe('http.slow-down');
  });

  test('a recovery code opens once, however it is typed, and is stored as a hash', async () => {
    const { codes } = await enrol();
    expect(codes).toHaveLength(10);
    expect(JSON.stringify([...store.people])).not.toContain(codes[0]);
    const typed = ` ${(codes[0] ?? '').toLowerCase().replaceAll('-', ' ')} `;
    expect((await identity.signIn({ ...first, code: typed }, from)).caller.proof?.by).toBe('recovery-code');
    expect(await codeOf(identity.signIn({ ...first, code: codes[0] }, from))).toBe('http.sign-in-failed');
    expect(await codeOf(identity.signIn({ ...first, code: codes[1] }, from))).toBe('let in');
    expect(store.acts.filter(type => type === 'person.recovery-code-used')).toHaveLength(2);
  });

  test('enrolment needs a code of the secret just shown, and ends other sign-ins', async () => {
    const other = await identity.signIn(first, from);
    const me = await caller();
    expect(await codeOf(identity.own.confirmTotp(me, '123456'))).toBe('identity.nothing-to-confirm');
    const { secret, uri } = identity.own.offerTotp(me, 'hall');
    expect(uri).toMatch(/^otpauth:\/\/totp\/.*secret=/);
    const wrong = appCode(secret) === '000000' ? '000001' : '000000';
    expect(await codeOf(identity.own.confirmTotp(me, wrong))).toBe('identity.code-wrong');
    await identity.own.confirmTotp(me, appCode(secret));
    expect(await identity.byCookie(other.cookie)).toBeNull();
  });

  test('new recovery codes replace the old ones', async () => {
    const { me, codes } = await enrol();
    const fresh = await identity.own.drawRecoveryCodes(me);
    expect(await codeOf(identity.signIn({ ...first, code: codes[0] }, from))).toBe('http.sign-in-failed');
    expect(await codeOf(identity.signIn({ ...first, code: fresh[0] }, from))).toBe('let in');
  });
});

describe('a fresh proof', () => {
  test('the sign-in counts as one for ten minutes; then the password proves anew, as the weaker', async () => {
    const { cookie, caller: me } = await identity.signIn(first, from);
    expect(identity.provenUntil(me)).toBe(now + 10 * minute);
    now += 11 * minute;
    const late = await identity.byCookie(cookie);
    if (!late) throw new Error('not signed in');
    expect(identity.provenUntil(late)).toBeNull();
    expect(await codeOf(identity.stepUp(late, { password: 'wrong' }))).toBe('identity.proof-failed');
    const { cookie: renewed, caller: fresh } = await identity.stepUp(late, { password: first.password });
    expect(identity.provenUntil(fresh)).toBe(now + 10 * minute);
    expect(store.stepUps).toEqual(['password']);
    expect(await identity.byCookie(cookie)).toBeNull();
    expect((await identity.byCookie(renewed ?? ''))?.signIn?.id).toBe(me.signIn?.id);
  });

  test('of two proofs with one cookie at the same time, one goes on', async () => {
    const { caller: me } = await identity.signIn(first, from);
    const both = await Promise.all([
      codeOf(identity.stepUp(me, { password: first.password })),
      codeOf(identity.stepUp(me, { password: first.password })),
    ]);
    expect(both.sort()).toEqual(['http.not-signed-in', 'let in']);
    expect(store.live.size).toBe(1);
  });

  test('with a second factor enrolled, a password proves nothing and a used code neither', async () => {
    const { secret } = await enrol();
    const signedIn = appCode(secret);
    const { cookie } = await identity.signIn({ ...first, code: signedIn }, from);
    now += 11 * minute;
    const late = await identity.byCookie(cookie);
    if (!late) throw new Error('not signed in');
    for (const offered of [{ password: first.password }, { code: signedIn }, {}])
      expect(await codeOf(identity.stepUp(late, offered))).toBe('identity.proof-failed');
    expect(await codeOf(identity.stepUp(late, { code: appCode(secret) }))).toBe('let in');
  });

  test('a proof by password is none any more once a second factor is enrolled', async () => {
    const { me } = await enrol();
    const later = await identity.again(me);
    expect(later && identity.provenUntil(later)).toBeNull();
  });

  test('a token carries a proof only where it was issued for that, and not for long', async () => {
    const me = await caller();
    const token = async (scopes: ('operate' | 'step-up')[]) => {
      const { secret } = await identity.own.addToken(me, { name: 'x', scopes, days: 1 });
      const found = await identity.byToken(secret);
      if (!found) throw new Error('no token');
      return { secret, caller: found };
    };
    const plain = await token(['operate']);
    expect(await codeOf(identity.stepUp(plain.caller, { password: first.password }))).toBe(
      'identity.token-cannot-step-up',
    );
    const able = await token(['operate', 'step-up']);
    expect(identity.provenUntil(able.caller)).toBeNull();
    await identity.stepUp(able.caller, { password: first.password });
    const proven = await identity.byToken(able.secret);
    expect(proven && identity.provenUntil(proven)).toBe(now + 10 * minute);
    now += 11 * minute;
    const later = await identity.byToken(able.secret);
    expect(later && identity.provenUntil(later)).toBeNull();
  });
});

describe("one's own account", () => {
  test('a token opens until it expires or is revoked', async () => {
    const me = await caller();
    const { token, secret } = await identity.own.addToken(me, { name: 'ci', scopes: ['git'], days: 1 });
    expect((await identity.byToken(secret))?.scopes).toEqual(['git']);
    expect((await identity.own.tokensOf(me))[0]?.lastUsedAt).toBe(new Date(now).toISOString());
    expect(JSON.stringify([...store.tokens])).not.toContain(secret);
    now += 25 * 60 * minute;
    expect(await identity.byToken(secret)).toBeNull();
    now -= 25 * 60 * minute;
    expect(await identity.own.revokeToken(me, token.id)).toBe(true);
    expect(await identity.byToken(secret)).toBeNull();
    expect(await identity.byToken('wm_guess')).toBeNull();
  });

  test('a new password needs the old one, length, and ends the other browsers', async () => {
    const { cookie, caller: me } = await identity.signIn(first, from);
    const other = await identity.signIn(first, from);
    const change = (current: string, next: string) =>
      identity.own.changePassword(me, { current, next, endTokens: false });
    const { secret } = await identity.own.addToken(me, { name: 'ci', scopes: ['read'], days: 1 });
    expect(await codeOf(change('wrong', 'a long new password'))).toBe('identity.proof-failed');
    expect(await codeOf(change('first password!', 'short'))).toBe('http.password-weak');
    expect(await codeOf(change('first password!', 'Administrator1'))).toBe('http.password-weak');
    await change('first password!', 'a long new password');
    expect(await identity.byCookie(other.cookie)).toBeNull();
    expect(await identity.byCookie(cookie)).not.toBeNull();
    expect(await codeOf(identity.signIn({ ...first, password: 'a long new password' }, from))).toBe('let in');
    expect(await identity.byToken(secret)).not.toBeNull();
  });

  test('with a new password tokens end where that is asked for', async () => {
    const me = await caller();
    const { secret } = await identity.own.addToken(me, { name: 'ci', scopes: ['read'], days: 1 });
    const wanted = { current: 'first password!', next: 'a long new password', endTokens: true };
    await identity.own.changePassword(me, wanted);
    expect(await identity.byToken(secret)).toBeNull();
  });

  test('one ends one’s sign-ins one by one or all others', async () => {
    const { cookie, caller: me } = await identity.signIn(first, from);
    const second = await identity.signIn(first, { address: '10.0.0.2', browser: 'panel' });
    const third = await identity.signIn(first, from);
    expect(await identity.own.endSignIn(me, second.caller.signIn?.id ?? '')).toBe(true);
    expect(await identity.own.endSignIn(me, 'sign-in-0000000000000000')).toBe(false);
    expect(await identity.byCookie(second.cookie)).toBeNull();
    expect(await identity.byCookie(third.cookie)).not.toBeNull();
    await identity.own.endOtherSignIns(me);
    expect(await identity.byCookie(third.cookie)).toBeNull();
    expect(await identity.byCookie(cookie)).not.toBeNull();
  });
});
