import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@witnessmark/agent/config';
import { loadServerConfig } from '@witnessmark/server/config';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { plantUsers } from '../plant/index.ts';
import { configureAgent } from './agent-configuration.ts';
import { firstSignIn } from './first-sign-in.ts';
import { configureServer } from './server-configuration.ts';
import { demoArea, demoAssets } from './site.ts';

const ports = { people: 8480, agents: 8580, brewhouse: 48_480, press: 48_580, filler: 48_680 };
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'demo-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

test('the server’s file holds what a server asks for', async () => {
  const config = await loadServerConfig(await configureServer(dir, ports, 'Europe/Ljubljana'));
  expect(config).toMatchObject({
    site: { name: 'demo', timeZone: 'Europe/Ljubljana' },
    dataDir: join(dir, 'server'),
    people: { listen: { host: '127.0.0.1', port: 8480 } },
    agents: { listen: { host: '127.0.0.1', port: 8580 } },
  });
});

test('the agent’s file holds what an agent asks for, and names its secret instead of holding it', async () => {
  const file = await configureAgent(dir, {
    ports,
    timeZone: 'America/Sao_Paulo',
    brewhouseCertificate: 'ab'.repeat(32),
    exports: join(dir, 'plant', 'exports'),
    pressExports: join(dir, 'plant', 'press-exports'),
    fillerCertificate: 'cd'.repeat(32),
    fillerExports: join(dir, 'plant', 'filler-exports'),
  });
  const { config, dataDir } = await loadConfig(file, {});
  expect(dataDir).toBe(join(dir, 'agent'));
  expect(config.timeZone).toBe('America/Sao_Paulo');
  expect(config.assets.map(({ id, name }) => ({ id, name }))).toEqual(demoAssets);
  expect(new Set(config.assets.map(({ area }) => area))).toEqual(new Set([demoArea]));
  expect(config.assets.map(({ sources }) => Object.values(sources)[0]?.source)).toEqual([
    expect.objectContaining({
      endpoint: 'opc.tcp://127.0.0.1:48480',
      serverCertificate: 'ab'.repeat(32),
      user: { name: plantUsers.watcher.name, password: plantUsers.watcher.password },
    }),
    expect.objectContaining({ host: '127.0.0.1', port: 48_580 }),
    expect.objectContaining({ folder: 'plant/exports' }),
    expect.objectContaining({ port: 48_680, serverCertificate: 'cd'.repeat(32) }),
  ]);
  expect(await readFile(file, 'utf8')).not.toContain(plantUsers.watcher.password);
  if (process.platform !== 'win32')
    expect((await stat(join(dir, 'secrets', 'brewhouse-password'))).mode & 0o777).toBe(0o600);
});

test('the first password is made once, and its owner alone may read it', async () => {
  const file = join(dir, 'first-sign-in');
  const made = await firstSignIn(file);
  expect(made.user).toBe('admin');
  expect(made.password).toMatch(/^[a-z2-9]{5}(-[a-z2-9]{5}){3}$/);
  expect(await firstSignIn(file)).toEqual(made);
  expect((await firstSignIn(join(dir, 'another'))).password).not.toBe(made.password);
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
});
