import { Readable } from 'node:stream';
import pino from 'pino';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { Identity } from '../identity/index.ts';
import { MemoryAccounts } from '../identity/memory-accounts.fixture.ts';
import { type App, createHttp } from './app.ts';
import { FakePlant } from './fake-plant.fixture.ts';
import { fakePolicy } from './fake-policy.fixture.ts';
import { fakeSessions } from './fake-sessions.fixture.ts';
import { fakeRegistry, fakeWitnesses } from './fake-witnesses.fixture.ts';
import type { HttpOptions } from './routing.ts';

const store = new MemoryAccounts();
let app: App;
beforeAll(async () => {
  await new Identity(store).people.ensureAdministrator('first password!');
});
afterEach(() => app.close());

async function open(front: Partial<Pick<HttpOptions, 'url' | 'trustedProxies'>>): Promise<void> {
  app = await createHttp({
    identity: new Identity(store),
    plant: new FakePlant(),
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
    ...front,
  });
  await app.ready();
}

const proxy = '10.20.0.4';
const signIn = (headers: Record<string, string> = {}, remoteAddress = proxy) =>
  app.inject({
    method: 'POST',
    url: '/api/v1/sign-in',
    headers,
    remoteAddress,
    payload: { user: 'admin', password: 'first password!' },
  });

async function addressSeen(headers: Record<string, string>, remoteAddress = proxy): Promise<unknown> {
  const answer = await signIn(headers, remoteAddress);
  const cookie = answer.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const { rows } = (await app.inject({ url: '/api/v1/me/sign-ins', headers: { cookie } })).json();
  return rows.find((row: { current: boolean }) => row.current)?.address;
}

test('where a request comes from is what a trusted proxy says, and what nobody else says', async () => {
  await open({ trustedProxies: [proxy, '10.21.0.0/24'] });
  expect(await addressSeen({ 'x-forwarded-for': '10.9.9.9' })).toBe('10.9.9.9');
  expect(await addressSeen({ 'x-forwarded-for': '10.9.9.9, 10.21.0.77' })).toBe('10.9.9.9');
  // What stands before the address that the proxy itself saw was written by whoever asked.
  expect(await addressSeen({ 'x-forwarded-for': '127.0.0.1, 10.9.9.9' })).toBe('10.9.9.9');
  expect(await addressSeen({ 'x-forwarded-for': '10.9.9.9' }, '10.22.0.1')).toBe('10.22.0.1');
});

test('no proxy is believed where none is named', async () => {
  await open({});
  expect(await addressSeen({ 'x-forwarded-for': '10.9.9.9' })).toBe(proxy);
});

test('guessing through a proxy slows down who guesses and nobody else', async () => {
  await open({ trustedProxies: [proxy] });
  const guess = (address: string, password: string) =>
    app.inject({
      method: 'POST',
      url: '/api/v1/sign-in',
      remoteAddress: proxy,
      headers: { 'x-forwarded-for': address },
      payload: { user: 'admin', password },
    });
  // A try counts before it is known what comes of it: none of these needs to be weighed.
  store.byUser = () => Promise.reject(new Error('not looked up'));
  for (let n = 0; n < 6; n += 1) await guess('10.9.9.9', `no ${n}`);
  Reflect.deleteProperty(store, 'byUser');
  expect((await guess('10.9.9.9', 'first password!')).json().code).toBe('http.slow-down');
  expect((await guess('10.8.8.8', 'first password!')).statusCode).toBe(200);
});

test('the cookie is for TLS alone where the address people type is', async () => {
  await open({ url: 'https://witnessmark.plant.example' });
  const answer = await signIn();
  expect(answer.headers['set-cookie']).toMatch(
    /^__Host-witnessmark=.*; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  );
  expect(answer.headers['strict-transport-security']).toMatch(/^max-age=/);
  const cookie = answer.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  expect((await app.inject({ url: '/api/v1/me', headers: { cookie } })).statusCode).toBe(200);
});

test('the page at the address people type may act, whatever name the proxy asks by, and no other page', async () => {
  await open({ url: 'https://witnessmark.plant.example' });
  const from = (origin: string) => signIn({ origin, host: '127.0.0.1:8080' });
  expect((await from('https://witnessmark.plant.example')).statusCode).toBe(200);
  expect((await from('http://witnessmark.plant.example')).json().code).toBe('http.csrf');
  expect((await from('https://evil.example')).json().code).toBe('http.csrf');
});

test('nothing of an answer stays in a browser that others use later', async () => {
  await open({});
  const answer = await signIn();
  expect(answer.headers['cache-control']).toBe('no-store');
  const cookie = answer.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  for (const url of ['/api/v1/changes', '/api/v1/me', '/api/v1/assets/press-2/content?path=files/page.html'])
    expect((await app.inject({ url, headers: { cookie } })).headers['cache-control']).toBe('no-store');
});
