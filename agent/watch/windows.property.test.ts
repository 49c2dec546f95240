import type { ItemObservation } from '@witnessmark/shared/facts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { knownOf } from './known.ts';
import type { WatchPolicy } from './policy.ts';
import { CutOff, MemorySpool } from './testing/memory-spool.ts';
import { digestOf, SimulatedDevice, SimulatedSource } from './testing/simulated-device.ts';
import { VirtualTime } from './testing/virtual-time.ts';
import { Watcher } from './watcher.ts';

const silent = { debug: () => {}, info: () => {}, warn: () => {} };
const paths = [
  'setpoints/A.txt',
  'setpoints/B.txt',
  'logic/OB1.awl',
  'logic/FC1.awl',
  'logic/FC2.awl',
  'logic/FC3.awl',
] as const;
const kindOf = (path: string) => (path.startsWith('logic') ? 'logic' : 'setpoint');

type Act =
  | { act: 'write'; path: string; content: string | null }
  | { act: 'hint'; path: string | null }
  | { act: 'unreadable'; path: string; on: boolean }
  | { act: 'link'; link: 'up' | 'cut' | 'frozen' }
  | { act: 'kill' | 'stop' | 'order' };

const actArb: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      act: fc.constant('write' as const),
      path: fc.constantFrom(...paths),
      content: fc.constantFrom('a', 'b', 'c', null),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('hint' as const),
      path: fc.option(fc.constantFrom(...paths)),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('unreadable' as const),
      path: fc.constantFrom(...paths),
      on: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('link' as const),
      link: fc.constantFrom('up' as const, 'up' as const, 'cut' as const, 'frozen' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constantFrom('kill' as const, 'stop' as const, 'order' as const) }),
  },
);

const worldArb = fc.record({
  acts: fc.array(fc.tuple(fc.nat({ max: 15_000 }), actArb), { maxLength: 30 }),
  latencyMs: fc.integer({ min: 1, max: 700 }),
  periodMs: fc.integer({ min: 500, max: 20_000 }),
  fingerprintMs: fc.integer({ min: 300, max: 10_000 }),
  fingerprint: fc.constantFrom('none' as const, 'honest' as const, 'forged' as const),
  attempts: fc.integer({ min: 0, max: 4 }),
  movesWith: fc.constantFrom('everything' as const, 'covered' as const),
  rounds: fc.boolean(),
  /** Milliseconds a logic item takes. */
  itemMs: fc.integer({ min: 1, max: 4000 }),
  seed: fc.integer(),
});

/** A small generator of its own, so that a failing world can be played again. */
function dice(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * The true content went from what was known to what was told within [lastClean, firstDirty]: at some moment
 * of the interval it was the old one, and at some later moment of it the new one.
 */
function holds(device: SimulatedDevice, old: string | null, item: ItemObservation): boolean {
  const content = item.state === 'present' ? item.sha256 : null;
  const digests = device
    .within(item.path, item.lastClean?.mono ?? 0, item.firstDirty.mono)
    .map(each => (each === null ? null : digestOf(each)));
  if (item.lastClean === null) return digests.includes(content ?? null);
  const from = digests.indexOf(old);
  return from >= 0 && digests.slice(from).includes(content ?? null);
}

test('a change lies in its window, whatever the schedule, the delays, the failures and the restarts', async () => {
  await fc.assert(
    fc.asyncProperty(worldArb, async given => {
      const time = new VirtualTime();
      const random = dice(given.seed);
      const device = new SimulatedDevice(time, random);
      const spool = new MemorySpool();
      device.latencyMs = given.latencyMs;
      device.covers = given.fingerprint === 'none' ? [] : ['logic'];
      device.forged = given.fingerprint === 'forged';
      device.movesWith = given.movesWith;
      if (given.rounds) device.inRounds = ['logic'];
      if (given.rounds) device.itemMs = { logic: given.itemMs };
      for (const path of paths) device.write(path, 'a', kindOf(path));
      const policy: WatchPolicy = {
        periodMs: given.periodMs,
        fingerprintMs: given.fingerprintMs,
        sweep: { everyMs: 60_000, hours: [], timeZone: 'UTC' },
        settle: { attempts: given.attempts, delayMs: 150, withinMs: 3000 },
        connectWithinMs: 4000,
        readWithinMs: 9000,
        backOff: { firstMs: 500, mostMs: 4000 },
        requestsPerSecond: 0,
        expectedOff: [],
        timeZone: 'UTC',
      };
      const make = () => {
        const cut = new CutOff(spool);
        const watcher = new Watcher(
          {
            stream: 'press-1/plc',
            asset: 'press-1',
            createSource: () => new SimulatedSource(device),
            clock: time,
            timers: time,
            spool: cut,
            log: silent,
            random,
          },
          policy,
        );
        watcher.start();
        return { cut, watcher };
      };
      let running = make();
      for (const [waitMs, act] of given.acts) {
        await time.pass(waitMs);
        if (act.act === 'write') device.write(act.path, act.content, kindOf(act.path));
        else if (act.act === 'hint') {
          device.hint({ why: 'notification', ...(act.path === null ? {} : { paths: [act.path] }) });
        } else if (act.act === 'unreadable') {
          if (act.on) device.unreadable.set(act.path, 'busy');
          else device.unreadable.delete(act.path);
        } else if (act.act === 'link') device.link = act.link;
        else if (act.act === 'order') {
          // Its outcome is the device's affair; what it finds is held against the truth below.
          running.watcher.read().then(
            () => {},
            () => {},
          );
        } else {
          if (act.act === 'kill') running.cut.kill();
          const stopped = running.watcher.stop();
          if (act.act === 'stop') await Promise.race([stopped, time.pass(20_000)]);
          running = make();
        }
      }
      device.link = 'up';
      device.unreadable.clear();
      await time.pass(240_000);

      const known = new Map<string, string | null>();
      let base: string | null = null;
      for (const body of spool.observations()) {
        expect(body.base).toBe(base);
        base = body.result;
        for (const item of body.items) {
          if (item.state === 'unreadable') continue;
          expect(holds(device, known.get(item.path) ?? null, item), JSON.stringify(item)).toBe(true);
          known.set(item.path, item.sha256 ?? null);
        }
      }
      const items = knownOf(spool.state('press-1/plc')).items;
      const told = Object.fromEntries([...items].map(([path, item]) => [path, item.sha256]));
      const truth = Object.fromEntries([...device.now()].map(([path, content]) => [path, digestOf(content)]));
      expect(told).toEqual(truth);
      running.cut.kill();
      await Promise.race([running.watcher.stop(), time.pass(20_000)]);
    }),
    { numRuns: 120 },
  );
}, 120_000);
