import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WitnessError } from '@witnessmark/shared/errors';
import { factSchema, type Statement } from '@witnessmark/shared/facts';
import type { Instant } from '@witnessmark/shared/time';
import { expect, test } from 'vitest';
import { openSpool } from '../spool/index.ts';
import { Statements } from './statements.ts';
import { MemorySpool } from './testing/memory-spool.ts';
import { SimulatedDevice, SimulatedSource } from './testing/simulated-device.ts';
import { VirtualTime } from './testing/virtual-time.ts';
import { Watcher, type WatchSpool } from './watcher.ts';

const stream = 'press-1/plc';
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

function statement(time: VirtualTime, value: string): Statement {
  return {
    witness: { kind: 'opcua-audit', name: 'Press 1' },
    act: 'wrote',
    authenticity: 'authenticated',
    reach: 'account',
    identities: [{ scheme: 'opcua-user', value }],
    touches: [{ path: 'setpoints/A.txt', member: 'LevelSP', old: '1', new: '2' }],
    from: time.now(),
    to: time.now(),
    clockErrorMs: 10,
    liveness: { proof: 'none' },
  };
}

const saidIn = (spool: MemorySpool) =>
  spool.facts.flatMap(fact => (fact.kind === 'statement' ? (fact.body.identities[0]?.value ?? '') : []));

function world(spool: WatchSpool) {
  const time = new VirtualTime();
  return { time, statements: new Statements({ stream, clock: time, timers: time, spool, log }) };
}

/** A source whose device also says who acted. */
class TellingSource extends SimulatedSource {
  readonly told = new Set<(statement: Statement) => void>();

  onStatement(listener: (statement: Statement) => void): () => void {
    this.told.add(listener);
    return () => this.told.delete(listener);
  }
}

function watching(spool: MemorySpool) {
  const time = new VirtualTime();
  const device = new SimulatedDevice(time, () => 0.5);
  device.write('setpoints/A.txt', '1');
  const source = new TellingSource(device);
  const policy = {
    periodMs: 10_000,
    fingerprintMs: 5000,
    sweep: null,
    settle: { attempts: 3, delayMs: 200, withinMs: 5000 },
    connectWithinMs: 5000,
    readWithinMs: 60_000,
    backOff: { firstMs: 1000, mostMs: 30_000 },
    requestsPerSecond: 0,
    expectedOff: [],
    timeZone: 'UTC',
  };
  const parts = { clock: time, timers: time, spool, log, random: () => 0.5, createSource: () => source };
  const watcher = new Watcher({ stream, asset: 'press-1', ...parts }, policy);
  const tell = (value: string) => {
    for (const listener of source.told) listener(statement(time, value));
  };
  return { time, device, watcher, tell };
}

test('a statement is a fact of the stream while the asset is still being read', async () => {
  const spool = new MemorySpool();
  const { time, device, watcher, tell } = watching(spool);
  watcher.start();
  await time.until(() => spool.observations().length === 1);
  device.latencyMs = 20_000;
  await time.until(() => device.running === 1);
  tell('kovac');
  await time.pass(0);
  expect(device.running).toBe(1);
  expect(spool.facts.at(-1)).toMatchObject({ kind: 'statement', body: { act: 'wrote' } });
  await watcher.stop();
});

test('statements told at once keep their order, and what waits at the end is stored before the watch ends', async () => {
  const spool = new MemorySpool();
  const { time, watcher, tell } = watching(spool);
  watcher.start();
  await time.until(() => spool.observations().length === 1);
  const users = Array.from({ length: 50 }, (_, index) => `user ${index}`);
  for (const user of users) tell(user);
  await watcher.stop();
  expect(saidIn(spool)).toEqual(users);
});

test('a spool that refuses is asked again until it takes them, in order', async () => {
  const spool = new MemorySpool();
  const { time, statements } = world(spool);
  spool.failure = new WitnessError('agent.spool-full', stream);
  for (const user of ['a', 'b', 'c']) statements.add(statement(time, user));
  await time.pass(5000);
  expect(spool.facts).toEqual([]);
  spool.failure = null;
  statements.add(statement(time, 'd'));
  await time.pass(2000);
  expect(saidIn(spool)).toEqual(['a', 'b', 'c', 'd']);
});

test('what there was no room for is counted and told, with when it was lost', async () => {
  const spool = new MemorySpool();
  const { time, statements } = world(spool);
  spool.failure = new WitnessError('agent.spool-full', stream);
  for (let index = 0; index < 1010; index += 1) statements.add(statement(time, `user ${index}`));
  const from = time.now().wall;
  await time.pass(3000);
  statements.add(statement(time, 'late'));
  const to = time.now().wall;
  spool.failure = null;
  await time.pass(2000);
  expect(saidIn(spool)).toHaveLength(1000);
  expect(saidIn(spool).at(-1)).toBe('user 999');
  expect(spool.facts.at(-1)).toMatchObject({
    kind: 'notice',
    body: { code: 'statements.lost', data: { statements: 11, from, to } },
  });
  await statements.stop();
});

test('over a time in which statements were lost nothing is told as watched', async () => {
  const spool = new MemorySpool();
  const { time, statements } = world(spool);
  const watched = (from: Instant, to: Instant): Statement => {
    const { identities: _, touches: __, ...rest } = statement(time, '');
    return { ...rest, act: 'watched', reach: 'nothing', identities: [], touches: [], from, to };
  };
  const begun = time.now();
  await time.pass(1000);
  spool.failure = new WitnessError('agent.spool-full', stream);
  for (let index = 0; index < 1001; index += 1) statements.add(statement(time, `user ${index}`));
  spool.failure = null;
  await time.pass(2000);
  const after = time.now();
  statements.add(watched(begun, after));
  await time.pass(1000);
  statements.add(watched(after, time.now()));
  await time.pass(1000);
  const told = spool.facts.flatMap(({ kind, body }) => (kind === 'statement' ? [body] : []));
  expect(told.slice(-2).map(({ act, because }) => [act, because])).toEqual([
    ['unwatched', 'statements of this source could not be kept'],
    ['watched', undefined],
  ]);
  await statements.stop();
});

test('what takes back that something was watched is never lost, and waits as one for each path', async () => {
  const spool = new MemorySpool();
  const { time, statements } = world(spool);
  const unwatched = (path: string): Statement => ({
    ...statement(time, ''),
    act: 'unwatched',
    reach: 'nothing',
    identities: [],
    touches: [],
    place: { path },
    because: 'the connection ended',
  });
  spool.failure = new WitnessError('agent.spool-full', stream);
  for (let index = 0; index < 1000; index += 1) statements.add(statement(time, `user ${index}`));
  const from = time.now();
  for (let index = 0; index < 20; index += 1) {
    statements.add(unwatched('opcua'));
    statements.add(unwatched('opcua/sessions'));
    await time.pass(100);
  }
  spool.failure = null;
  await time.pass(2000);
  const told = spool.facts.flatMap(({ kind, body }) => (kind === 'statement' ? [body] : [])).slice(1000);
  expect(told.map(({ act, place, from: since, to }) => [act, place?.path, since.mono, to.mono])).toEqual([
    ['unwatched', 'opcua', from.mono, from.mono + 1900],
    ['unwatched', 'opcua/sessions', from.mono, from.mono + 1900],
  ]);
  expect(spool.notices()).toEqual([]);
  await statements.stop();
});

test('few long statements fill the room as many short ones do', async () => {
  const spool = new MemorySpool();
  const { time, statements } = world(spool);
  const raw = { encoding: 'utf8', data: 'x'.repeat(64 * 1024) } as const;
  spool.failure = new WitnessError('agent.spool-full', stream);
  for (let index = 0; index < 200; index += 1) statements.add({ ...statement(time, `user ${index}`), raw });
  spool.failure = null;
  await time.pass(2000);
  const kept = saidIn(spool).length;
  expect(kept).toBe(126);
  expect(spool.notices()).toMatchObject([{ code: 'statements.lost', data: { statements: 200 - kept } }]);
  statements.add({ ...statement(time, 'late'), raw });
  await time.pass(1000);
  expect(saidIn(spool).at(-1)).toBe('late');
  await statements.stop();
});

test('a notice of loss that the spool refuses is told later, with what was lost since', async () => {
  const spool = new MemorySpool();
  const { time, statements } = world(spool);
  const broken: Statement = { ...statement(time, 'x'), clockErrorMs: -1 };
  spool.failure = new WitnessError('agent.spool-full', stream);
  statements.add(broken);
  await time.pass(2500);
  statements.add(broken);
  spool.failure = null;
  statements.add(statement(time, 'good'));
  await time.pass(2000);
  expect(saidIn(spool)).toEqual(['good']);
  expect(spool.notices()).toMatchObject([{ code: 'statements.lost', data: { statements: 2 } }]);
  expect(spool.notices()[0]?.says).toContain('clockErrorMs');
});

test('a statement the spool has taken is there after the process is gone', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'wm-statements-'));
  const time = new VirtualTime();
  const open = () => openSpool({ dir, capacityBytes: 2 ** 24, now: () => time.now(), log });
  try {
    const spool = await open();
    const statements = new Statements({ stream, clock: time, timers: time, spool, log });
    const said = statement(time, 'kovac');
    statements.add(said);
    await statements.stop();
    await spool.close();
    const again = await open();
    const [offered] = await again.offer(stream, { facts: 10, bytes: 2 ** 20 });
    const fact = factSchema.parse(JSON.parse(Buffer.from(offered?.bytes ?? []).toString()));
    expect(fact).toMatchObject({ kind: 'statement', body: said });
    await again.close();
  } finally {
    await rm(dir, { recursive: true });
  }
});
