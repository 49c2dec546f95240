import { type CapabilityState, capability } from '@witnessmark/shared/facts';
import { expect, test } from 'vitest';
import type { WatchPolicy } from './policy.ts';
import { MemorySpool } from './testing/memory-spool.ts';
import { SimulatedDevice, SimulatedSource } from './testing/simulated-device.ts';
import { VirtualTime } from './testing/virtual-time.ts';
import { Watcher } from './watcher.ts';

const policy: WatchPolicy = {
  periodMs: 10_000,
  fingerprintMs: 5000,
  sweep: null,
  settle: { attempts: 3, delayMs: 200, withinMs: 5000 },
  connectWithinMs: 5000,
  readWithinMs: 5000,
  backOff: { firstMs: 1000, mostMs: 30_000 },
  requestsPerSecond: 0,
  expectedOff: [],
  timeZone: 'UTC',
};

function world() {
  const time = new VirtualTime();
  const spool = new MemorySpool();
  const device = new SimulatedDevice(time, () => 0.5);
  device.write('setpoints/A.txt', '1');
  const watcher = new Watcher(
    {
      stream: 'press-1/plc',
      asset: 'press-1',
      createSource: () => new SimulatedSource(device),
      clock: time,
      timers: time,
      spool,
      log: { debug: () => {}, info: () => {}, warn: () => {} },
      random: () => 0.5,
    },
    policy,
  );
  const told = () => spool.notices().filter(({ code }) => code === 'capabilities.found');
  const audit = (state: CapabilityState, found: string) => [
    capability('values.read', 'yes', '12 variables answered', time.now()),
    capability('who.audit', state, found, time.now()),
  ];
  return { time, spool, device, watcher, told, audit };
}

test('what a source can see is told on connecting, before what it reads', async () => {
  const { time, spool, device, watcher, told, audit } = world();
  device.capabilities = audit('unknown', 'no audit event has come yet');
  watcher.start();
  await time.until(() => spool.observations().length === 1);
  expect(told()).toMatchObject([
    {
      says: 'of 2 things to see here, 1 can be seen, 0 partly, 0 not, 1 unknown',
      capabilities: device.capabilities,
    },
  ]);
  const order = spool.facts.map(fact => (fact.kind === 'notice' ? fact.body.code : fact.kind));
  expect(order.indexOf('capabilities.found')).toBeLessThan(order.indexOf('observation'));
  expect(order.indexOf('capabilities.found')).toBeGreaterThan(order.indexOf('device.identified'));
  await watcher.stop();
});

test('a source that does not say anything is told of by nothing', async () => {
  const { time, spool, watcher, told } = world();
  watcher.start();
  await time.until(() => spool.observations().length === 1);
  expect(told()).toEqual([]);
  await watcher.stop();
});

test('the same found again after a broken link is told once; another finding is told again', async () => {
  const { time, device, watcher, told, audit } = world();
  device.capabilities = audit('no', 'Auditing is false');
  watcher.start();
  await time.until(() => told().length === 1);
  const { connections } = device;
  device.link = 'cut';
  await time.pass(15_000);
  device.link = 'up';
  // Probed later and found the same.
  device.capabilities = audit('no', 'Auditing is false');
  await time.until(() => device.connections > connections);
  await time.pass(30_000);
  expect(told()).toHaveLength(1);
  device.link = 'cut';
  await time.pass(15_000);
  device.link = 'up';
  device.capabilities = audit('yes', 'Auditing is true');
  await time.until(() => told().length === 2);
  expect(told()[1]?.capabilities?.[1]).toMatchObject({ state: 'yes', found: 'Auditing is true' });
  await watcher.stop();
});

test('what becomes known while connected is told at once', async () => {
  const { time, device, watcher, told, audit } = world();
  device.capabilities = audit('unknown', 'no audit event has come yet');
  watcher.start();
  await time.until(() => told().length === 1);
  await time.pass(1000);
  const before = time.mono;
  device.show(audit('yes', "our own session's audit event came"));
  await time.until(() => told().length === 2);
  expect(time.mono - before).toBeLessThan(1000);
  expect(told()[1]?.capabilities?.[1]?.state).toBe('yes');
  await watcher.stop();
});

test('a stranger at the address tells nothing of this asset', async () => {
  const { time, device, watcher, told, audit } = world();
  device.capabilities = audit('no', 'Auditing is false');
  watcher.start();
  await time.until(() => told().length === 1);
  device.link = 'cut';
  await time.pass(15_000);
  device.identity = { serial: 'S2' };
  device.link = 'up';
  device.capabilities = audit('yes', 'Auditing is true');
  await time.pass(60_000);
  device.show(audit('yes', 'the event came'));
  await time.pass(60_000);
  expect(told()).toHaveLength(1);
  await watcher.stop();
});

test('what the spool refused is told when it takes facts again', async () => {
  const { time, spool, device, watcher, told, audit } = world();
  device.capabilities = audit('no', 'Auditing is false');
  watcher.start();
  await time.until(() => spool.observations().length === 1);
  spool.failure = new Error('disk full');
  device.show(audit('yes', 'the event came'));
  await time.pass(5000);
  expect(told()).toHaveLength(1);
  spool.failure = null;
  await time.until(() => told().length === 2);
  await watcher.stop();
});

test('a new epoch is told everything again', async () => {
  const { time, device, watcher, told, audit } = world();
  device.capabilities = audit('no', 'Auditing is false');
  watcher.start();
  await time.until(() => told().length === 1);
  watcher.forget();
  await time.until(() => told().length === 2);
  expect(told()[1]?.capabilities).toEqual(told()[0]?.capabilities);
  await watcher.stop();
});
