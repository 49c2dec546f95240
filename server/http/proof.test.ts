import { Readable } from 'node:stream';
import { Secret, TOTP } from 'otpauth';
import pino from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Identity } from '../identity/index.ts';
import { MemoryAccounts } from '../identity/memory-accounts.fixture.ts';
import { type App, createHttp } from './app.ts';
import { FakePlant } from './fake-plant.fixture.ts';
import type { HttpOptions } from './routing.ts';

const minute = 60_000;
const password = 'first password!';
let now = 0;
let store: MemoryAccounts;
let identity: Identity;
let app: App;

beforeEach(async () => {
  now = Date.parse('2026-11-23T02:00:00.000Z');
  store = new MemoryAccounts();
  identity = new Identity(store, { now: () => now });
  await identity.people.ensureAdministrator(password);
  app = await createHttp({
    identity,
    plant: new FakePlant(),
    sessions: {} as HttpOptions['sessions'],
    registry: {} as HttpOptions['registry'],
    witnesses: {} as HttpOptions['witnesses'],
    policy: {} as HttpOptions['policy'],
    git: async () => ({ status: 200, headers: {}, body: Readable.from(['refs']) }),
    log: pino({ level: 'silent' }),
    site: { name: 'hall', timeZone: 'UTC', shifts: [] },
    build: 'test',
    tls: null,
    page: null,
  });
  await app.ready();
});
afterEach(() => app.close());

type Method = 'GET' | 'POST' | 'DELETE';
type Headers = Readonly<Record<string, string>>;

async function ask(method: Method, path: string, headers: Headers, payload?: object) {
  return app.inject({ method, url: `/api/v1${path}`, headers, ...(payload ? { payload } : {}) });
}
function cookieIn(answer: Awaited<ReturnType<typeof ask>>): string {
  return answer.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}
async function signIn(headers: Headers = {}, code?: string) {
  const answer = await ask('POST', '/sign-in', headers, {
    user: 'admin',
    password,
    ...(code ? { code } : {}),
  });
  return { cookie: cookieIn(answer), 'x-csrf-token': String(answer.json().csrf) };
}
const someone = { user: 'ana', name: 'Ana', grants: [{ role: 'viewer', scope: { of: 'site' } }] };

test('a privileged act is refused until a fresh proof, which puts another cookie in place; reading goes on', async () => {
  const stale = await signIn();
  now += 11 * minute;
  const refused = await ask('POST', '/people', stale, someone);
  expect([refused.statusCode, refused.json().code]).toEqual([403, 'identity.step-up-needed']);
  expect(refused.json().detail).toMatch(/\(password\)$/);
  expect((await ask('GET', '/overview', stale)).statusCode).toBe(200);
  expect((await ask('GET', '/people', stale)).statusCode).toBe(200);

  const proven = await ask('POST', '/step-up', stale, { password });
  expect(proven.json()).toMatchObject({ by: 'password', weaker: true });
  const fresh = { ...stale, cookie: cookieIn(proven) };
  expect(fresh.cookie).not.toBe(stale.cookie);
  expect(proven.headers['set-cookie']).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
  expect((await ask('GET', '/overview', stale)).statusCode).toBe(401);
  expect((await ask('POST', '/people', fresh, someone)).statusCode).toBe(201);
});

test('a wrong proof is a refusal and not a sign-out', async () => {
  const stale = await signIn();
  now += 11 * minute;
  const wrong = await ask('POST', '/step-up', stale, { password: 'wrong' });
  expect([wrong.statusCode, wrong.json().code]).toEqual([403, 'identity.proof-failed']);
  expect((await ask('GET', '/me', stale)).statusCode).toBe(200);
});

test('a proof asks for the CSRF token as every unsafe request does, and so does ending sign-ins', async () => {
  const { cookie } = await signIn();
  for (const [method, path] of [
    ['POST', '/step-up'],
    ['POST', '/me/totp'],
    ['DELETE', '/me/sign-ins'],
    ['POST', '/people'],
  ] as const) {
    const answer = await ask(method, path, { cookie }, method === 'POST' ? {} : undefined);
    expect(`${path} ${answer.json().code}`).toBe(`${path} http.csrf`);
  }
  const foreign = { origin: 'https://evil.example' };
  expect((await ask('POST', '/set-up', foreign, { secret: 'x', password })).statusCode).toBe(403);
});

test('a cookie somebody planted is never taken over: signing in makes another', async () => {
  const planted = `witnessmark=${'A'.repeat(43)}`;
  const mine = await signIn({ cookie: planted });
  expect(mine.cookie).not.toBe(planted);
  expect((await ask('GET', '/me', { cookie: planted })).statusCode).toBe(401);
  expect((await ask('GET', '/me', mine)).statusCode).toBe(200);
});

test('after signing out, neither cookie, nor CSRF token, nor a proof made before opens anything', async () => {
  const mine = await signIn();
  expect((await ask('POST', '/sign-out', mine)).statusCode).toBe(204);
  for (const [method, path] of [
    ['GET', '/me'],
    ['GET', '/overview'],
    ['POST', '/people'],
    ['POST', '/step-up'],
  ] as const)
    expect((await ask(method, path, mine, method === 'POST' ? {} : undefined)).statusCode).toBe(401);
});

test('enrolling over HTTP: a code of another library, and the same code twice is refused', async () => {
  const mine = await signIn();
  const offer = (await ask('POST', '/me/totp', mine)).json();
  expect(offer.svg).toMatch(/^<svg /);
  expect(offer.uri).toContain(`secret=${offer.secret}`);
  const totp = new TOTP({ secret: Secret.fromBase32(offer.secret) });
  const confirm = await ask('POST', '/me/totp/confirm', mine, { code: totp.generate({ timestamp: now }) });
  expect(confirm.json().codes).toHaveLength(10);
  expect((await ask('GET', '/me', mine)).json()).toMatchObject({
    secondFactor: { recoveryCodes: 10 },
    proof: { by: 'code', until: null },
  });
  const needed = await ask('POST', '/sign-in', {}, { user: 'admin', password });
  expect([needed.statusCode, needed.json().code]).toEqual([401, 'identity.code-needed']);
  now += minute;
  const code = totp.generate({ timestamp: now });
  expect((await signIn({}, code)).cookie).not.toBe('');
  const replayed = await ask('POST', '/sign-in', {}, { user: 'admin', password, code });
  const wrong = await ask('POST', '/sign-in', {}, { user: 'admin', password: 'wrong', code });
  const unknown = await ask('POST', '/sign-in', {}, { user: 'nobody', password: 'wrong', code });
  const said = [replayed, wrong, unknown].map(answer => {
    const { instance: _request, ...body } = answer.json();
    return `${answer.statusCode} ${JSON.stringify(body)}`;
  });
  expect(new Set(said).size).toBe(1);
  expect(said[0]).toMatch(/^401 .*http\.sign-in-failed/);
});

test('a token does privileged acts only with the scope for it and a fresh proof', async () => {
  const mine = await signIn();
  const token = async (scopes: string[]) => {
    const made = await ask('POST', '/tokens', mine, { name: 'x', scopes, days: 1 });
    return { authorization: `Bearer ${made.json().secret}` };
  };
  const plain = await token(['read', 'admin']);
  const able = await token(['read', 'admin', 'step-up']);
  const codeOf = async (headers: Headers, path = '/people', body: object = someone) =>
    (await ask('POST', path, headers, body)).json().code;
  expect(await codeOf(plain)).toBe('identity.token-cannot-step-up');
  expect(await codeOf(plain, '/step-up', { password })).toBe('identity.token-cannot-step-up');
  expect(await codeOf(able)).toBe('identity.step-up-needed');
  expect((await ask('POST', '/step-up', able, { password })).cookies).toEqual([]);
  expect((await ask('POST', '/people', able, someone)).statusCode).toBe(201);
  expect((await ask('GET', '/people', plain)).statusCode).toBe(200);
  expect((await ask('POST', '/me/totp', able)).statusCode).toBe(403);
  expect((await ask('POST', '/tokens', able, { name: 'y', scopes: ['read'], days: 1 })).statusCode).toBe(403);
});

test('making a token needs a fresh proof', async () => {
  const stale = await signIn();
  now += 11 * minute;
  const answer = await ask('POST', '/tokens', stale, { name: 'x', scopes: ['read'], days: 1 });
  expect(answer.json().code).toBe('identity.step-up-needed');
});

test('live events end at once for whoever is signed out, and go on over a fresh proof', async () => {
  const mine = await signIn();
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const stream = await fetch(`http://127.0.0.1:${port}/api/v1/events`, { headers: { cookie: mine.cookie } });
  let over = false;
  const reading = (async () => {
    for await (const part of stream.body ?? []) if (part.length === 0) break;
    over = true;
  })();
  const proven = await ask('POST', '/step-up', mine, { password });
  const fresh = { ...mine, cookie: cookieIn(proven) };
  expect((await ask('GET', '/overview', fresh)).statusCode).toBe(200);
  expect(over).toBe(false);
  await ask('POST', '/sign-out', fresh);
  await reading;
  expect(over).toBe(true);
}, 14_000);
