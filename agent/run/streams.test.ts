import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Fact, factHash, factSchema } from '@witnessmark/shared/facts';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAgentClock } from '../clock/index.ts';
import { loadConfig } from '../config/index.ts';
import { openSpool, type SpoolStore } from '../spool/index.ts';
import { Fleet, Phases, TimerQueue } from '../watch/index.ts';
import { planStreams } from './streams.ts';

const stream = 'press-1/exports';
const log = pino({ level: 'silent' });
let dir = '';
let exports = '';
let spool: SpoolStore | null = null;
let end: () => Promise<void> = async () => {};

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'wm-streams-'));
  exports = join(dir, 'exports');
  await mkdir(exports);
});
afterEach(async () => {
  await stop();
  await rm(dir, { recursive: true });
});

const config = `site: hall
dataDir: data
watch: { fingerprint: 300ms, backOff: { first: 300ms, most: 1s } }
assets:
  - id: press-1
    name: Press 1
    area: A
    sources:
      exports: { type: files, folder: exports, wholeAfterMs: 30 }
`;

const put = (name: string, content: string | Uint8Array) => writeFile(join(exports, name), content);

/** A real spool, a real folder and the watch between them, as the agent puts them together. */
async function start(): Promise<void> {
  await writeFile(join(dir, 'agent.yaml'), config);
  const loaded = await loadConfig(join(dir, 'agent.yaml'));
  const clock = await createAgentClock(loaded.dataDir);
  const opened = await openSpool({
    dir: join(loaded.dataDir, 'spool'),
    capacityBytes: 2 ** 30,
    now: clock.now,
    log,
  });
  const timers = new TimerQueue(clock);
  const fleet = new Fleet({
    clock,
    timers,
    spool: opened,
    phases: new Phases(loaded.dataDir),
    log,
    random: Math.random,
    onSees: () => {},
  });
  await fleet.apply(planStreams(loaded, { clock, log }));
  spool = opened;
  end = async () => {
    await fleet.stop();
    timers.stop();
    await opened.close();
  };
}

async function stop(): Promise<void> {
  await end();
  end = async () => {};
  spool = null;
}

async function until(condition: () => boolean, withinMs = 15_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`did not come about within ${withinMs} ms`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

/** What is durable of an item. */
const shaOf = (name: string) =>
  spool?.state(stream)?.manifest.find(({ path }) => path === `files/${name}`)?.sha256 ?? null;
const holds = (name: string, content: string) =>
  shaOf(name) === createHash('sha256').update(content).digest('hex');

/** Every fact of the stream, as the server would get it. */
async function facts(): Promise<Fact[]> {
  if (spool === null) throw new Error('not started');
  for (const blob of spool.unsentBlobs(stream, 1000)) await spool.blobSent(blob.sha256);
  const offered = await spool.offer(stream, { facts: 1000, bytes: 2 ** 28 });
  return offered.map(({ bytes }) => factSchema.parse(JSON.parse(Buffer.from(bytes).toString())));
}

const observations = (all: readonly Fact[]) =>
  all.flatMap(fact => (fact.kind === 'observation' ? [fact.body] : []));
const gapReasons = (all: readonly Fact[]) =>
  all.flatMap(fact =>
    fact.kind === 'coverage'
      ? fact.body.changes.flatMap(({ now }) => (now.state === 'gap' ? [now.reason] : []))
      : [],
  );

test('every change of a folder is in the spool, once, in order and chained', async () => {
  await put('Main.st', 'one');
  await start();
  await until(() => holds('Main.st', 'one'));
  await put('Main.st', 'two');
  await until(() => holds('Main.st', 'two'));
  await rename(join(exports, 'Main.st'), join(exports, 'Renamed.st'));
  await until(() => holds('Renamed.st', 'two') && shaOf('Main.st') === null);
  await put('Large.zap', Buffer.alloc(3 * 1024 * 1024, 1));
  await until(() => shaOf('Large.zap') !== null);
  await unlink(join(exports, 'Large.zap'));
  await until(() => shaOf('Large.zap') === null);

  const all = await facts();
  all.forEach((fact, index) => {
    expect(fact.seq).toBe(index + 1);
    expect(fact.prev).toBe(index === 0 ? null : factHash(all[index - 1] ?? fact));
  });
  const seen = observations(all);
  expect(seen[0]).toMatchObject({ base: null, cause: 'first' });
  for (const [index, body] of seen.entries()) if (index > 0) expect(body.base).toBe(seen[index - 1]?.result);
  const items = seen.flatMap(body => body.items);
  expect(items.map(({ path, state }) => `${path} ${state}`).toSorted()).toEqual([
    'files/Large.zap absent',
    'files/Large.zap present',
    'files/Main.st absent',
    'files/Main.st present',
    'files/Main.st present',
    'files/Renamed.st present',
  ]);
  expect(items.find(({ path }) => path === 'files/Renamed.st')).toMatchObject({
    renamedFrom: 'files/Main.st',
  });
  expect(items.find(({ path }) => path === 'files/Large.zap')).toMatchObject({ bytes: 3 * 1024 * 1024 });
}, 60_000);

test('what changed while nobody watched is seen once at the next start, and the gap is told', async () => {
  await put('Main.st', 'one');
  await start();
  await until(() => holds('Main.st', 'one'));
  await stop();
  await put('Main.st', 'two');
  await start();
  await until(() => holds('Main.st', 'two'));
  await stop();
  await start();
  const all = await facts();
  const seen = observations(all);
  expect(seen).toHaveLength(2);
  expect(seen[1]).toMatchObject({
    cause: 'restart',
    base: seen[0]?.result,
    items: [{ path: 'files/Main.st' }],
  });
  const window = seen[1]?.items[0];
  expect(window?.lastClean?.boot).toBe(window?.firstDirty.boot);
  expect(window?.lastClean?.mono).toBeLessThan(window?.firstDirty.mono ?? 0);
  expect(gapReasons(all)).toContain('agent-down');
}, 60_000);

test('a folder that goes away is a gap and deletes nothing', async () => {
  await put('Main.st', 'one');
  await start();
  await until(() => holds('Main.st', 'one'));
  await rename(exports, join(dir, 'away'));
  let told: Fact[] = await facts();
  await until(() => {
    void facts().then(all => {
      told = all;
    });
    return gapReasons(told).includes('link-lost');
  });
  await rename(join(dir, 'away'), exports);
  await put('Main.st', 'two');
  await until(() => holds('Main.st', 'two'));
  const seen = observations(await facts());
  expect(seen.flatMap(({ items }) => items.map(({ state }) => state))).toEqual(['present', 'present']);
  expect(seen[1]?.cause).toBe('reconnect');
}, 60_000);
