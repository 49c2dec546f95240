import type { ItemObservation } from '@witnessmark/shared/facts';
import { expect, test } from 'vitest';
import type { WatchPolicy } from './policy.ts';
import { MemorySpool } from './testing/memory-spool.ts';
import { digestOf, SimulatedDevice, SimulatedSource } from './testing/simulated-device.ts';
import { VirtualTime } from './testing/virtual-time.ts';
import { Watcher } from './watcher.ts';

const silent = { debug: () => {}, info: () => {}, warn: () => {} };
const blocks = 500;
const minute = 60_000;
const policy: WatchPolicy = {
  periodMs: 10_000,
  fingerprintMs: 10_000,
  sweep: null,
  settle: { attempts: 5, delayMs: 200, withinMs: 5000 },
  connectWithinMs: 30_000,
  readWithinMs: 900_000,
  backOff: { firstMs: 1000, mostMs: 60_000 },
  requestsPerSecond: 0,
  expectedOff: [],
  timeZone: 'UTC',
};

/** A controller of 500 blocks of half a second each, and a setpoint that is written every three seconds. */
function world(given: { readonly inRounds?: boolean; readonly requestsPerSecond?: number } = {}) {
  const { inRounds = true, requestsPerSecond = 0 } = given;
  const time = new VirtualTime();
  const spool = new MemorySpool();
  const device = new SimulatedDevice(time, () => 0.5);
  device.covers = ['logic'];
  device.movesWith = 'covered';
  device.itemMs = { logic: 500 };
  if (inRounds) device.inRounds = ['logic'];
  for (let number = 1; number <= blocks; number += 1) device.write(blockPath(number), 'code', 'logic');
  device.write('setpoints/A.txt', '0');
  const make = () =>
    new Watcher(
      {
        stream: 'press-1/plc',
        asset: 'press-1',
        createSource: () => new SimulatedSource(device),
        clock: time,
        timers: time,
        spool,
        log: silent,
        random: () => 0.5,
      },
      { ...policy, requestsPerSecond },
    );
  const watcher = make();
  watcher.start();
  return { time, spool, device, watcher, make };
}

function blockPath(number: number): string {
  return `raw/FC${number}.mc7`;
}

function operate({ time, device }: { time: VirtualTime; device: SimulatedDevice }): void {
  let value = 0;
  const write = () => {
    value += 1;
    device.write('setpoints/A.txt', `${value}`);
    time.at(time.mono + 3000, write);
  };
  write();
}

const told = (spool: MemorySpool, kind: 'logic' | 'setpoint'): ItemObservation[] =>
  spool.observations().flatMap(({ items }) => items.filter(item => item.kind === kind));
const width = ({ lastClean, firstDirty }: ItemObservation) => firstDirty.mono - (lastClean?.mono ?? 0);
const logicOf = (watcher: Watcher) => watcher.states().find(({ kind }) => kind === 'logic')?.now;
const whole = (watcher: Watcher) => logicOf(watcher)?.state === 'watched';

test('the first snapshot tells values at once and logic as it comes in, which is a gap until it is whole', async () => {
  const { time, spool, device, watcher } = world();
  operate({ time, device });
  await time.pass(3000);
  expect(spool.observations()[0]).toMatchObject({ base: null, cause: 'first', complete: false });
  expect(spool.observations()[0]?.items).toMatchObject([{ path: 'setpoints/A.txt', lastClean: null }]);
  await time.pass(minute);
  expect(told(spool, 'logic').length).toBeGreaterThan(60);
  expect(told(spool, 'logic').length).toBeLessThan(blocks);
  expect(logicOf(watcher)).toEqual({ state: 'gap', reason: 'starting' });
  expect(spool.state('press-1/plc')?.fingerprint).toBeNull();
  await time.until(() => whole(watcher));
  const first = spool.observations().filter(({ cause }) => cause === 'first');
  expect(first.filter(({ complete }) => complete)).toEqual([first.at(-1)]);
  expect(first.at(-1)?.items).toEqual([]);
  expect(new Set(told(spool, 'logic').map(({ path }) => path)).size).toBe(blocks);
  expect(told(spool, 'logic')).toHaveLength(blocks);
  expect(told(spool, 'logic').every(({ lastClean }) => lastClean === null)).toBe(true);
  expect(spool.state('press-1/plc')?.fingerprint).not.toBeNull();
  expect(device.overlaps).toBe(0);
  await watcher.stop();
});

test('setpoints are read in their period while a round of minutes runs', async () => {
  const widths = async (inRounds: boolean) => {
    const { time, spool, device, watcher } = world({ inRounds });
    await time.until(() => whole(watcher));
    const from = spool.observations().length;
    operate({ time, device });
    await time.pass(30_000);
    const read = watcher.read();
    await time.pass(5 * minute);
    await read;
    const setpoints = spool.observations().slice(from);
    const all = setpoints.flatMap(({ items }) => items.filter(({ kind }) => kind === 'setpoint'));
    expect(watcher.states().find(({ kind }) => kind === 'setpoint')?.now.state).toBe('watched');
    await watcher.stop();
    return { most: Math.max(...all.map(width)), times: all.length };
  };
  const inOne = await widths(false);
  const inRounds = await widths(true);
  expect(inOne.most).toBeGreaterThan(4 * minute);
  expect(inRounds.most).toBeLessThanOrEqual(2 * policy.periodMs);
  expect(inRounds.times).toBeGreaterThan(25);
});

test('a block that changes while a round runs is told with a window that holds', async () => {
  const { time, spool, device, watcher } = world();
  await time.until(() => whole(watcher));
  let ended = false;
  const read = watcher.read().then(() => {
    ended = true;
  });
  await time.pass(minute);
  const changedAt = time.mono;
  device.write(blockPath(3), 'changed behind the round', 'logic');
  device.write(blockPath(450), 'changed before the round', 'logic');
  device.write(blockPath(460), null, 'logic');
  device.write(blockPath(5), null, 'logic');
  device.write(blockPath(501), 'new', 'logic');
  await time.until(() => ended);
  await read;
  const inTheRound = told(spool, 'logic').slice(blocks);
  expect(inTheRound.map(({ path }) => path).toSorted()).toEqual([
    'raw/FC450.mc7',
    'raw/FC460.mc7',
    'raw/FC5.mc7',
    'raw/FC501.mc7',
  ]);
  await time.pass(10 * minute);
  const changes = told(spool, 'logic').slice(blocks);
  expect(changes.map(({ path, state }) => `${path} ${state}`).toSorted()).toEqual([
    'raw/FC3.mc7 present',
    'raw/FC450.mc7 present',
    'raw/FC460.mc7 absent',
    'raw/FC5.mc7 absent',
    'raw/FC501.mc7 present',
  ]);
  for (const change of changes) {
    expect(change.lastClean?.mono).toBeLessThanOrEqual(changedAt);
    expect(change.firstDirty.mono).toBeGreaterThanOrEqual(changedAt);
  }
  expect(whole(watcher)).toBe(true);
  expect(spool.state('press-1/plc')?.manifest).toHaveLength(blocks - 2 + 1 + 1);
  expect(device.overlaps).toBe(0);
  await watcher.stop();
});

test('what a moved fingerprint leads to is told as it is found, dated by the fingerprint', async () => {
  const { time, spool, device, watcher } = world();
  await time.until(() => whole(watcher));
  await time.pass(minute);
  const changedAt = time.mono;
  device.write(blockPath(20), 'changed', 'logic');
  device.write(blockPath(490), 'changed', 'logic');
  await time.pass(minute);
  const [early] = told(spool, 'logic').slice(blocks);
  expect(early?.path).toBe(blockPath(20));
  // Half of the new program is told: no fingerprint speaks for it.
  expect(spool.state('press-1/plc')?.fingerprint).toBeNull();
  await time.until(() => told(spool, 'logic').length === blocks + 2);
  for (const change of told(spool, 'logic').slice(blocks)) {
    expect(change.basis).toBe('fingerprint');
    expect(change.lastClean?.mono).toBeLessThanOrEqual(changedAt);
    expect(change.firstDirty.mono).toBeGreaterThanOrEqual(changedAt);
    expect(width(change)).toBeLessThan(11_000);
  }
  await time.until(() => spool.state('press-1/plc')?.fingerprint !== null);
  expect(spool.observations().at(-1)).toMatchObject({ cause: 'fingerprint', complete: true, items: [] });
  await watcher.stop();
});

test('a break loses the part under way, not the round', async () => {
  const { time, spool, device, watcher } = world();
  await time.pass(2 * minute);
  const before = told(spool, 'logic').length;
  expect(before).toBeGreaterThan(150);
  device.link = 'cut';
  await time.pass(10_000);
  device.link = 'up';
  const from = device.readings.length;
  await time.until(() => whole(watcher));
  expect(time.mono).toBeLessThan(5.5 * minute);
  expect(told(spool, 'logic')).toHaveLength(blocks);
  const again = device.readings.slice(from).flatMap(({ paths = [] }) => paths);
  expect(again.includes(blockPath(1))).toBe(false);
  expect(spool.state('press-1/plc')?.fingerprint).not.toBeNull();
  await watcher.stop();
});

test('a program that moved during a break is read from the beginning', async () => {
  const { time, spool, device, watcher } = world();
  await time.pass(2 * minute);
  device.link = 'cut';
  await time.pass(10_000);
  const changedAt = time.mono;
  device.write(blockPath(1), 'changed', 'logic');
  device.link = 'up';
  await time.until(() => whole(watcher));
  const change = told(spool, 'logic').findLast(({ path }) => path === blockPath(1));
  expect(change?.sha256).toBe(digestOf('changed'));
  expect(change?.lastClean?.mono).toBeLessThanOrEqual(changedAt);
  expect(told(spool, 'logic')).toHaveLength(blocks + 1);
  await watcher.stop();
});

test('logic that can no longer be seen after a break is blind, not gone', async () => {
  const { time, spool, device, watcher } = world();
  await time.until(() => whole(watcher));
  const failed = expect(watcher.read()).rejects.toMatchObject({ code: 's7.link-lost' });
  await time.pass(minute);
  device.blind = { logic: 'protected' };
  device.link = 'cut';
  await time.pass(5000);
  device.link = 'up';
  await failed;
  await time.pass(10 * minute);
  expect(logicOf(watcher)).toEqual({ state: 'blind', reason: 'protected' });
  expect(told(spool, 'logic')).toHaveLength(blocks);
  expect(spool.state('press-1/plc')?.manifest).toHaveLength(blocks + 1);
  await watcher.stop();
});

test('an engineer who connects in the middle of a round stops it; it goes on when he has left', async () => {
  const { time, spool, device, watcher } = world();
  operate({ time, device });
  await time.until(() => whole(watcher));
  const read = watcher.read();
  await time.pass(2 * minute);
  device.unread = { kinds: ['logic'], gap: 'engineer-connected', reason: 's7.engineer-connected: one' };
  await time.pass(10_000);
  await read;
  expect(logicOf(watcher)).toMatchObject({ state: 'gap', reason: 'engineer-connected' });
  const calls = device.calls;
  const setpoints = told(spool, 'setpoint').length;
  await time.pass(minute);
  expect(told(spool, 'setpoint').length - setpoints).toBeGreaterThanOrEqual(5);
  // A poll with its settling, a fingerprint and a look whether he is still there, every ten seconds.
  expect(device.calls - calls).toBeLessThan(30);
  device.unread = null;
  const from = device.readings.length;
  await time.until(() => watcher.states().every(({ now }) => now.state === 'watched'));
  await time.pass(5 * minute);
  const again = device.readings.slice(from).filter(({ withinMs }) => withinMs !== undefined);
  expect(again[0]?.paths).not.toContain(blockPath(1));
  expect(again.every(({ thorough }) => thorough)).toBe(true);
  expect(told(spool, 'logic')).toHaveLength(blocks);
  await watcher.stop();
});

test('a restart in the middle of the first round goes on telling a first reading', async () => {
  const { time, spool, watcher, make } = world();
  await time.pass(2 * minute);
  await watcher.stop();
  const before = told(spool, 'logic').length;
  const again = make();
  again.start();
  await time.until(() => whole(again));
  expect(told(spool, 'logic')).toHaveLength(blocks);
  const later = spool.observations().filter(({ items }) => items.some(({ kind }) => kind === 'logic'));
  expect(later.every(({ cause }) => cause === 'first')).toBe(true);
  expect(spool.observations().at(-1)).toMatchObject({ cause: 'first', complete: true, items: [] });
  expect(before).toBeLessThan(blocks);
  await again.stop();
});

test('without a fingerprint rounds follow one another, and take half of the time at most', async () => {
  const { time, spool, device, watcher } = world();
  device.covers = [];
  await time.until(() => whole(watcher));
  await time.pass(60 * minute);
  const parts = device.readings.filter(({ paths }) => paths?.includes(blockPath(1)));
  expect(parts.length).toBeGreaterThanOrEqual(7);
  expect(parts.length).toBeLessThanOrEqual(9);
  device.write(blockPath(77), 'changed', 'logic');
  await time.until(() => told(spool, 'logic').length === blocks + 1, 20 * minute);
  await watcher.stop();
});

test('a round of a source that keeps the budget itself is not held back for the same requests again', async () => {
  const { time, device, watcher } = world({ requestsPerSecond: 2 });
  await time.until(() => whole(watcher));
  expect(time.mono).toBeLessThan(4.5 * minute);
  expect(device.overlaps).toBe(0);
  await watcher.stop();
});

test('hands off ends a round, and whoever waits for it is told', async () => {
  const { time, device, watcher } = world();
  await time.until(() => whole(watcher));
  const read = watcher.read();
  const refused = expect(read).rejects.toMatchObject({ code: 'agent.hands-off' });
  await time.pass(minute);
  watcher.rest({ reason: 'hands-off', detail: 'hand in the press' });
  await time.pass(0);
  await refused;
  const calls = device.calls;
  await time.pass(10 * minute);
  expect(device.calls).toBe(calls);
  await watcher.stop();
});

test('who asks for a reading while one that was asked for runs waits for one of his own', async () => {
  const { time, device, watcher } = world();
  await time.until(() => whole(watcher));
  const ended: string[] = [];
  const first = watcher.read().then(() => ended.push('first'));
  await time.pass(2 * minute);
  const second = watcher.read().then(() => ended.push('second'));
  await time.until(() => ended.length === 1);
  const between = time.mono;
  await time.until(() => ended.length === 2);
  expect(time.mono - between).toBeGreaterThan(4 * minute);
  await Promise.all([first, second]);
  expect(ended).toEqual(['first', 'second']);
  expect(device.overlaps).toBe(0);
  await watcher.stop();
});
