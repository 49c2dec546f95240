import { WitnessError } from '@witnessmark/shared/errors';
import { expect, test } from 'vitest';
import { hashOf, knownOf } from './known.ts';
import type { WatchPolicy } from './policy.ts';
import { MemorySpool } from './testing/memory-spool.ts';
import { digestOf, SimulatedDevice, SimulatedSource } from './testing/simulated-device.ts';
import { VirtualTime } from './testing/virtual-time.ts';
import { Watcher } from './watcher.ts';

const silent = { debug: () => {}, info: () => {}, warn: () => {} };
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

function world(changes: Partial<WatchPolicy> = {}, time = new VirtualTime(), spool = new MemorySpool()) {
  const device = new SimulatedDevice(time, () => 0.5);
  const make = (stream = 'press-1/plc', of = device) =>
    new Watcher(
      {
        stream,
        asset: stream.split('/')[0] ?? '',
        createSource: () => new SimulatedSource(of),
        clock: time,
        timers: time,
        spool,
        log: silent,
        random: () => 0.5,
      },
      { ...policy, ...changes },
    );
  return { time, device, spool, make };
}

test('the first reading is an observation without a base, and begins the coverage', async () => {
  const { time, device, spool, make } = world();
  device.write('setpoints/A.txt', '1');
  device.blind = { logic: 'not readable over this source' };
  const watcher = make();
  watcher.start();
  await time.pass(3000);
  const [first] = spool.observations();
  expect(first).toMatchObject({ base: null, cause: 'first', complete: true });
  expect(first?.items).toMatchObject([
    { path: 'setpoints/A.txt', state: 'present', lastClean: null, inline: { encoding: 'utf8', data: '1' } },
  ]);
  expect(spool.notices()[0]).toMatchObject({ code: 'device.identified', data: { 'now serial': 'S1' } });
  const states = Object.fromEntries(watcher.states().map(({ kind, now }) => [kind, now.state]));
  expect(states).toEqual({ logic: 'blind', setpoint: 'watched', recipe: 'watched', config: 'watched' });
  await watcher.stop();
});

test('a change lies in the window between two polls, and base and result follow on', async () => {
  const { time, device, spool, make } = world();
  device.write('setpoints/A.txt', '1');
  const watcher = make();
  watcher.start();
  await time.pass(13_000);
  const changedAt = time.mono;
  device.write('setpoints/A.txt', '2');
  await time.until(() => spool.observations().length === 2);
  const [first, second] = spool.observations();
  expect(second).toMatchObject({ base: first?.result, cause: 'poll', complete: true });
  expect(second?.items).toHaveLength(1);
  const item = second?.items[0];
  expect(item).toMatchObject({ sha256: digestOf('2'), basis: 'content' });
  expect(item?.lastClean?.mono).toBeLessThanOrEqual(changedAt);
  expect(item?.firstDirty.mono).toBeGreaterThanOrEqual(changedAt);
  expect((item?.firstDirty.mono ?? 0) - (item?.lastClean?.mono ?? 0)).toBeLessThan(11_000);
  expect(hashOf(knownOf(spool.state('press-1/plc')))).toBe(second?.result);
  await watcher.stop();
});

test('an unreadable item keeps its last content; only an absent one is removed', async () => {
  const { time, device, spool, make } = world();
  device.write('setpoints/A.txt', '1');
  device.write('setpoints/B.txt', '1');
  const watcher = make();
  watcher.start();
  await time.pass(3000);
  device.unreadable.set('setpoints/A.txt', 'protected');
  device.write('setpoints/B.txt', null);
  await time.until(() => spool.observations().length === 2);
  expect(spool.observations()[1]?.items).toMatchObject([
    { path: 'setpoints/A.txt', state: 'unreadable', reason: 'protected' },
    { path: 'setpoints/B.txt', state: 'absent' },
  ]);
  expect(spool.state('press-1/plc')?.manifest).toEqual([
    { path: 'setpoints/A.txt', kind: 'setpoint', state: 'unreadable', sha256: digestOf('1') },
  ]);
  await time.pass(60_000);
  expect(spool.observations()).toHaveLength(2);
  await watcher.stop();
});

test('half of a download is not a version: what differs is read again until it rests', async () => {
  const { time, device, spool, make } = world();
  device.write('setpoints/A.txt', 'old');
  const watcher = make();
  watcher.start();
  await time.until(() => device.readings.length === 1);
  await time.pass(9000);
  device.write('setpoints/A.txt', 'half');
  await time.until(() => device.readings.length === 2);
  await time.pass(30);
  device.write('setpoints/A.txt', 'whole');
  await time.until(() => spool.observations().length === 2);
  expect(spool.observations()[1]?.items).toMatchObject([{ sha256: digestOf('whole') }]);
  expect(spool.observations()[1]?.items[0]).not.toHaveProperty('unsettled');
  await watcher.stop();
});

test('what never rests is told as unsettled, and costs little the next time', async () => {
  const { time, device, spool, make } = world();
  device.write('setpoints/A.txt', '0');
  const watcher = make();
  watcher.start();
  await time.pass(3000);
  let written = 0;
  const churn = () => {
    written += 1;
    device.write('setpoints/A.txt', `${written}`);
    time.at(time.mono + 100, churn);
  };
  churn();
  await time.until(() => spool.observations().length === 2);
  expect(spool.observations()[1]?.items).toMatchObject([{ unsettled: true }]);
  const before = device.readings.length;
  await time.until(() => spool.observations().length === 3);
  expect(device.readings.length - before).toBe(2);
  await watcher.stop();
});

test('a content seen once and gone again is two observations, not none', async () => {
  const { time, device, spool, make } = world();
  device.write('setpoints/A.txt', 'old');
  const watcher = make();
  watcher.start();
  await time.until(() => device.readings.length === 1);
  await time.pass(9000);
  device.write('setpoints/A.txt', 'visitor');
  await time.until(() => device.readings.length === 2);
  await time.pass(30);
  device.write('setpoints/A.txt', 'old');
  await time.until(() => spool.observations().length === 3);
  expect(spool.observations().map(body => body.items[0]?.sha256)).toEqual(
    ['old', 'visitor', 'old'].map(digestOf),
  );
  await watcher.stop();
});

test('a lost link is a gap from the last reading that proved anything, and reconnecting is a reading', async () => {
  const { time, device, spool, make } = world();
  device.write('setpoints/A.txt', '1');
  const watcher = make();
  watcher.start();
  await time.pass(15_000);
  device.link = 'cut';
  await time.pass(40_000);
  device.write('setpoints/A.txt', '2');
  device.link = 'up';
  await time.until(() => spool.observations().length === 2);
  await time.pass(1000);
  expect(spool.observations()[1]).toMatchObject({ cause: 'reconnect' });
  const setpoint = spool.coverage().filter(change => change.kind === 'setpoint');
  expect(setpoint.map(({ now }) => (now.state === 'gap' ? now.reason : now.state))).toEqual([
    'starting',
    'watched',
    'link-lost',
    'watched',
  ]);
  expect(setpoint[2]?.from.mono).toBeLessThan(16_000);
  const window = spool.observations()[1]?.items[0];
  expect(window?.lastClean?.mono).toBe(setpoint[2]?.from.mono);
  await watcher.stop();
});

test('while the calendar expects it off, an asset that does not answer is planned off', async () => {
  // The virtual clock begins on a Monday at 08:00 UTC.
  const { time, device, spool, make } = world({
    expectedOff: [{ days: ['mon'], from: '08:00', to: '09:00' }],
  });
  device.link = 'cut';
  const watcher = make();
  watcher.start();
  await time.pass(30_000);
  expect(spool.coverage().map(({ now }) => now.state === 'gap' && now.reason)).toContain('planned-off');
  await time.pass(3_700_000);
  expect(spool.coverage().at(-1)?.now).toMatchObject({ reason: 'link-lost' });
  await watcher.stop();
});

test('another device at the address commits nothing until a person says replaced', async () => {
  const { time, device, spool, make } = world();
  device.write('setpoints/A.txt', '1');
  const watcher = make();
  watcher.start();
  await time.pass(3000);
  device.link = 'cut';
  await time.pass(20_000);
  device.identity = { serial: 'S2' };
  device.write('setpoints/A.txt', 'of another machine');
  device.link = 'up';
  await time.pass(120_000);
  expect(spool.observations()).toHaveLength(1);
  expect(spool.notices().filter(({ code }) => code === 'device.different')).toHaveLength(1);
  expect(watcher.states().map(({ now }) => now)).toContainEqual(
    expect.objectContaining({ reason: 'different-device' }),
  );
  await expect(Promise.race([watcher.read(), time.pass(60_000)])).rejects.toMatchObject({
    code: 'agent.device-different',
  });
  watcher.judgeDevice('replaced');
  await time.until(() => spool.observations().length === 2);
  expect(spool.observations()[1]).toMatchObject({ cause: 'replaced' });
  expect(spool.state('press-1/plc')?.identity).toEqual({ serial: 'S2' });
  await watcher.stop();
});

test('"replaced" holds for the stranger that was seen and for no other', async () => {
  const { time, device, spool, make } = world();
  device.write('setpoints/A.txt', '1');
  const watcher = make();
  watcher.start();
  await time.pass(3000);
  expect(() => watcher.judgeDevice('replaced')).toThrow(WitnessError);
  device.link = 'cut';
  await time.pass(20_000);
  device.identity = { serial: 'S2' };
  device.link = 'up';
  await time.until(() => spool.notices().some(({ code }) => code === 'device.different'));
  device.identity = { serial: 'S3' };
  watcher.judgeDevice('replaced');
  await time.pass(120_000);
  expect(spool.observations()).toHaveLength(1);
  expect(spool.notices().filter(({ code }) => code === 'device.different')).toHaveLength(2);
  await watcher.stop();
});

test('a device that no longer says who it is is unproven; one that never did is watched', async () => {
  const { time, device, spool, make } = world();
  device.write('setpoints/A.txt', '1');
  const watcher = make();
  watcher.start();
  await time.pass(3000);
  device.link = 'cut';
  await time.pass(20_000);
  device.identity = {};
  device.link = 'up';
  await time.pass(60_000);
  expect(watcher.states()[0]?.now).toMatchObject({ reason: 'identity-unproven' });
  await watcher.stop();

  const mute = world();
  mute.device.identity = {};
  mute.device.write('setpoints/A.txt', '1');
  const first = mute.make();
  first.start();
  await mute.time.pass(3000);
  await first.stop();
  const second = mute.make();
  second.start();
  await mute.time.pass(3000);
  expect(second.states()[0]?.now.state).toBe('watched');
  await second.stop();
  expect(spool.observations()).toHaveLength(1);
});

test('hands off aborts a reading under way and nothing leaves until it ends', async () => {
  const { time, device, spool, make } = world();
  device.write('setpoints/A.txt', '1');
  const watcher = make();
  watcher.start();
  await time.pass(3000);
  device.latencyMs = 4000;
  await time.until(() => device.running === 1);
  watcher.rest({ reason: 'hands-off', detail: 'hand in the press' });
  await time.pass(0);
  expect(device.running).toBe(0);
  const calls = device.calls;
  await time.pass(600_000);
  expect(device.calls).toBe(calls);
  await expect(watcher.read()).rejects.toMatchObject({ code: 'agent.hands-off' });
  expect(spool.coverage().at(-1)?.now).toMatchObject({ reason: 'hands-off', detail: 'hand in the press' });
  device.latencyMs = 20;
  watcher.rest(null);
  await time.pass(5000);
  expect(watcher.states()[1]?.now.state).toBe('watched');
  expect(spool.notices().map(({ code }) => code)).toEqual([
    'device.identified',
    'hands-off.on',
    'hands-off.off',
  ]);
  await watcher.stop();
});

test('a restart tells the gap since the last durable watermark and what changed meanwhile', async () => {
  const { time, device, spool, make } = world();
  device.write('setpoints/A.txt', '1');
  const first = make();
  first.start();
  await time.pass(25_000);
  const proven = first.states()[1]?.lastEqual;
  await first.stop();
  await time.pass(100_000);
  device.write('setpoints/A.txt', '2');
  const second = make();
  second.start();
  await time.until(() => spool.observations().length === 2);
  await time.pass(1000);
  expect(spool.observations()[1]).toMatchObject({ cause: 'restart', base: spool.observations()[0]?.result });
  expect(spool.observations()[1]?.items[0]?.lastClean).toEqual(proven);
  const down = spool.coverage().filter(({ now }) => now.state === 'gap' && now.reason === 'agent-down');
  expect(down.find(({ kind }) => kind === 'setpoint')?.from).toEqual(proven);
  await second.stop();
});

test('an unmoved fingerprint proves what it covers without a reading, also after a restart', async () => {
  const { time, device, spool, make } = world();
  device.covers = ['logic'];
  device.write('logic/OB1.awl', 'code', 'logic');
  device.write('setpoints/A.txt', '1');
  const watcher = make();
  watcher.start();
  await time.pass(31_000);
  const logic = device.readings.filter(request => request.kinds?.includes('logic'));
  expect(logic).toHaveLength(1);
  expect(device.readings.length).toBeGreaterThan(3);
  device.write('logic/OB1.awl', 'other code', 'logic');
  const changedAt = time.mono;
  await time.until(() => spool.observations().length === 2);
  const item = spool.observations()[1]?.items[0];
  expect(spool.observations()[1]?.cause).toBe('fingerprint');
  expect(item).toMatchObject({ path: 'logic/OB1.awl', basis: 'fingerprint' });
  expect(item?.lastClean?.mono).toBeLessThanOrEqual(changedAt);
  expect((item?.firstDirty.mono ?? 0) - (item?.lastClean?.mono ?? 0)).toBeLessThan(6000);
  await watcher.stop();
  const read = device.readings.length;
  const again = make();
  again.start();
  await time.pass(3000);
  expect(device.readings.slice(read).every(request => !request.kinds?.includes('logic'))).toBe(true);
  await again.stop();
});

test('what an honest fingerprint proved still counts after a change that a hint told first', async () => {
  const { time, device, spool, make } = world({ fingerprintMs: 2000 });
  device.covers = ['logic'];
  device.write('logic/OB1.awl', 'code', 'logic');
  device.write('logic/FC1.awl', 'code', 'logic');
  const watcher = make();
  watcher.start();
  await time.pass(60_500);
  device.write('logic/OB1.awl', 'other code', 'logic');
  device.hint({ why: 'notification', paths: ['logic/OB1.awl'] });
  await time.until(() => spool.observations().length === 2);
  device.write('logic/FC1.awl', 'other code', 'logic');
  await time.until(() => spool.observations().length === 3);
  const item = spool.observations()[2]?.items[0];
  expect(item?.path).toBe('logic/FC1.awl');
  expect((item?.firstDirty.mono ?? 0) - (item?.lastClean?.mono ?? 0)).toBeLessThan(5000);
  await watcher.stop();
});

test('content that cannot be read is told as changed when the fingerprint over it moves', async () => {
  const { time, device, spool, make } = world();
  device.covers = ['logic'];
  device.write('logic/OB1.awl', 'code', 'logic');
  device.unreadable.set('logic/OB1.awl', 'protected');
  const watcher = make();
  watcher.start();
  await time.pass(30_000);
  device.write('logic/OB1.awl', 'other code', 'logic');
  await time.until(() => spool.observations().length === 2);
  const body = spool.observations()[1];
  expect(body).toMatchObject({ base: body?.result, cause: 'fingerprint' });
  expect(body?.items).toMatchObject([{ state: 'unreadable', basis: 'fingerprint' }]);
  expect(body?.items[0]?.reason).toContain('protected');
  await watcher.stop();
});

test('a forged fingerprint is found out by the sweep, with a window that only content proves', async () => {
  const { time, device, spool, make } = world({
    sweep: { everyMs: 3_600_000, hours: [], timeZone: 'UTC' },
  });
  device.covers = ['logic'];
  device.forged = true;
  device.write('logic/OB1.awl', 'code', 'logic');
  const watcher = make();
  watcher.start();
  await time.pass(60_000);
  const changedAt = time.mono;
  device.write('logic/OB1.awl', 'backdoor', 'logic');
  await time.until(() => spool.observations().length === 2, 7_200_000);
  expect(spool.observations()[1]?.cause).toBe('sweep');
  expect(spool.observations()[1]?.items[0]?.lastClean?.mono).toBeLessThanOrEqual(changedAt);
  await watcher.stop();
});

test("items' own fingerprints that lie are found out by the sweep, and dated by content alone", async () => {
  const { time, device, spool, make } = world({
    sweep: { everyMs: 3_600_000, hours: [], timeZone: 'UTC' },
  });
  device.stuck = true;
  device.write('logic/OB1.awl', 'code', 'logic');
  const watcher = make();
  watcher.start();
  await time.pass(60_000);
  const changedAt = time.mono;
  device.write('logic/OB1.awl', 'backdoor', 'logic');
  await time.until(() => spool.observations().length === 2, 7_200_000);
  expect(spool.observations()[1]?.cause).toBe('sweep');
  expect(spool.observations()[1]?.items[0]?.lastClean?.mono).toBeLessThanOrEqual(changedAt);
  await watcher.stop();
});

test('a kind that is not read now is a gap with its reason, and the others are watched on', async () => {
  const { time, device, spool, make } = world();
  device.covers = ['logic'];
  device.write('logic/OB1.awl', 'code', 'logic');
  device.write('setpoints/A.txt', '1');
  const watcher = make();
  watcher.start();
  await time.pass(31_000);
  device.unread = { kinds: ['logic'], gap: 'engineer-connected', reason: 's7.engineer-connected: one' };
  device.write('logic/OB1.awl', 'other code', 'logic');
  const changedAt = time.mono;
  await time.pass(20_000);
  device.write('setpoints/A.txt', '2');
  await time.until(() =>
    spool
      .observations()
      .some(({ items }) => items[0]?.path === 'setpoints/A.txt' && items[0].lastClean !== null),
  );
  const states = new Map(watcher.states().map(({ kind, now }) => [kind, now]));
  expect(states.get('logic')).toEqual({
    state: 'gap',
    reason: 'engineer-connected',
    detail: 's7.engineer-connected: one',
  });
  expect(states.get('setpoint')).toEqual({ state: 'watched' });
  const told = (path: string) =>
    spool.observations().flatMap(({ items }) => items.filter(item => item.path === path));
  expect(told('logic/OB1.awl').map(({ state }) => state)).toEqual(['present']);
  device.unread = null;
  await time.until(() => told('logic/OB1.awl').length === 2);
  expect(told('logic/OB1.awl')[1]?.sha256).toBe(digestOf('other code'));
  expect(told('logic/OB1.awl')[1]?.lastClean?.mono).toBeLessThanOrEqual(changedAt);
  expect(told('logic/OB1.awl')[1]?.lastClean?.mono ?? 0).toBeGreaterThan(changedAt - 10_000);
  expect(watcher.states().find(({ kind }) => kind === 'logic')?.now).toEqual({ state: 'watched' });
  await watcher.stop();
});

test('a hint is answered by a prompt reading of its paths, a stream of hints at most once a second', async () => {
  const { time, device, spool, make } = world({ periodMs: 60_000 });
  device.write('setpoints/A.txt', '1');
  device.write('setpoints/B.txt', '1');
  const watcher = make();
  watcher.start();
  await time.pass(5000);
  device.write('setpoints/A.txt', '2');
  const hintedAt = time.mono;
  device.hint({ why: 'notification', paths: ['setpoints/A.txt'] });
  await time.until(() => spool.observations().length === 2);
  expect(time.mono - hintedAt).toBeLessThan(1000);
  expect(device.readings.at(-1)?.paths).toEqual(['setpoints/A.txt']);
  const before = device.readings.length;
  for (let each = 0; each < 100; each += 1) {
    device.hint({ why: 'notification', paths: ['setpoints/B.txt'] });
    await time.pass(100);
  }
  expect(device.readings.length - before).toBeLessThanOrEqual(11);
  await watcher.stop();
});

test('a connection that came back by itself is a gap and a fresh reading', async () => {
  const { time, device, spool, make } = world({ periodMs: 60_000 });
  device.write('setpoints/A.txt', '1');
  const watcher = make();
  watcher.start();
  await time.pass(5000);
  device.connections += 1;
  device.hint({ why: 'reconnected' });
  await time.pass(5000);
  expect(spool.coverage().some(({ now }) => now.state === 'gap' && now.reason === 'link-lost')).toBe(true);
  expect(device.readings).toHaveLength(2);
  expect(watcher.states()[1]?.now.state).toBe('watched');
  await watcher.stop();
});

test('a clock that jumps is told and is a gap', async () => {
  const { time, spool, make } = world();
  const watcher = make();
  watcher.start();
  await time.pass(5000);
  const before = time.now();
  time.wallOffsetMs = 3_600_000;
  await watcher.clockJumped({ byMs: 3_600_000, before, after: time.now() });
  await time.pass(5000);
  expect(spool.notices().at(-1)).toMatchObject({ code: 'clock.jumped', data: { byMs: 3_600_000 } });
  const reasons = spool.coverage().map(({ now }) => (now.state === 'gap' ? now.reason : now.state));
  expect(reasons.slice(-8)).toEqual([...Array(4).fill('clock-jump'), ...Array(4).fill('watched')]);
  await watcher.stop();
});

test('a frozen or deaf device holds up nobody else, and is never called twice at once', async () => {
  const time = new VirtualTime();
  const spool = new MemorySpool();
  const good = world({}, time, spool);
  const frozen = world({}, time, spool);
  const deaf = world({}, time, spool);
  for (const { device } of [good, frozen, deaf]) device.write('setpoints/A.txt', '1');
  const watchers = [good.make('good-1/plc'), frozen.make('frozen-1/plc'), deaf.make('deaf-1/plc')];
  for (const watcher of watchers) watcher.start();
  await time.pass(5000);
  frozen.device.link = 'frozen';
  deaf.device.link = 'deaf';
  await time.pass(60_000);
  const readings = good.device.readings.length;
  await time.pass(100_000);
  expect(good.device.readings.length - readings).toBeGreaterThanOrEqual(9);
  expect(watchers[1]?.states()[1]?.now).toMatchObject({ reason: 'timed-out' });
  expect(watchers[2]?.states()[1]?.now).toMatchObject({ reason: 'timed-out' });
  expect(frozen.device.overlaps).toBe(0);
  frozen.device.link = 'up';
  deaf.device.link = 'up';
  await time.pass(60_000);
  for (const watcher of watchers) expect(watcher.states()[1]?.now.state).toBe('watched');
  await Promise.all([...watchers.map(watcher => watcher.stop()), time.pass(30_000)]);
});

test('what the spool refuses does not count as seen and is read again', async () => {
  const { time, device, spool, make } = world();
  device.write('setpoints/A.txt', '1');
  const watcher = make();
  watcher.start();
  await time.pass(5000);
  spool.failure = new Error('no space left on device');
  device.write('setpoints/A.txt', '2');
  await time.pass(60_000);
  expect(spool.observations()).toHaveLength(1);
  spool.failure = null;
  await time.until(() => spool.observations().length === 2);
  expect(spool.observations()[1]?.items[0]?.sha256).toBe(digestOf('2'));
  await watcher.stop();
});

test('the budget pushes readings back, and readings far apart are no watch', async () => {
  const { time, device, spool, make } = world({ requestsPerSecond: 1 });
  for (let item = 0; item < 40; item += 1) device.write(`setpoints/${item}.txt`, '1');
  device.latencyMs = 1;
  const watcher = make();
  watcher.start();
  await time.pass(400_000);
  expect(device.readings.length).toBeLessThanOrEqual(11);
  expect(device.readings.length).toBeGreaterThanOrEqual(9);
  expect(spool.coverage().at(-1)?.now).toMatchObject({ reason: 'overloaded' });
  await watcher.stop();
});

test('equal readings are told at most hourly, with their count', async () => {
  const { time, device, spool, make } = world();
  device.write('setpoints/A.txt', '1');
  const watcher = make();
  watcher.start();
  await time.pass(3 * 3_600_000);
  const digests = spool.facts.flatMap(fact => (fact.kind === 'coverage' ? fact.body.digests : []));
  const setpoint = digests.filter(({ kind }) => kind === 'setpoint');
  expect(setpoint.length).toBeGreaterThanOrEqual(2);
  expect(setpoint.length).toBeLessThanOrEqual(4);
  expect(setpoint[1]?.readings).toBeGreaterThan(330);
  await watcher.stop();
}, 60_000);
