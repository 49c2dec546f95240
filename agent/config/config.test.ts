import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LoadedConfig, loadConfig } from './index.ts';
import { ConfigReload } from './reload.ts';
import { settingNames } from './settings.ts';
import { policyOf } from './watch-rules.ts';

const docs = new URL('../../docs/', import.meta.url);
let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'wm-config-'));
});
afterEach(() => rm(dir, { recursive: true }));

async function load(text: string, env: Record<string, string> = {}) {
  const file = join(dir, 'agent.yaml');
  await writeFile(file, text);
  return loadConfig(file, env);
}
const refusal = async (text: string, env = {}) => {
  try {
    await load(text, env);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('was not refused');
};

const good = `site: hall
dataDir: data
assets:
  - id: press-2
    name: Press 2
    area: A
    sources:
      plc:
        type: s7
        host: 10.0.0.1
      exports:
        type: files
        folder: exports
        watch: { fingerprint: 1m }
`;

test('the documented example holds', async () => {
  const loaded = await load(await readFile(new URL('examples/agent.yaml', docs), 'utf8'), {
    MIXER_1_PASSWORD: 'from the environment',
  });
  expect(loaded.config.assets.map(({ id }) => id)).toEqual(['press-2', 'mixer-1', 'line-3']);
  const ua = loaded.config.assets[1]?.sources['ua']?.source;
  expect(ua?.type === 'opcua' && ua.user).toMatchObject({ password: 'from the environment' });
});

test('the documentation names every setting and no other', async () => {
  const page = await readFile(new URL('agent-configuration.md', docs), 'utf8');
  const documented = [...page.matchAll(/^\| `([\w.]+)` \|/gm)].map(match => match[1] ?? '');
  expect(documented.toSorted()).toEqual(settingNames().toSorted());
  expect(documented.length).toBeGreaterThan(100);
});

test('the documented systemd unit runs the documented command', async () => {
  const unit = await readFile(new URL('examples/witnessmark-agent.service', docs), 'utf8');
  expect(unit).toContain('witnessmark-agent run --config');
});

test('paths are relative to the file, rules of a source stand over those of the file', async () => {
  const { config, dataDir } = await load(`watch: { fingerprint: 5s, sweep: off }\n${good}`);
  expect(dataDir).toBe(join(dir, 'data'));
  const policy = (name: string) => {
    const entry = config.assets[0]?.sources[name];
    if (entry === undefined) throw new Error(`no source ${name}`);
    const asset = { expectedOff: [], timeZone: 'UTC', requestsPerSecond: 0 };
    return policyOf(entry.source.type, [config.watch, config.assets[0]?.watch, entry.watch], asset);
  };
  expect(policy('plc')).toMatchObject({ fingerprintMs: 5000, periodMs: 10_000, sweep: null });
  expect(policy('exports')).toMatchObject({ fingerprintMs: 60_000, settle: { attempts: 0 } });
});

test.each([
  [
    good.replace('host: 10.0.0.1', 'host: 7'),
    /agent\.yaml.*line 10, assets\[0\]\.sources\.plc\.host: expected string/,
  ],
  [good.replace('host:', 'hots:'), /line 10, assets\[0\]\.sources\.plc: the key "hots" is not known here/],
  [
    good.replace('type: s7', 'type: s8'),
    /line 9, assets\[0\]\.sources\.plc\.type: Expected 's7' \| 'opcua' \| 'files'/,
  ],
  [good.replace('id: press-2', 'id: Press 2'), /line 4, assets\[0\]\.id: .*a-z, 0-9/],
  [
    good.replace('fingerprint: 1m', 'fingerprint: 60'),
    /line 14, .*exports\.watch\.fingerprint: a time span like/,
  ],
  [good.replace('fingerprint: 1m', 'fingerprint: 1ms'), /from 100ms to 1d/],
  [good.replace('site: hall', ''), /line \d, site: expected string/],
  [
    `${good}  - { id: press-2, name: x, area: x, sources: { a: { type: files, folder: x } } }\n`,
    /line 15, assets\[1\]\.id: two assets have the id press-2/,
  ],
  [`timeZone: Mars/Base\n${good}`, /line 1, timeZone: a time zone like/],
  [good.replace('plc:', 'PLC_1:'), /line 8, assets\[0\]\.sources.PLC_1: .*a-z, 0-9/],
  [`${good}site: other\n`, /line 15: YAML: DUPLICATE_KEY/],
  ['site: [unclosed\n', /line \d: YAML/],
  ['', /line 1: expected object/],
  [`watch: { sweep: { evry: 1h } }\n${good}`, /line 1, watch\.sweep.*(?:every|evry)/],
])('%j is refused with file, line, path and what was expected', async (text, message) => {
  expect(await refusal(text)).toMatch(message);
});

test('runaway aliases are refused', async () => {
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x,x]',
    ...'bcdefghi'.split('').map((c, i) => `${c}: &${c} [${Array(10).fill(`*${'abcdefgh'[i]}`).join(',')}]`),
  ].join('\n');
  expect(await refusal(bomb)).toMatch(/alias/i);
});

const opcua = (user: string, endpoint = 'opc.tcp://10.0.0.1:4840') => `site: hall
dataDir: data
assets:
  - id: mixer-1
    name: Mixer
    area: A
    sources:
      ua:
        type: opcua
        endpoint: ${endpoint}
        user: ${user}
`;

test('a password written out is refused and not repeated', async () => {
  const said = await refusal(opcua('{ name: reader, password: hunter2 }'));
  expect(said).toMatch(/line 11, assets\[0\]\.sources\.ua\.user\.password/);
  expect(said).not.toContain('hunter2');
  const inAddress = await refusal(opcua('anonymous', 'opc.tcp://reader:hunter2@10.0.0.1:4840'));
  expect(inAddress).toMatch(/line 10, .*endpoint/);
  expect(inAddress).not.toContain('hunter2');
});

test('a password is found by name, and a missing or exposed one is refused', async () => {
  const user = (text: string) => opcua(`{ name: reader, password: ${text} }`);
  await writeFile(join(dir, 'secret'), 'from a file\n', { mode: 0o600 });
  const { config } = await load(user('{ file: secret }'));
  const source = config.assets[0]?.sources['ua']?.source;
  expect(source?.type === 'opcua' && source.user).toEqual({ name: 'reader', password: 'from a file' });
  expect(await refusal(user('{ env: NOT_SET }'))).toContain('$NOT_SET');
  await chmod(join(dir, 'secret'), 0o644);
  if (process.platform !== 'win32') expect(await refusal(user('{ file: secret }'))).toContain('mode 0644');
});

test('a file that is not there is said to be so', async () => {
  await expect(loadConfig(join(dir, 'none.yaml'))).rejects.toMatchObject({
    code: 'config.unreadable',
    detail: 'ENOENT',
  });
});

test('a changed file is loaded again, a wrong one is refused, each in its turn', async () => {
  const file = join(dir, 'agent.yaml');
  await writeFile(file, good);
  const seen: string[] = [];
  let wake = () => {};
  const told = (what: string) => {
    seen.push(what);
    wake();
  };
  const reload = new ConfigReload(file, {
    loaded: async ({ config }: LoadedConfig) => told(config.site),
    refused: async error => told(error instanceof Error ? error.name : 'refused'),
  });
  reload.start();
  const next = () =>
    new Promise<void>(resolve => {
      wake = resolve;
    });
  let came = next();
  reload.reload();
  await came;
  came = next();
  await writeFile(file, good.replace('site: hall', 'site: [wrong'));
  reload.reload();
  await came;
  came = next();
  await writeFile(file, good.replace('site: hall', 'site: other'));
  await came;
  await reload.stop();
  expect(seen.slice(0, 2)).toEqual(['hall', 'WitnessError']);
  expect(seen.at(-1)).toBe('other');
});
