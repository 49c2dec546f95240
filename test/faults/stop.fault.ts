import { afterEach, beforeEach, expect, test } from 'vitest';
import { Exports, Press, World } from '../world/index.ts';

let world: World;

beforeEach(async () => {
  world = await World.create();
});
afterEach(() => world.remove());

test('agent and server asked to end while changes stream end soon, and nothing is lost', async () => {
  const press = new Press('press-1');
  const line = new Exports('line-1', `${world.dir}/exports`);
  await world.begin(press, line);
  for (let value = 1; value <= 20; value += 1) {
    await press.write(press.force, value);
    await line.write(line.large, value);
  }
  expect(await world.server.stop()).toBeLessThan(10_000);
  await press.write(press.force, 21);
  expect(await world.agent.stop()).toBeLessThan(10_000);
  await press.write(press.force, 22);
  await Promise.all([world.server.start(), world.agent.start()]);
  const counted = await world.finish();
  expect(counted.written).toBe(47);
});
