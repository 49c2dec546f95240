import { Readable } from 'node:stream';
import type { Grant, GrantScope, Role } from '@witnessmark/shared/api';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type Account,
  type Caller,
  Identity,
  isAllowed,
  type Permission,
  permissions,
  tokenScopes,
} from '../identity/index.ts';
import { MemoryAccounts } from '../identity/memory-accounts.fixture.ts';
import { type App, createHttp } from './app.ts';
import { FakePlant } from './fake-plant.fixture.ts';
import { fakePolicy } from './fake-policy.fixture.ts';
import { fakeSessions } from './fake-sessions.fixture.ts';
import { fakeRegistry, fakeWitnesses } from './fake-witnesses.fixture.ts';
import type { RouteEntry } from './guard.ts';
import { urlOf } from './route-urls.fixture.ts';

const roles: readonly Role[] = [
  'viewer',
  'operator',
  'maintainer',
  'engineer',
  'vendor',
  'approver',
  'auditor',
  'admin',
];
/** Every test URL is about press-2, which stands in the hall. */
const scopes: readonly (readonly [GrantScope, boolean])[] = [
  [{ of: 'site' }, true],
  [{ of: 'area', area: 'hall' }, true],
  [{ of: 'asset', asset: 'press-2' }, true],
  [{ of: 'area', area: 'yard' }, false],
  [{ of: 'asset', asset: 'mixer-1' }, false],
];
const everyScope = Object.keys(tokenScopes) as (keyof typeof tokenScopes)[];
const assetKinds = new Set(['asset', 'change', 'claim', 'clone']);

const store = new MemoryAccounts();
const plant = new FakePlant();
let identity: Identity;
let app: App;
const letIn = new Set<string>();

beforeEach(async () => {
  store.people.clear();
  store.tokens.clear();
  identity = new Identity(store);
  app = await createHttp({
    identity,
    plant,
    sessions: fakeSessions(),
    registry: fakeRegistry(),
    witnesses: fakeWitnesses(),
    policy: fakePolicy(),
    git: async () => ({ status: 200, headers: {}, body: Readable.from(['refs']) }),
    log: pino({ level: 'silent' }),
    site: { name: 'hall', timeZone: 'UTC', shifts: [] },
    build: 'test',
    tls: null,
    page: null,
  });
  // Runs after the guard: whatever it sees was let through.
  app.addHook('preValidation', async request => {
    letIn.add(String(request.headers['x-try']));
  });
  await app.ready();
});
afterEach(() => app.close());

let people = 0;
function account(grants: readonly (readonly [Role, GrantScope])[]): Account {
  people += 1;
  const n = people.toString(16).padStart(16, '0');
  return {
    person: `person-${n}`,
    user: `user-${n}`,
    name: 'Somebody',
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
}

async function tokenOf(grants: readonly (readonly [Role, GrantScope])[], wanted = everyScope) {
  const made = account(grants);
  store.people.set(made.person, made);
  const { person } = made;
  const owner: Caller = {
    person,
    grants: made.grants,
    scopes: null,
    account: made,
    signIn: null,
    token: null,
    proof: null,
  };
  const { secret } = await identity.own.addToken(owner, { name: 'all', scopes: wanted, days: 1 });
  return { secret, principal: { person, grants: made.grants, scopes: wanted } };
}

let asked = 0;
async function ask(route: Pick<RouteEntry, 'method' | 'url'>, secret: string, url = urlOf(route.url)) {
  const name = `${route.method} ${url} ${secret}`;
  letIn.delete(name);
  const answer = await app.inject({
    method: route.method as 'GET',
    url,
    headers: { authorization: `Bearer ${secret}`, 'x-try': name },
    // As many callers as the matrix needs, so that none of them is slowed down.
    remoteAddress: `10.0.0.${Math.floor(asked++ / 500) % 250}`,
  });
  return { answer, letIn: letIn.has(name) };
}

/** What the guard must say, worked out from the route's declaration and the person's one grant alone. */
function expected(route: RouteEntry, allowed: boolean, scope: GrantScope, covers: boolean): string {
  if (!allowed) return '403 http.not-allowed';
  if (route.about === 'site' && scope.of !== 'site') return '403 http.not-allowed';
  if (assetKinds.has(route.about ?? '') && !covers) return '404 http.not-found';
  return route.stepUp ? '403 identity.step-up-needed' : 'let in';
}

describe('every route × every role × every scope', () => {
  test('the guard lets in exactly what the table and the scope say', async () => {
    const guarded = app.routeTable.filter(
      ({ access, url, method }) =>
        permissions.includes(access as Permission) && method !== 'HEAD' && url !== '/api/v1/events',
    );
    expect(guarded.length).toBeGreaterThan(40);
    const wrong: string[] = [];
    let tried = 0;
    for (const role of roles) {
      for (const [scope, covers] of scopes) {
        const { secret, principal } = await tokenOf([[role, scope]]);
        for (const route of guarded) {
          const { answer, letIn: through } = await ask(route, secret);
          const said = through ? 'let in' : `${answer.statusCode} ${codeOf(answer)}`;
          const should = expected(route, isAllowed(principal, route.access as Permission), scope, covers);
          tried += 1;
          if (said !== should)
            wrong.push(
              `${role} ${JSON.stringify(scope)} ${route.method} ${route.url}: ${said}, not ${should}`,
            );
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(tried).toBe(guarded.length * roles.length * scopes.length);
  }, 120_000);

  test('live events follow the same rule', async () => {
    const route = { method: 'GET', url: '/api/v1/events' };
    const nobody = await tokenOf([]);
    expect((await ask(route, nobody.secret)).answer.statusCode).toBe(403);
  });

  test('every route about an asset is one of the kinds the matrix knows', () => {
    const kinds = new Set(app.routeTable.map(({ about }) => about));
    expect([...kinds].filter(kind => kind !== null).sort()).toEqual(
      [...assetKinds, 'narrowed', 'no-asset', 'site'].sort(),
    );
    for (const { url, about } of app.routeTable)
      if (url.includes(':asset')) expect(`${url} ${about}`).toBe(`${url} asset`);
  });

  test('a route that does not say who may use it, or what it is about, stops the server from starting', async () => {
    const fresh = () =>
      createHttp({
        identity,
        plant,
        sessions: fakeSessions(),
        registry: fakeRegistry(),
        witnesses: fakeWitnesses(),
        policy: fakePolicy(),
        git: () => Promise.reject(new Error('unused')),
        log: pino({ level: 'silent' }),
        site: { name: 'hall', timeZone: 'UTC', shifts: [] },
        build: 'test',
        tls: null,
        page: null,
      });
    const handler = () => null;
    const broken = await fresh();
    expect(() => broken.get('/api/v1/new', handler)).toThrow('does not say who may use it');
    expect(() => broken.get('/api/v1/a', { config: { access: 'see-plant' } }, handler)).toThrow(
      'does not say what it is about',
    );
    const reading = { access: 'see-plant', about: 'site', stepUp: true } as const;
    expect(() => broken.get('/api/v1/b', { config: reading }, handler)).toThrow(
      'must never need a fresh proof',
    );
    await broken.close();
  });

  test('nothing that only reads asks for a fresh proof', () => {
    const asking = app.routeTable.filter(({ stepUp }) => stepUp);
    expect(asking.map(({ method }) => method)).not.toContain('GET');
    expect(asking.length).toBeGreaterThan(8);
  });
});

describe('reading across areas', () => {
  test('what lies outside is answered word for word as what does not exist', async () => {
    const { secret } = await tokenOf([['engineer', { of: 'area', area: 'hall' }]]);
    const pairs: readonly (readonly [string, string, string])[] = [
      ['/api/v1/assets/NAME', 'mixer-1', 'mixer-0'],
      ['/api/v1/assets/NAME/state', 'mixer-1', 'mixer-0'],
      ['/api/v1/assets/NAME/content?path=files/page.html', 'mixer-1', 'mixer-0'],
      ['/api/v1/changes/NAME', 'c-cccccccccccc', 'c-dddddddddddd'],
      ['/git/yard/NAME.git/info/refs', 'mixer-1', 'mixer-0'],
    ];
    for (const [url, real, none] of pairs) {
      const [there, notThere] = await Promise.all(
        [real, none].map(async name => {
          const { answer } = await ask({ method: 'GET', url }, secret, url.replace('NAME', name));
          const { instance: _request, ...body } = answer.json();
          return `${answer.statusCode} ${JSON.stringify(body).replaceAll(name, 'NAME')}`;
        }),
      );
      expect(there).toBe(notThere);
      expect(there).toMatch(/^404 /);
    }
  });

  test('an area in the address of a clone does not lend its reach to an asset of another', async () => {
    const { secret } = await tokenOf([['engineer', { of: 'area', area: 'hall' }]]);
    const { answer } = await ask({ method: 'GET', url: '' }, secret, '/git/hall/mixer-1.git/info/refs');
    expect(answer.statusCode).toBe(404);
  });

  test('what is seen and may not be done is refused, not hidden', async () => {
    const { secret } = await tokenOf([
      ['engineer', { of: 'area', area: 'hall' }],
      ['viewer', { of: 'area', area: 'yard' }],
    ]);
    const order = (asset: string) =>
      ask({ method: 'POST', url: '' }, secret, `/api/v1/assets/${asset}/reading`);
    const seen = await order('mixer-1');
    expect(`${seen.answer.statusCode} ${codeOf(seen.answer)}`).toBe('403 http.not-allowed');
    expect((await order('press-2')).letIn).toBe(true);
  });

  test('a token narrows what its owner sees before any of it is looked up', async () => {
    const { secret } = await tokenOf([['admin', { of: 'site' }]], ['git']);
    const { answer } = await ask({ method: 'GET', url: '' }, secret, '/api/v1/assets/press-2');
    expect(answer.statusCode).toBe(403);
  });
});

function codeOf(answer: { json(): { code?: unknown } }): string {
  return String(answer.json().code);
}
