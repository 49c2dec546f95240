import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Order } from '@witnessmark/shared/wire';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Fleet, type StreamPlan } from './fleet.ts';
import { Phases } from './phases.ts';
import type { WatchPolicy } from './policy.ts';
import { MemorySpool } from './testing/memory-spool.ts';
import { SimulatedDevice, SimulatedSource } from './testing/simulated-device.ts';
import { VirtualTime } from './testing/virtual-time.ts';

const silent = { debug: () => {}, info: () => {}, warn: () => {} };
const policy: WatchPolicy = {
  periodMs: 10_000,
  fingerprintMs: 10_000,
  sweep: null,
  settle: { attempts: 0, delayMs: 100, withinMs: 1000 },
  connectWithinMs: 5000,
  readWithinMs: 5000,
  backOff: { firstMs: 1000, mostMs: 10_000 },
  requestsPerSecond: 0,
  expectedOff: [],
  timeZone: 'UTC',
};

let dataDir = '';
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'wm-fleet-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

async function plant(names: readonly string[]) {
  const time = new VirtualTime();
  const spool = new MemorySpool();
  const phases = new Phases(dataDir);
  await phases.load();
  const fleet = new Fleet({
    clock: time,
    timers: time,
    spool,
    phases,
    log: silent,
    random: () => 0.5,
    onSees: () => {},
  });
  const devices = new Map(names.map(name => [name, new SimulatedDevice(time, () => 0.5)]));
  for (const device of devices.values()) device.write('setpoints/A.txt', '1');
  const device = (name: string) => {
    const found = devices.get(name);
    if (found === undefined) throw new Error(`no device ${name}`);
    return found;
  };
  const plan = (name: string, changes: Partial<StreamPlan> = {}): StreamPlan => ({
    stream: `${name}/plc`,
    asset: name,
    sourceKey: 'one',
    createSource: () => new SimulatedSource(device(name)),
    policy,
    phase: 'production',
    weakened: null,
    ...changes,
  });
  return { time, spool, fleet, device, plan };
}

const order = (act: Order['act'], expires = '2027-01-01T00:00:00.000Z'): Order => ({
  id: 'order-0123456789abcdef',
  position: 1,
  expires,
  act,
});

test('a new configuration touches nothing but what changed', async () => {
  const { time, fleet, device, plan, spool } = await plant(['press-1', 'press-2', 'press-3', 'press-4']);
  await fleet.apply([plan('press-1'), plan('press-2'), plan('press-3')]);
  await time.pass(5000);
  const kept = fleet.watcher('press-1/plc');
  const done = await fleet.apply([
    plan('press-1'),
    plan('press-2', { policy: { ...policy, periodMs: 2000 } }),
    plan('press-3', { sourceKey: 'two' }),
    plan('press-4'),
  ]);
  expect(done).toEqual({ added: ['press-4/plc'], removed: [], changed: ['press-3/plc', 'press-2/plc'] });
  await time.pass(30_000);
  expect(fleet.watcher('press-1/plc')).toBe(kept);
  expect(device('press-1').connections).toBe(1);
  expect(device('press-2').connections).toBe(1);
  expect(device('press-2').readings.length).toBeGreaterThan(10);
  expect(device('press-3').connections).toBe(2);
  expect(spool.observations('press-3/plc')).toHaveLength(1);
  expect((await fleet.apply([plan('press-1')])).removed).toHaveLength(3);
  await fleet.stop();
});

test('an order to read is carried out at once and told with its result', async () => {
  const { time, fleet, device, plan, spool } = await plant(['press-1']);
  await fleet.apply([plan('press-1')]);
  await time.pass(12_000);
  device('press-1').write('setpoints/A.txt', '2');
  const done = fleet.order(order({ type: 'read', stream: 'press-1/plc', reason: 'session begins' }));
  await time.pass(1000);
  await done;
  expect(spool.observations().at(-1)).toMatchObject({ cause: 'order' });
  expect(spool.notices().at(-1)).toMatchObject({ code: 'order.done', data: { act: 'read' } });
  await fleet.stop();
});

test('an order that came too late, or to an asset under hands-off, is told as failed', async () => {
  const { time, fleet, plan, spool } = await plant(['press-1']);
  await fleet.apply([plan('press-1')]);
  await time.pass(3000);
  const read = { type: 'read', stream: 'press-1/plc', reason: 'x' } as const;
  await fleet.order(order(read, '2020-01-01T00:00:00.000Z'));
  expect(spool.notices().at(-1)).toMatchObject({
    code: 'order.failed',
    data: { code: 'agent.order-expired' },
  });
  fleet.setHandsOff(new Map([['press-1', 'hand inside']]));
  await fleet.order(order(read));
  expect(spool.notices()).toContainEqual(
    expect.objectContaining({
      code: 'order.failed',
      data: { order: 'order-0123456789abcdef', act: 'read', code: 'agent.hands-off' },
    }),
  );
  await expect(fleet.order(order({ ...read, stream: 'press-9/plc' }))).rejects.toMatchObject({
    code: 'agent.stream-unknown',
  });
  await fleet.stop();
});

test('out of service ends all contact until its time is over, also after a restart', async () => {
  const { time, fleet, device, plan } = await plant(['press-1']);
  fleet.start();
  await fleet.apply([plan('press-1')]);
  await time.pass(5000);
  const until = time.instant(time.mono + 600_000).wall;
  await fleet.order(order({ type: 'phase', asset: 'press-1', phase: 'out-of-service', until }));
  await time.pass(1000);
  const calls = device('press-1').calls;
  await time.pass(500_000);
  expect(device('press-1').calls).toBe(calls);
  expect(fleet.phaseOf('press-1/plc')).toBe('out-of-service');
  const again = new Phases(dataDir);
  expect(await again.load()).toBe(true);
  expect(again.of('press-1', 'production', Date.parse(time.now().wall))).toBe('out-of-service');
  await time.pass(120_000);
  expect(device('press-1').calls).toBeGreaterThan(calls);
  await fleet.stop();
});

test('a new epoch of the spool makes every stream read as if for the first time', async () => {
  const { time, fleet, plan, spool } = await plant(['press-1']);
  await fleet.apply([plan('press-1')]);
  await time.pass(15_000);
  fleet.forget();
  await time.pass(3000);
  expect(spool.observations()).toHaveLength(2);
  expect(spool.observations()[1]).toMatchObject({ base: null, cause: 'first' });
  await fleet.stop();
});

test('a wall clock that jumps is told on every stream', async () => {
  const { time, fleet, plan, spool } = await plant(['press-1', 'press-2']);
  fleet.start();
  await fleet.apply([plan('press-1'), plan('press-2')]);
  await time.pass(12_000);
  time.wallOffsetMs = -3_600_000;
  await time.pass(12_000);
  const jumps = spool.notices().filter(({ code }) => code === 'clock.jumped');
  expect(jumps).toMatchObject([{ data: { byMs: -3_600_000 } }, { data: { byMs: -3_600_000 } }]);
  await fleet.stop();
});
