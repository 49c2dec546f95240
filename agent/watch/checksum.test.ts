import { expect, test } from 'vitest';
import { MemorySpool } from './testing/memory-spool.ts';
import { digestOf, SimulatedDevice, SimulatedSource } from './testing/simulated-device.ts';
import { VirtualTime } from './testing/virtual-time.ts';
import { Watcher } from './watcher.ts';

const path = 'logic/program';
const silent = { debug: () => {}, info: () => {}, warn: () => {} };

function world() {
  const time = new VirtualTime();
  const spool = new MemorySpool();
  const device = new SimulatedDevice(time, () => 0.5);
  device.checksums = true;
  device.unreadable.set(path, 'content not readable from the device');
  device.write(path, 'A', 'logic');
  const make = () =>
    new Watcher(
      {
        stream: 'filler-3/plc',
        asset: 'filler-3',
        createSource: () => new SimulatedSource(device),
        clock: time,
        timers: time,
        spool,
        log: silent,
        random: () => 0.5,
      },
      {
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
      },
    );
  return { time, device, spool, make };
}

const checksum = (content: string) => digestOf(content).slice(0, 8);
const itemsOf = (spool: MemorySpool) =>
  spool.observations().flatMap(({ items }) => items.filter(item => item.path === path));

test.each([
  { name: 'polled', covers: [] as const },
  { name: 'a fingerprint', covers: ['logic'] as const },
])('each move of a checksum that stands for unreadable logic is told, where it is $name', async of => {
  const { time, device, spool, make } = world();
  device.covers = of.covers;
  const watcher = make();
  watcher.start();
  await time.pass(30_000);
  expect(itemsOf(spool)).toMatchObject([{ state: 'unreadable', checksum: checksum('A'), lastClean: null }]);
  for (const [index, content] of ['B', 'C', 'A'].entries()) {
    const changedAt = time.mono;
    device.write(path, content, 'logic');
    await time.until(() => itemsOf(spool).length === index + 2);
    const item = itemsOf(spool).at(-1);
    expect(item).toMatchObject({ state: 'unreadable', checksum: checksum(content), basis: 'fingerprint' });
    expect(item?.lastClean?.mono).toBeLessThanOrEqual(changedAt);
    expect(item?.firstDirty.mono).toBeGreaterThanOrEqual(changedAt);
    expect((item?.firstDirty.mono ?? 0) - (item?.lastClean?.mono ?? 0)).toBeLessThan(12_000);
    await time.pass(60_000);
    expect(itemsOf(spool)).toHaveLength(index + 2);
  }
  await watcher.stop();
});

test('a checksum that moved while nobody watched is told after the agent came back', async () => {
  const { time, device, spool, make } = world();
  device.covers = ['logic'];
  const first = make();
  first.start();
  await time.pass(30_000);
  await first.stop();
  device.write(path, 'B', 'logic');
  await time.pass(60_000);
  const second = make();
  second.start();
  await time.until(() => itemsOf(spool).length === 2);
  expect(itemsOf(spool)[1]).toMatchObject({ checksum: checksum('B'), basis: 'fingerprint' });
  await second.stop();
});

test('one that moves again while it settles is told with the value it came to rest at', async () => {
  const { time, device, spool, make } = world();
  device.covers = ['logic'];
  const watcher = make();
  watcher.start();
  await time.pass(30_000);
  device.write(path, 'B', 'logic');
  await time.until(() => device.readings.at(-1)?.paths !== undefined || itemsOf(spool).length === 2);
  device.write(path, 'C', 'logic');
  await time.until(() => itemsOf(spool).at(-1)?.checksum === checksum('C'));
  await time.pass(60_000);
  expect(itemsOf(spool).at(-1)).toMatchObject({ checksum: checksum('C') });
  expect(itemsOf(spool).at(-1)?.unsettled).toBeUndefined();
  await watcher.stop();
});

test('a checksum read in rounds is told the same way', async () => {
  const { time, device, spool, make } = world();
  device.covers = ['logic'];
  device.inRounds = ['logic'];
  const watcher = make();
  watcher.start();
  await time.until(() => itemsOf(spool).length === 1);
  await time.pass(30_000);
  device.write(path, 'B', 'logic');
  await time.until(() => itemsOf(spool).length === 2);
  await time.pass(60_000);
  expect(itemsOf(spool).slice(1)).toMatchObject([{ checksum: checksum('B'), basis: 'fingerprint' }]);
  await watcher.stop();
});
