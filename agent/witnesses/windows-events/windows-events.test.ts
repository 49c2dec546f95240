import { appendFile, writeFile } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import { TrailWorld } from '../testing/trail-world.ts';

let world: TrailWorld;
afterEach(() => world.remove());

const begin = async () => {
  const settings = {
    kind: 'windows-events',
    assets: ['press-2', 'mixer-1'],
    clock: { error: '1s' },
    life: { sign: 'record', within: '60s' },
  };
  world = await TrailWorld.begin({ settings });
};
const header = 'RecordId,Time,Id,Computer,Domain,User,LogonType,LogonId,Client,Address\r\n';
const event = (id: number, record: number, more = 'PLANT,kovac,2,0x1,ENG-LT-04,-') =>
  `${record},${new Date().toISOString()},${id},ENG-LT-04,${more}\r\n`;

test('a log-on is told of every asset, and is nobody’s way to a controller', async () => {
  await begin();
  await writeFile(world.file('security.csv'), header + event(4624, 1));
  await expect.poll(async () => (await world.told('mixer-1')).length).toBe(1);
  const [said] = await world.told();
  expect(said).toMatchObject({
    witness: { kind: 'windows', name: 'panel' },
    act: 'logged-on',
    authenticity: 'device-record',
    reach: 'account',
    identities: [{ scheme: 'windows-account', value: 'PLANT\\kovac' }],
    place: { station: 'ENG-LT-04' },
    clockErrorMs: 1000,
    order: 1,
  });
  expect(said?.place).not.toHaveProperty('path');
});

test('its life is told on a path of its own, and an event it does not know takes it back', async () => {
  await begin();
  const alive = (n: number) => event(0, n, ',,,,,');
  await writeFile(world.file('security.csv'), header);
  await expect.poll(() => world.health.silent).toMatch(/no sign of life was read/);
  await appendFile(world.file('security.csv'), alive(1));
  await expect.poll(() => world.health.silent).toBeNull();
  await appendFile(world.file('security.csv'), alive(2) + event(1102, 3));
  const because = async () => (await world.life()).map(told => told.because ?? told.act);
  await expect.poll(because).toContainEqual(expect.stringMatching(/no rule takes it/));
  expect(world.health.unread).toBe(1);
  for (const { place } of await world.life()) expect(place).toEqual({ path: 'log-on' });
});
