import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fact, Statement } from '@witnessmark/shared/facts';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runProgram } from '../cli/index.ts';
import { loadConfig } from '../config/index.ts';
import { openSpool } from '../spool/index.ts';
import { winccAlive, winccHeader, winccWrite } from '../witnesses/testing/wincc.ts';
import { Agent, readStatus } from './index.ts';

let dir = '';
let running: Agent | null = null;
const log = pino({ level: 'silent' });

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'wm-witnesses-'));
  await mkdir(join(dir, 'trail'));
  await mkdir(join(dir, 'exports'));
  await configure();
});
afterEach(async () => {
  await running?.stop();
  running = null;
  await rm(dir, { recursive: true });
});

const file = () => join(dir, 'agent.yaml');
const trail = () => join(dir, 'trail', 'audit.csv');

async function configure({ asset = 'press-2', mapping = 'wincc', within = '10s' } = {}): Promise<void> {
  await writeFile(
    file(),
    `site: hall
dataDir: data
timeZone: Europe/Ljubljana
watch: { fingerprint: 300ms }
assets:
  - id: press-2
    name: Press 2
    area: A
    sources:
      exports: { type: files, folder: exports, wholeAfterMs: 30 }
witnesses:
  op-press-2:
    kind: audit-trail
    assets: [${asset}]
    folder: trail
    mapping: ${mapping}
    path: panel
    every: 30ms
    clock: { error: 2s }
    life: { sign: record, within: ${within} }
    tags:
      - { tag: 'Press2/{name}', path: setpoints/PressSetpoints.txt, member: '{name}' }
`,
  );
}

async function start(): Promise<void> {
  running = new Agent(await loadConfig(file()), log);
  await running.start();
}

// A test's own limit is above the sum of what it waits for, so that a wait that fails says what it waited for.
const witness = async () => (await readStatus(join(dir, 'data')))?.witnesses[0];

/** What the spool holds of the asset, in its order; the agent is stopped for it. */
async function statements(): Promise<Statement[]> {
  await running?.stop();
  running = null;
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const now = () => ({ wall: new Date().toISOString(), mono: 0, boot: '0'.repeat(32) });
  const spool = await openSpool({
    dir: join(dir, 'data', 'spool'),
    capacityBytes: 1024 ** 3,
    now,
    log: quiet,
  });
  const facts = await spool.offer('press-2/exports', { facts: 1000, bytes: 1024 ** 3 });
  await spool.close();
  return facts.flatMap(({ bytes }) => {
    const fact: Fact = JSON.parse(Buffer.from(bytes).toString());
    return fact.kind === 'statement' ? [fact.body] : [];
  });
}

test('an operator’s write rides the asset’s stream, and a change has the proof of life around it told soon', {
  timeout: 100_000,
}, async () => {
  let id = 0;
  await writeFile(trail(), `${winccHeader}\r\n`);
  await start();
  const signs = setInterval(() => {
    id += 1;
    void appendFile(trail(), `${winccAlive(id, Date.now())}\r\n`);
  }, 100);
  try {
    await expect.poll(async () => (await witness())?.silent, { timeout: 20_000 }).toBeNull();
    await writeFile(join(dir, 'exports', 'Main.st'), 'one');
    await appendFile(trail(), `${winccWrite(10_000, Date.now(), '43,5')}\r\n`);
    await expect.poll(async () => (await witness())?.told, { timeout: 20_000 }).toBe(1);
    const changed = Date.now();
    await writeFile(join(dir, 'exports', 'Main.st'), 'two');
    // Nothing is told of a quiet life for an hour: this change alone asks for it.
    const state = async () => (await readStatus(join(dir, 'data')))?.spool.facts ?? 0;
    const before = await state();
    await expect.poll(state, { timeout: 20_000 }).toBeGreaterThan(before + 1);
    const said = await statements();
    expect(said.filter(({ act }) => act === 'wrote')).toMatchObject([
      { witness: { kind: 'hmi-audit', name: 'op-press-2' }, place: { path: 'panel' }, clockErrorMs: 2000 },
    ]);
    const watched = said.filter(({ act }) => act === 'watched');
    expect(watched.length).toBeGreaterThan(1);
    expect(Date.parse(watched.at(-1)?.to.wall ?? '')).toBeGreaterThan(changed);
    for (const [index, { from }] of watched.entries()) {
      if (index > 0) expect(from).toEqual(watched[index - 1]?.to);
    }
  } finally {
    clearInterval(signs);
  }
});

test('a configuration is refused where a witness speaks of an asset that is not watched', async () => {
  await configure({ asset: 'mixer-1' });
  await expect(loadConfig(file())).rejects.toMatchObject({
    code: 'config.invalid',
    detail: expect.stringMatching(/witnesses\.op-press-2\.assets\[0\].*this agent watches/),
  });
});

test('a witness whose settings changed begins anew where it was, and a wrong mapping changes nothing', {
  timeout: 100_000,
}, async () => {
  await writeFile(trail(), `${winccHeader}\r\n${winccWrite(1, Date.now(), '1')}\r\n`);
  await start();
  await expect.poll(async () => (await witness())?.told, { timeout: 20_000 }).toBe(1);
  await configure({ within: '20s' });
  await expect.poll(async () => (await witness())?.told, { timeout: 20_000 }).toBe(0);
  await configure({ mapping: '{ file: nowhere.yaml }' });
  const refused = async () => (await readStatus(join(dir, 'data')))?.configuration.refused ?? '';
  await expect.poll(refused, { timeout: 20_000 }).toMatch(/nowhere\.yaml/);
  await appendFile(trail(), `${winccWrite(2, Date.now(), '2')}\r\n`);
  await expect.poll(async () => (await witness())?.told, { timeout: 20_000 }).toBe(1);
  const wrote = (await statements()).filter(({ act }) => act === 'wrote');
  expect(wrote.map(({ touches }) => touches[0]?.new)).toEqual(['1', '2']);
});

test('the command line tells of witnesses', { timeout: 60_000 }, async () => {
  const said: string[] = [];
  const print = (text: string) => said.push(text);
  expect(await runProgram(['check', '--config', file()], print, print)).toBe(0);
  expect(said.join('\n')).toContain('witness op-press-2  press-2');
  await writeFile(trail(), `${winccHeader}\r\n1;;;;Never heard of;;;;\r\n`);
  await start();
  await expect.poll(async () => (await witness())?.unread, { timeout: 20_000 }).toBe(1);
  await runProgram(['status', '--config', file()], print, print);
  expect(said.at(-1)).toMatch(
    /hmi-audit\/op-press-2 {2}not proven alive: .* {2}0 records told, 1 NOT UNDERSTOOD/,
  );
  await configure({ mapping: '{ file: nowhere.yaml }' });
  expect(await runProgram(['check', '--config', file()], print, print)).not.toBe(0);
});
