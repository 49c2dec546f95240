import 'reflect-metadata';
import { execFile } from 'node:child_process';
import { webcrypto } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as x509 from '@peculiar/x509';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveGit } from '../git-http/index.ts';
import { Identity } from '../identity/index.ts';
import { MemoryAccounts } from '../identity/memory-accounts.fixture.ts';
import { openStore, type Store } from '../store/index.ts';
import { type App, createHttp } from './app.ts';
import { FakePlant } from './fake-plant.fixture.ts';
import { fakePolicy } from './fake-policy.fixture.ts';
import { fakeSessions } from './fake-sessions.fixture.ts';
import { fakeRegistry, fakeWitnesses } from './fake-witnesses.fixture.ts';

const run = promisify(execFile);
let dir = '';
let ca = '';
let port = 0;
let app: App;
let store: Store;
const identity = new Identity(new MemoryAccounts());

/** A certificate of its own for localhost, as a site's authority would issue. */
async function certificate(): Promise<{ certificate: string; key: string }> {
  const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ]);
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=localhost',
    keys,
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 3_600_000),
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    extensions: [
      new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }]),
      new x509.BasicConstraintsExtension(true),
    ],
  });
  const key = x509.PemConverter.encode(
    await webcrypto.subtle.exportKey('pkcs8', keys.privateKey),
    'PRIVATE KEY',
  );
  return { certificate: made.toString('pem'), key };
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'witnessmark-tls-'));
  const made = await certificate();
  ca = made.certificate;
  await writeFile(join(dir, 'tls.crt'), made.certificate);
  await writeFile(join(dir, 'tls.key'), made.key, { mode: 0o600 });
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  store = await openStore({ dir: join(dir, 'store'), log: quiet });
  await store.commit('press-2', [
    {
      author: { id: 'agent-0000000000000001', name: 'edge' },
      at: '2026-11-23T02:00:00.000Z',
      subject: 'first reading',
      trailers: [],
      changes: [{ path: 'setpoints/DB20.txt', content: Buffer.from('Level = 1.0  # Real\n') }],
    },
  ]);
  await identity.people.ensureAdministrator('first password!');
  const plant = Object.assign(new FakePlant(), {
    assetAt: async (area: string, asset: string) => (area === 'hall' ? asset : null),
  });
  app = await createHttp({
    identity,
    plant,
    sessions: fakeSessions(),
    registry: fakeRegistry(),
    witnesses: fakeWitnesses(),
    policy: fakePolicy(),
    git: (asset, call) => serveGit(store, asset, call),
    log: pino({ level: 'silent' }),
    site: { name: 'hall', timeZone: 'UTC', shifts: [] },
    build: 'test',
    tls: { certificate: join(dir, 'tls.crt'), key: join(dir, 'tls.key') },
    page: null,
  });
  await app.listen({ host: 'localhost', port: 0 });
  const address = app.server.address();
  port = typeof address === 'object' && address ? address.port : 0;
}, 60_000);
afterAll(async () => {
  await app?.close();
  await store?.close();
  await rm(dir, { recursive: true, force: true });
});

function ask(
  path: string,
  body?: object,
): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }> {
  return new Promise((resolve, reject) => {
    const call = request(
      {
        host: 'localhost',
        port,
        path,
        ca,
        method: body ? 'POST' : 'GET',
        headers: { 'content-type': 'application/json' },
      },
      answer => {
        let text = '';
        answer.on('data', part => {
          text += part;
        });
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }),
        );
      },
    );
    call.on('error', reject);
    call.end(body ? JSON.stringify(body) : undefined);
  });
}

test('over HTTPS the cookie is bound to the host and never leaves it in plain text', async () => {
  const answer = await ask('/api/v1/sign-in', { user: 'admin', password: 'first password!' });
  expect(answer.status).toBe(200);
  expect(String(answer.headers['set-cookie'])).toMatch(
    /^__Host-witnessmark=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  );
  expect(answer.headers['strict-transport-security']).toMatch(/max-age=\d+/);
  await expect(fetch(`http://localhost:${port}/api/v1/health`)).rejects.toThrow();
});

test('git clones over HTTPS with a token, and not without', async () => {
  const { caller } = await identity.signIn(
    { user: 'admin', password: 'first password!' },
    { address: 'test', browser: '' },
  );
  const { secret } = await identity.own.addToken(caller, { name: 'git', scopes: ['git'], days: 1 });
  await writeFile(join(dir, 'ca.pem'), ca);
  const env = {
    PATH: process.env['PATH'],
    GIT_SSL_CAINFO: join(dir, 'ca.pem'),
    GIT_TERMINAL_PROMPT: '0',
    HOME: dir,
  };
  const address = (user: string) => `https://${user}localhost:${port}/git/hall/press-2.git`;
  await run('git', ['clone', '--quiet', address(`engineer:${secret}@`), join(dir, 'clone')], { env });
  const { stdout } = await run('git', ['-C', join(dir, 'clone'), 'show', 'HEAD:setpoints/DB20.txt'], { env });
  expect(stdout).toBe('Level = 1.0  # Real\n');
  await expect(run('git', ['clone', '--quiet', address(''), join(dir, 'no')], { env })).rejects.toThrow(
    /could not read Username|Authentication/,
  );
  await expect(
    run('git', ['clone', '--quiet', address('x:wm_wrong@'), join(dir, 'no')], { env }),
  ).rejects.toThrow(/Authentication failed/);
});
