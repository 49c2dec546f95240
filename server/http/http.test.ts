import { Readable } from 'node:stream';
import { problemSchema } from '@witnessmark/shared/api';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Identity } from '../identity/index.ts';
import { MemoryAccounts } from '../identity/memory-accounts.fixture.ts';
import { type App, createHttp } from './app.ts';
import { FakePlant } from './fake-plant.fixture.ts';
import { fakePolicy } from './fake-policy.fixture.ts';
import { fakeSessions } from './fake-sessions.fixture.ts';
import { fakeRegistry, fakeWitnesses } from './fake-witnesses.fixture.ts';
import { urlOf } from './route-urls.fixture.ts';

const plant = new FakePlant();
let identity: Identity;
let app: App;
const logged: string[] = [];

beforeEach(async () => {
  identity = new Identity(new MemoryAccounts());
  await identity.people.ensureAdministrator('first password!');
  logged.length = 0;
  plant.acts.length = 0;
  app = await createHttp({
    identity,
    plant,
    sessions: fakeSessions(),
    registry: fakeRegistry(),
    witnesses: fakeWitnesses(),
    policy: fakePolicy(),
    git: async () => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: Readable.from(['refs']),
    }),
    log: pino({}, { write: line => logged.push(line) }),
    site: { name: 'hall', timeZone: 'UTC', shifts: [] },
    build: 'test',
    tls: null,
    page: null,
  });
  await app.ready();
});
afterEach(() => app.close());

async function signIn(): Promise<{ cookie: string; csrf: string }> {
  const answer = await app.inject({
    method: 'POST',
    url: '/api/v1/sign-in',
    payload: { user: 'admin', password: 'first password!' },
  });
  expect(answer.statusCode).toBe(200);
  const cookie = answer.cookies.map(c => `${c.name}=${c.value}`).join('; ');
  return { cookie, csrf: answer.json().csrf };
}

describe('the guard', () => {
  test('the table holds every route the server has, and only these are public', () => {
    expect(app.routeTable.length).toBeGreaterThan(30);
    const open = app.routeTable
      .filter(route => route.access === 'public' && route.method !== 'HEAD')
      .map(r => `${r.method} ${r.url}`);
    expect(open).toEqual([
      'GET /api/v1/health',
      'GET /api/v1/openapi.json',
      'POST /api/v1/sign-in',
      'POST /api/v1/set-up',
      'POST /api/v1/witnesses/:witness',
    ]);
  });

  test('strangers are told that it is up, and who may see metrics how each part of it is', async () => {
    const stranger = await app.inject({ url: '/api/v1/health' });
    expect(stranger.json()).toEqual({ status: 'ok' });
    const { cookie } = await signIn();
    const seen = await app.inject({ url: '/api/v1/health/checks', headers: { cookie } });
    expect(seen.json()).toMatchObject({ checks: { log: { says: 'it grows' } } });
  });

  test('every other route refuses whoever is not signed in', async () => {
    for (const route of app.routeTable.filter(r => r.access !== 'public')) {
      const answer = await app.inject({ method: route.method as 'GET', url: urlOf(route.url) });
      expect(`${route.method} ${route.url}: ${answer.statusCode}`).toBe(`${route.method} ${route.url}: 401`);
    }
  });

  test('an unsafe request of a browser needs its CSRF token and its own origin', async () => {
    const { cookie, csrf } = await signIn();
    const send = (headers: Record<string, string>) =>
      app.inject({
        method: 'POST',
        url: '/api/v1/assets/press-2/reading',
        headers: { cookie, ...headers },
        payload: { reason: 'test' },
      });
    expect((await send({})).json().code).toBe('http.csrf');
    expect((await send({ 'x-csrf-token': 'x'.repeat(43) })).statusCode).toBe(403);
    expect((await send({ 'x-csrf-token': csrf, origin: 'https://evil.example' })).statusCode).toBe(403);
    expect((await send({ 'x-csrf-token': csrf, origin: 'null' })).statusCode).toBe(403);
    expect(plant.acts).toEqual([]);
    expect((await send({ 'x-csrf-token': csrf })).statusCode).toBe(202);
    expect(plant.acts).toEqual(['reading press-2']);
  });

  test('a sign-in from another page is refused', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/sign-in',
      headers: { origin: 'https://evil.example' },
      payload: { user: 'admin', password: 'first password!' },
    });
    expect(answer.statusCode).toBe(403);
  });

  test('the cookie is for this site alone, and a sign-in replaces the one before', async () => {
    const first = await signIn();
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/sign-in',
      headers: { cookie: first.cookie },
      payload: { user: 'admin', password: 'first password!' },
    });
    expect(answer.headers['set-cookie']).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    expect((await app.inject({ url: '/api/v1/me', headers: { cookie: first.cookie } })).statusCode).toBe(401);
  });

  test('after signing out the cookie opens nothing', async () => {
    const { cookie, csrf } = await signIn();
    expect(
      (
        await app.inject({
          method: 'POST',
          url: '/api/v1/sign-out',
          headers: { cookie, 'x-csrf-token': csrf },
        })
      ).statusCode,
    ).toBe(204);
    expect((await app.inject({ url: '/api/v1/overview', headers: { cookie } })).statusCode).toBe(401);
  });

  test('what a page reads by itself, and the stream it comes back to, is no use of the sign-in', async () => {
    const { cookie } = await signIn();
    const used = vi.spyOn(identity, 'byCookie');
    const alone = { cookie, 'x-unattended': '1' };
    await app.inject({ url: '/api/v1/overview', headers: { cookie } });
    await app.inject({ url: '/api/v1/overview', headers: alone });
    const address = await app.listen({ port: 0, host: '127.0.0.1' });
    const ended = new AbortController();
    await fetch(`${address}/api/v1/events`, { headers: { cookie }, signal: ended.signal });
    ended.abort();
    expect(used.mock.calls.map(([, asUse]) => asUse)).toEqual([true, false, false]);
  });

  test('git is asked for a token as password, and a token for git opens nothing else', async () => {
    const url = '/git/hall/press-2.git/info/refs?service=git-upload-pack';
    expect((await app.inject({ url })).headers['www-authenticate']).toMatch(/^Basic /);
    const { cookie, csrf } = await signIn();
    const made = await app.inject({
      method: 'POST',
      url: '/api/v1/tokens',
      headers: { cookie, 'x-csrf-token': csrf },
      payload: { name: 'clone', scopes: ['git'], days: 1 },
    });
    const authorization = `Basic ${Buffer.from(`x:${made.json().secret}`).toString('base64')}`;
    expect((await app.inject({ url, headers: { authorization } })).body).toBe('refs');
    expect((await app.inject({ url: '/api/v1/overview', headers: { authorization } })).statusCode).toBe(401);
    expect(
      (
        await app.inject({
          url: '/api/v1/overview',
          headers: { authorization: `Bearer ${made.json().secret}` },
        })
      ).statusCode,
    ).toBe(403);
  });
});

describe('answers', () => {
  test('every refusal is problem details with a code and what to do', async () => {
    const { cookie, csrf } = await signIn();
    const headers = { cookie, 'x-csrf-token': csrf };
    const answers = await Promise.all([
      app.inject({ url: '/nowhere' }),
      app.inject({ url: '/api/v1/assets/%zz' }),
      app.inject({ url: '/api/v1/log?since=2026-99-99T00:00:00.000Z', headers }),
      app.inject({ url: '/api/v1/changes?limit=0', headers }),
      app.inject({ url: '/api/v1/changes?surprise=1', headers }),
      app.inject({ url: '/api/v1/assets/press-2/capabilities?at=yesterday', headers }),
      app.inject({ url: '/api/v1/assets/press-2/names?at=13', headers }),
      app.inject({ url: '/api/v1/assets/..%2f..%2fetc', headers }),
      app.inject({ url: '/api/v1/assets/press-2/blame?path=files/..%2Fx', headers }),
      app.inject({
        method: 'POST',
        url: '/api/v1/assets/press-2/phase',
        headers,
        payload: { phase: 'party' },
      }),
      app.inject({
        method: 'POST',
        url: '/api/v1/assets/press-2/phase',
        headers: { ...headers, 'content-type': 'application/json' },
        payload: '{"a":',
      }),
      app.inject({
        method: 'POST',
        url: '/api/v1/assets/press-2/phase',
        headers,
        payload: { reason: 'x'.repeat(100_000) },
      }),
      app.inject({
        method: 'POST',
        url: '/api/v1/assets/press-2/phase',
        headers: { ...headers, 'content-type': 'text/xml' },
        payload: '<a/>',
      }),
    ]);
    expect(answers.map(a => `${a.statusCode} ${problemSchema.parse(a.json()).code}`)).toEqual([
      '404 http.not-found',
      ...Array.from({ length: 10 }, () => '400 http.invalid-request'),
      '413 http.too-large',
      '400 http.invalid-request',
    ]);
    for (const answer of answers)
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  });

  test('an asset that is none is said to be so, also where something is declared of it', async () => {
    const { cookie, csrf } = await signIn();
    const headers = { cookie, 'x-csrf-token': csrf };
    const base = '/api/v1/assets/press-9';
    const answers = await Promise.all([
      app.inject({ url: `${base}/paths`, headers }),
      app.inject({ method: 'POST', url: `${base}/paths`, headers, payload: { paths: [], reason: 'x' } }),
      app.inject({ method: 'POST', url: `${base}/notes`, headers }),
    ]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([404, 404, 404]);
    expect(plant.acts).toEqual([]);
  });

  test('an unexpected failure tells its request id and nothing of the inside', async () => {
    const { cookie } = await signIn();
    const answer = await app.inject({ url: '/api/v1/changes/c-aaaaaaaaaaaa', headers: { cookie } });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('secret');
    expect(logged.join('')).toContain(answer.json().instance);
    expect(logged.join('')).toContain('/secret/path');
  });

  test('what a controller holds is a download of bytes and never runs in the page', async () => {
    const { cookie } = await signIn();
    const answer = await app.inject({
      url: '/api/v1/assets/press-2/content?path=files/page.html',
      headers: { cookie },
    });
    expect(answer.headers['content-type']).toBe('application/octet-stream');
    expect(answer.headers['content-disposition']).toMatch(/^attachment;/);
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  });

  test('the log of requests holds neither password, cookie, token nor query', async () => {
    const { cookie, csrf } = await signIn();
    await app.inject({ url: '/api/v1/changes?search=geheim', headers: { cookie } });
    for (const secret of ['first password!', cookie.split('=')[1] ?? '', csrf, 'geheim'])
      expect(logged.join('')).not.toContain(secret);
    expect(logged.join('')).toContain('"url":"/api/v1/changes"');
  });

  test('the description of the API names every route that takes JSON', async () => {
    const paths = Object.keys((await app.inject({ url: '/api/v1/openapi.json' })).json().paths);
    const hidden = [
      '/metrics',
      '/api/v1/openapi.json',
      '/api/v1/events',
      '/api/v1/assets/:asset/content',
      '/git/:area/:name/*',
    ];
    const expected = new Set(
      app.routeTable
        .map(r => r.url)
        .filter(url => !hidden.includes(url))
        .map(url => url.replace(/:(\w+)/g, '{$1}')),
    );
    expect(paths.toSorted()).toEqual([...expected].toSorted());
  });

  test('one person holds a bounded number of live streams, and another one gets in all the same', async () => {
    const { cookie, csrf } = await signIn();
    const grants = [{ role: 'viewer', scope: { of: 'site' } }];
    const vid = { user: 'vid', name: 'Vid', password: 'a password of theirs', grants };
    const headers = { cookie, 'x-csrf-token': csrf };
    await app.inject({ method: 'POST', url: '/api/v1/people', headers, payload: vid });
    const second = await app.inject({
      method: 'POST',
      url: '/api/v1/sign-in',
      payload: { user: vid.user, password: vid.password },
    });
    const theirs = second.cookies.map(c => `${c.name}=${c.value}`).join('; ');
    const address = await app.listen({ port: 0, host: '127.0.0.1' });
    const ended = new AbortController();
    const listen = (as: string) =>
      fetch(`${address}/api/v1/events`, { headers: { cookie: as }, signal: ended.signal });
    for (let n = 0; n < 30; n += 1) expect((await listen(cookie)).status).toBe(200);
    expect((await listen(cookie)).status).toBe(503);
    expect((await listen(theirs)).status).toBe(200);
    ended.abort();
    await expect.poll(() => plant.acts.filter(act => act === 'live ended')).toHaveLength(31);
    const again = new AbortController();
    const answer = await fetch(`${address}/api/v1/events`, { headers: { cookie }, signal: again.signal });
    expect(answer.status).toBe(200);
    again.abort();
    await expect.poll(() => plant.acts.filter(act => act === 'live ended')).toHaveLength(32);
  });

  test('live events begin at once and end with the connection', async () => {
    const { cookie } = await signIn();
    await app.listen({ port: 0, host: '127.0.0.1' });
    const address = app.server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const ended = new AbortController();
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/events`, {
      headers: { cookie },
      signal: ended.signal,
    });
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const reader = answer.body?.getReader();
    let text = '';
    while (!text.includes('"size":7')) text += Buffer.from((await reader?.read())?.value ?? []).toString();
    expect(text).toContain('id: 7\ndata: {"type":"log","size":7}\n\n');
    ended.abort();
    await expect.poll(() => plant.acts).toEqual(['live ended']);
  });
});
