import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadServerConfig, settingNames } from './server-config.ts';

const docs = new URL('../../docs/', import.meta.url);
let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'witnessmark-config-'));
});
afterEach(() => rm(dir, { recursive: true }));

async function load(text: string) {
  const file = join(dir, 'server.yaml');
  await writeFile(file, text);
  return loadServerConfig(file);
}
const good = `site: { name: hall, timeZone: UTC }
dataDir: ./data
people: { listen: '127.0.0.1:0' }
agents: { listen: '127.0.0.1:0' }
`;

describe('the server configuration', () => {
  test('the documented example is valid', async () => {
    const config = await load(await readFile(new URL('examples/server.yaml', docs), 'utf8'));
    expect(config.people.tls?.key).toBe('/etc/witnessmark/tls.key');
  });

  test('the documentation names every setting and no other', async () => {
    const page = await readFile(new URL('server-configuration.md', docs), 'utf8');
    const documented = [...page.matchAll(/^\| `([\w.]+)` \|/gm)].map(([, name = '']) => name);
    expect(documented.toSorted()).toEqual(settingNames().toSorted());
  });

  test('proxies are trusted where they are named, as addresses or networks', async () => {
    expect((await load(good)).people.trustedProxies).toEqual([]);
    const named = good.replace(
      "'127.0.0.1:0' }\nagents",
      "'127.0.0.1:0', trustedProxies: ['::1', 10.20.0.0/24] }\nagents",
    );
    expect((await load(named)).people.trustedProxies).toEqual(['::1', '10.20.0.0/24']);
  });

  test('paths are relative to the file', async () => {
    expect((await load(good)).dataDir).toBe(join(dir, 'data'));
  });

  test.each([
    [good.replace('UTC', 'Mars/Base'), /line 1, site\.timeZone: expected an IANA time zone/],
    [good.replace("listen: '127.0.0.1:0'", 'listen: nowhere'), /line 3, people\.listen: expected host:port/],
    [
      good.replace(
        "'127.0.0.1:0' }\nagents",
        "'127.0.0.1:0', trustedProxies: [10.0.0.1, 0.0.0.0/0] }\nagents",
      ),
      /line 3, people\.trustedProxies\.1: expected an IP address, or a network/,
    ],
    [
      good.replace("people: { listen: '127.0.0.1:0'", "people: { listen: '0.0.0.0:80'"),
      /plain HTTP would be served beyond the loopback/,
    ],
  ])('a mistake names file, line and what was expected', async (text, message) => {
    await expect(load(text)).rejects.toThrow(message);
  });

  test('a file that is not there is said to be so', async () => {
    await expect(loadServerConfig(join(dir, 'none.yaml'))).rejects.toThrow(
      /none\.yaml.*cannot be read: ENOENT/,
    );
  });
});
