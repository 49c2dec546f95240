import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Fact, factSchema, type ItemObservation } from '@witnessmark/shared/facts';
import { codeBlock, dataBlock, S7Cpu, S7ProgrammingDevice, type Statement } from '@witnessmark/test/plant/s7';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAgentClock } from '../clock/index.ts';
import { loadConfig } from '../config/index.ts';
import { openSpool, type SpoolStore } from '../spool/index.ts';
import { Fleet, Phases, TimerQueue } from '../watch/index.ts';
import { planStreams } from './streams.ts';

const stream = 'press-1/plc';
const log = pino({ level: 'silent' });
const ends: (() => unknown)[] = [];
let dir = '';

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'wm-blocks-'));
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  await rm(dir, { recursive: true });
});

/** A real spool and the watch between it and a CPU, as the agent puts them together. */
async function watching(
  cpu: S7Cpu,
  requestsPerSecond = 10_000,
  more: Readonly<Record<string, unknown>> = {},
): Promise<SpoolStore> {
  const config = {
    site: 'hall',
    dataDir: 'data',
    watch: {
      backOff: { first: '100ms', most: '1s' },
      fingerprint: '100ms',
      period: '500ms',
      settle: { attempts: 3, delay: '10ms', within: '5s' },
    },
    assets: [
      {
        id: 'press-1',
        name: 'Press 1',
        area: 'A',
        sources: { plc: { type: 's7', host: '127.0.0.1', port: cpu.port, requestsPerSecond, ...more } },
      },
    ],
  };
  await writeFile(join(dir, 'agent.yaml'), JSON.stringify(config));
  const loaded = await loadConfig(join(dir, 'agent.yaml'));
  const clock = await createAgentClock(loaded.dataDir);
  const spool = await openSpool({
    dir: join(loaded.dataDir, 'spool'),
    capacityBytes: 2 ** 30,
    now: clock.now,
    log,
  });
  ends.push(() => spool.close());
  const timers = new TimerQueue(clock);
  ends.push(() => timers.stop());
  const phases = new Phases(loaded.dataDir);
  const fleet = new Fleet({ clock, timers, spool, phases, log, random: Math.random, onSees: () => {} });
  ends.push(() => fleet.stop());
  await fleet.apply(planStreams(loaded, { clock, log }));
  return spool;
}

async function facts(spool: SpoolStore): Promise<Fact[]> {
  for (const blob of spool.unsentBlobs(stream, 1000)) await spool.blobSent(blob.sha256);
  const offered = await spool.offer(stream, { facts: 1000, bytes: 2 ** 28 });
  return offered.map(({ bytes }) => factSchema.parse(JSON.parse(Buffer.from(bytes).toString())));
}

const logicOf = (all: readonly Fact[]): ItemObservation[] =>
  all
    .flatMap(fact => (fact.kind === 'observation' ? fact.body.items : []))
    .filter(({ kind }) => kind === 'logic');
const hashOf = (spool: SpoolStore, path: string) =>
  spool.state(stream)?.manifest.find(item => item.path === path)?.sha256 ?? null;
/** Of an upload's first request. */
const nameIn = (parameters: string) => Buffer.from(parameters, 'hex').toString('latin1', 11, 17);
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

const start: readonly Statement[] = [
  ['A', 'I', 0, 0],
  ['=', 'Q', 4, 0],
];
const safe: readonly Statement[] = [
  ['A', 'I', 0, 0],
  ['AN', 'I', 0, 1],
  ['=', 'Q', 4, 0],
];
const fc = (number: number, statements: readonly Statement[]) =>
  codeBlock({ type: 'FC', number, networks: [statements] });
const db = (force: number) => dataBlock({ number: 20, values: [{ type: 'REAL', start: force }] });

test('an engineer changes one instruction and one initial value: exactly those two blocks are told', async () => {
  const cpu = new S7Cpu({ blocks: 'given' });
  for (const image of [fc(1, start), fc(2, start), db(42)]) cpu.program.put(image);
  await cpu.start();
  ends.push(() => cpu.stop());
  const spool = await watching(cpu);
  const fingerprint = () => spool.state(stream)?.fingerprint ?? null;
  await expect.poll(() => hashOf(spool, 'raw/FC1.mc7'), { timeout: 15_000 }).toBe(sha256(fc(1, start)));
  await expect.poll(fingerprint, { timeout: 15_000 }).not.toBeNull();

  const uploads: string[] = [];
  cpu.requests.on('request', ({ service, role, parameters }) => {
    if (service === 'upload' && role === 'watcher' && parameters.startsWith('1d')) uploads.push(parameters);
  });
  const device = new S7ProgrammingDevice({ port: cpu.port });
  ends.push(() => device.close());
  await device.connect();
  await device.download(fc(1, safe));
  await device.download(db(50));
  // As long as the engineer is connected no block is uploaded, and that is said.
  const gaps = async () =>
    (await facts(spool)).flatMap(fact =>
      fact.kind === 'coverage'
        ? fact.body.changes.flatMap(({ kind, now }) => (now.state === 'gap' ? [`${kind} ${now.reason}`] : []))
        : [],
    );
  await expect.poll(gaps, { timeout: 15_000 }).toContain('logic engineer-connected');
  expect(uploads).toEqual([]);
  expect(hashOf(spool, 'raw/FC1.mc7')).toBe(sha256(fc(1, start)));
  device.close();

  await expect.poll(() => hashOf(spool, 'raw/FC1.mc7'), { timeout: 15_000 }).toBe(sha256(fc(1, safe)));
  await expect.poll(fingerprint, { timeout: 15_000 }).not.toBeNull();
  const told = logicOf(await facts(spool));
  expect(told.map(({ path }) => path).toSorted()).toEqual([
    'raw/DB20.mc7',
    'raw/DB20.mc7',
    'raw/FC1.mc7',
    'raw/FC1.mc7',
    'raw/FC2.mc7',
  ]);
  expect(told.every(({ state }) => state === 'present')).toBe(true);
  const said = async () =>
    (await facts(spool)).flatMap(fact => (fact.kind === 'statement' ? [fact.body] : []));
  const acts = async () => (await said()).map(({ act }) => act);
  // That he is gone is counted with the next poll.
  const visit = ['connected', 'downloaded', 'disconnected'];
  await expect.poll(acts, { timeout: 15_000 }).toEqual(expect.arrayContaining(visit));
  const named = (await said()).map(({ place, identities }) => [place?.path, identities.length]);
  expect(named.every(([path, names]) => path === 'programming-device' && names === 0)).toBe(true);
  const letters = uploads.map(nameIn);
  expect(new Set(letters)).toEqual(new Set(['C00001', 'A00020']));
}, 60_000);

test('a first round of many blocks lets values pass, and a break in it loses one part', async () => {
  const cpu = new S7Cpu({ blocks: 'given' });
  const blocks = 60;
  for (let number = 1; number <= blocks; number += 1) cpu.program.put(fc(number, start));
  const uploads: string[] = [];
  cpu.requests.on('request', ({ parameters }) => {
    if (parameters.startsWith('1d') && uploads.push(parameters) === 30) cpu.drop();
  });
  await cpu.start();
  ends.push(() => cpu.stop());
  const spool = await watching(cpu, 100);
  const fingerprint = () => spool.state(stream)?.fingerprint ?? null;
  await expect.poll(fingerprint, { timeout: 30_000 }).not.toBeNull();

  const all = await facts(spool);
  const observations = all.flatMap(fact => (fact.kind === 'observation' ? [fact.body] : []));
  expect(observations[0]).toMatchObject({ cause: 'first', complete: false });
  expect(observations[0]?.items.map(({ path }) => path)).toEqual(['config/plc.txt']);
  const parts = observations.filter(({ items }) => items.some(({ kind }) => kind === 'logic'));
  expect(parts.length).toBeGreaterThan(5);
  expect(parts.every(({ cause }) => cause === 'first')).toBe(true);
  expect(observations.at(-1)).toMatchObject({ cause: 'first', complete: true, items: [] });
  expect(logicOf(all)).toHaveLength(blocks);
  // One part takes 250 ms, which are 25 requests, and a block takes five.
  expect(uploads.length).toBeGreaterThan(blocks);
  expect(uploads.length).toBeLessThanOrEqual(blocks + 10);
}, 60_000);

test('without valid checksums all block infos are asked over and over, and values pass between them', async () => {
  const cpu = new S7Cpu({ blocks: 'given' });
  const blocks = 200;
  for (let number = 1; number <= blocks; number += 1) cpu.program.put(fc(number, start));
  cpu.setBlock(20, Buffer.alloc(4));
  cpu.checksums = null;
  await cpu.start();
  ends.push(() => cpu.stop());
  const level = { db: 20, name: 'Tank', kind: 'setpoint', layout: { list: { Level: 'DB20.DBD0 REAL' } } };
  const spool = await watching(cpu, 200, { dataBlocks: [level] });
  const whole = () => spool.state(stream)?.watermarks.logic ?? null;
  await expect.poll(whole, { timeout: 30_000 }).not.toBeNull();

  let infos = 0;
  const uploads = new Set<string>();
  let waited = 0;
  let longest = 0;
  cpu.requests.on('request', ({ service, parameters }) => {
    if (service === 'upload' && parameters.startsWith('1d')) uploads.add(nameIn(parameters));
    if (service === 'block-info') infos += 1;
    waited = service === 'read-variable' ? 0 : waited + 1;
    longest = Math.max(longest, waited);
  });
  await expect.poll(() => infos, { timeout: 30_000 }).toBeGreaterThan(2 * blocks);
  expect(uploads.size).toBe(0);
  // Values are due every 100 requests; a part under way takes 50 at most, and what is asked beside it 20.
  expect(longest).toBeLessThan(170);
  expect(spool.state(stream)?.fingerprint ?? null).toBeNull();

  cpu.program.put(fc(77, safe));
  await expect.poll(() => hashOf(spool, 'raw/FC77.mc7'), { timeout: 15_000 }).toBe(sha256(fc(77, safe)));
  expect([...uploads]).toEqual(['C00077']);
}, 90_000);
