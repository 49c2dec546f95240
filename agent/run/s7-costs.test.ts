import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeBlock, S7Cpu, type S7CpuOptions, type Statement } from '@witnessmark/test/plant/s7';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { createAgentClock } from '../clock/index.ts';
import { loadConfig } from '../config/index.ts';
import { openSpool } from '../spool/index.ts';
import { Fleet, Phases, TimerQueue, type Watcher } from '../watch/index.ts';
import { planStreams } from './streams.ts';

const stream = 'press-1/plc';
const log = pino({ level: 'silent' });
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const start: readonly Statement[] = [['A', 'I', 0, 0]];
const safe: readonly Statement[] = [['AN', 'I', 0, 0]];
const fc = (number: number, statements: readonly Statement[]) =>
  codeBlock({ type: 'FC', number, networks: [statements] });

/** The numbers that docs/decisions/0004 and 0007 state, for an S7-300 (PDU 240) and blocks of one part. */
const blocks = 20;
const types = 1;
const parts = 1;
const config = 8;
const list = 1 + 1 + types;
const upload = 4 + parts;
/** Counts of connections and the diagnostic buffer, where something moved. */
const evidence = 2;
/** One look for programming devices a part, and one more after each sixteen uploads within it. */
const look = 1;

interface Watched {
  readonly watcher: Watcher;
  /** S7 requests the CPU has seen of the watcher. */
  readonly seen: () => number;
  readonly times: readonly number[];
  readonly cost: (reading: string) => number | null;
}

async function watched(
  cpu: S7Cpu,
  source: Readonly<Record<string, unknown>>,
  watch: Readonly<Record<string, unknown>> = {},
): Promise<Watched> {
  const dir = await mkdtemp(join(tmpdir(), 'wm-costs-'));
  ends.push(() => rm(dir, { recursive: true }));
  const times: number[] = [];
  cpu.requests.on('request', () => times.push(performance.now()));
  const port = await cpu.start();
  ends.push(() => cpu.stop());
  const plc = { type: 's7', host: '127.0.0.1', port, requestsPerSecond: 10_000, ...source };
  const rules = { fingerprint: '100ms', period: '1s', settle: { attempts: 3, delay: '10ms', within: '5s' } };
  const asset = { id: 'press-1', name: 'Press 1', area: 'A', sources: { plc } };
  const settings = { site: 'hall', dataDir: 'data', watch: { ...rules, ...watch }, assets: [asset] };
  await writeFile(join(dir, 'agent.yaml'), JSON.stringify(settings));
  const loaded = await loadConfig(join(dir, 'agent.yaml'));
  const clock = await createAgentClock(loaded.dataDir);
  const spool = await openSpool({ dir: join(dir, 'spool'), capacityBytes: 2 ** 28, now: clock.now, log });
  ends.push(() => spool.close());
  const timers = new TimerQueue(clock);
  ends.push(() => timers.stop());
  const phases = new Phases(loaded.dataDir);
  const fleet = new Fleet({ clock, timers, spool, phases, log, random: Math.random, onSees: () => {} });
  ends.push(() => fleet.stop());
  await fleet.apply(planStreams(loaded, { clock, log }));
  const watcher = fleet.watcher(stream);
  if (watcher === null) throw new Error('not watched');
  const cost = (reading: string) => watcher.costs.find(each => each.reading === reading)?.requests ?? null;
  return { watcher, seen: () => times.length, times, cost };
}

function cpuWith(count: number, options: S7CpuOptions = {}): S7Cpu {
  const cpu = new S7Cpu({ blocks: 'given', ...options });
  for (let number = 1; number <= count; number += 1) cpu.program.put(fc(number, start));
  return cpu;
}

const within = { timeout: 20_000 };

test('a fingerprint, a poll, a change and a sweep cost what is stated, and nothing else is asked', async () => {
  const cpu = cpuWith(blocks);
  const { watcher, seen, cost } = await watched(cpu, {});
  const sweep = 1 + config + 2 * list + look + Math.floor((blocks - 1) / 16) * look + blocks * upload + 1;
  await expect.poll(() => cost('sweep'), within).toBe(sweep);
  await expect.poll(() => cost('fingerprint'), within).toBe(1);
  await expect.poll(() => cost('poll'), within).toBe(config);
  expect(cost('change')).toBeNull();
  // COTP, negotiation, connections, identity (3), diagnostic buffer, clock, blocks; then what it can see, of at most 16.
  expect(cost('connect')).toBeGreaterThanOrEqual(9);
  expect(cost('connect')).toBeLessThanOrEqual(9 + 16);

  // Just after a poll: the next to come is the fingerprint, which then is the first to see it.
  const polledAt = () => watcher.costs.find(({ reading }) => reading === 'poll')?.at;
  const before = polledAt();
  await expect.poll(polledAt, within).not.toBe(before);
  cpu.program.put(fc(7, safe));
  const moved = 1 + evidence;
  const settling = look + upload;
  const fingerprints = 2;
  const change = moved + 2 * list + look + blocks + (upload - 1) + settling + fingerprints;
  await expect.poll(() => cost('change'), within).toBe(change);

  // The checksum is in the configuration item too: it is read until it has settled.
  await expect.poll(() => cost('found'), within).toBe(2 * config);

  await watcher.read();
  expect(cost('sweep')).toBe(sweep);
  await watcher.stop();
  // The request for the COTP connection is not among those the CPU tells of.
  expect(watcher.health.totals.requests).toBe(seen() + 1);
}, 60_000);

test('without valid checksums a round costs one request a block, besides its lists and a look a part', async () => {
  const cpu = cpuWith(blocks);
  cpu.checksums = null;
  const { cost } = await watched(cpu, {});
  await expect.poll(() => cost('round'), within).toBe(2 * list + look + blocks);
  expect(cost('poll')).toBe(config);
  // Asked on connecting, that it has none.
  expect(cost('fingerprint')).toBeNull();
}, 60_000);

test('a force costs one look into the diagnostic buffer, and a second reading until it has settled', async () => {
  const cpu = cpuWith(1);
  const { cost } = await watched(cpu, {}, { fingerprint: '10m', period: '200ms' });
  await expect.poll(() => cost('poll'), within).toBe(config);
  cpu.forceActive = true;
  await expect.poll(() => cost('found'), within).toBe(config + 1 + config);
}, 60_000);

test('a sweep never goes beyond the budget of its asset, in any second of it', async () => {
  const cpu = cpuWith(60);
  const perSecond = 100;
  const { times, cost } = await watched(cpu, { requestsPerSecond: perSecond });
  await expect.poll(() => cost('sweep'), { timeout: 40_000 }).toBeGreaterThan(60 * upload);
  expect(times.length).toBeGreaterThan(300);
  let most = 0;
  for (let first = 0, last = 0; last < times.length; last += 1) {
    while ((times[last] ?? 0) - (times[first] ?? 0) >= 1000) first += 1;
    most = Math.max(most, last - first + 1);
  }
  // What an idle moment saves up is one request for each that may be in flight.
  expect(most).toBeLessThanOrEqual(perSecond + 8);
  expect(most).toBeGreaterThan(perSecond / 2);
}, 60_000);
