import type { Statement } from '@witnessmark/shared/facts';
import { OperatorPanel, pressLink, pressSetpoints, S7Cpu } from '@witnessmark/test/plant';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TrailWorld } from '../testing/trail-world.ts';
import { winccSettings } from '../testing/wincc.ts';

let world: TrailWorld;
let press: S7Cpu;
let panel: OperatorPanel;

beforeEach(async () => {
  world = await TrailWorld.begin({
    settings: {
      ...winccSettings,
      clock: { error: '200ms', writesWithin: '500ms' },
      life: { sign: 'record', within: '3s' },
    },
  });
  press = new S7Cpu();
  press.setBlock(pressSetpoints.db, Buffer.alloc(24)).writeFloatBE(42, pressSetpoints.force);
  await press.start();
});
afterEach(async () => {
  await panel.stop();
  await press.stop();
  await world.remove();
});

async function begin(clockOffsetMs = 0): Promise<void> {
  panel = new OperatorPanel({
    link: pressLink(press.port),
    folder: world.folder,
    station: 'OP-PRESS-2',
    timeZone: 'Europe/Ljubljana',
    aliveMs: 50,
    clockOffsetMs,
  });
  await panel.start();
  await expect.poll(() => world.health.silent, { timeout: 10_000 }).toBeNull();
}

const wroteOnce = async (): Promise<Statement> => {
  await expect.poll(async () => (await world.told()).length, { timeout: 10_000 }).toBe(1);
  const [wrote] = await world.told();
  if (wrote === undefined) throw new Error('nothing was told');
  return wrote;
};

test('a change at a real panel is told with old and new value, in time, and the panel proven to have been heard', async () => {
  await begin();
  const before = Date.now();
  await panel.set('novak', 'Press2/Force', 43.5);
  const after = Date.now();
  const wrote = await wroteOnce();
  expect(wrote).toMatchObject({
    identities: [{ scheme: 'device-account', value: 'novak' }],
    place: { station: 'OP-PRESS-2', path: 'panel' },
    touches: [{ path: 'setpoints/PressSetpoints.txt', member: 'Force', old: '42', new: '43.5' }],
    clockErrorMs: 200,
  });
  const error = wrote.clockErrorMs ?? Number.NaN;
  expect(Date.parse(wrote.from.wall)).toBeGreaterThanOrEqual(before - error);
  expect(Date.parse(wrote.to.wall)).toBeLessThanOrEqual(after + error);
  // The life around it is told soon, and reaches over it.
  await expect
    .poll(async () => (await world.life()).findLast(({ act }) => act === 'watched')?.to.mono, {
      timeout: 10_000,
    })
    .toBeGreaterThan(wrote.to.mono);
});

test('a panel that falls silent is told as unwatched from the last proof on, and its write is nobody’s', async () => {
  await begin();
  panel.silent = true;
  const silentSince = Date.now();
  await panel.set('novak', 'Press2/Force', 44);
  expect(press.memory.dataBlocks.get(pressSetpoints.db)?.readFloatBE(pressSetpoints.force)).toBe(44);
  await expect
    .poll(() => world.health.silent, { timeout: 15_000 })
    .toMatch(/no sign of life for more than 3 s/);
  await world.restart();
  const life = await world.life();
  expect(await world.told()).toEqual([]);
  for (const { act, to } of life) {
    if (act === 'watched') expect(Date.parse(to.wall)).toBeLessThanOrEqual(silentSince + 100);
  }
  expect(life.at(-1)).toMatchObject({ act: 'unwatched', because: expect.stringMatching(/no sign of life/) });
});

test('a panel whose clock was set an hour ahead is not believed to keep its bound', async () => {
  await begin(3_600_000);
  await panel.set('novak', 'Press2/Force', 43.5);
  const wrote = await wroteOnce();
  expect(wrote.clockErrorMs).toBeGreaterThan(3_590_000);
});

test('the agent’s own clock may jump: a life is measured by one that cannot', async () => {
  await begin();
  world.clock.wallOffset = -3_600_000;
  await panel.set('novak', 'Press2/Force', 43.5);
  await wroteOnce();
  const life = await world.life();
  for (const { from, to } of life) expect(to.mono).toBeGreaterThan(from.mono);
});
