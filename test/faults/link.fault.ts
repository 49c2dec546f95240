import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Exports, Press, until, World } from '../world/index.ts';

/** As large as git takes it. */
const uploadBytes = 4 * 1024 * 1024;

let world: World;

beforeEach(async () => {
  world = await World.create();
});
afterEach(() => world.remove());

test('a content whose upload is cut in the middle goes on where it stood and arrives once', async () => {
  const line = new Exports('line-1', `${world.dir}/exports`);
  await world.begin(line);
  const { cable } = world.server;
  // A long way, so that it can be cut in its middle.
  cable.delay(200);
  await line.write(line.large, 1, uploadBytes);
  const staging = join(world.server.dataDir, 'blobs', 'staging');
  const arrived = await until('some of it has arrived', { within: 60_000, every: 2 }, () => bytesIn(staging));
  cable.cut();
  expect(arrived).toBeLessThan(uploadBytes);
  await line.write(line.small, 1);
  await until(
    'the agent says so',
    { within: 20_000 },
    () =>
      world.agent.child.logged('sending failed; the spool keeps everything and it is tried again').length > 0,
  );
  expect(await bytesIn(staging)).toBeGreaterThanOrEqual(arrived);
  cable.restore();
  await world.finish();
});

test('a server that is away for a while gets everything that was read meanwhile, in order', async () => {
  const press = new Press('press-1');
  const line = new Exports('line-1', `${world.dir}/exports`);
  await world.begin(press, line);
  await world.server.kill();
  for (let value = 1; value <= 6; value += 1) {
    await press.write(press.force, value);
    await line.write(line.large, value);
  }
  await world.server.start();
  await world.finish();
});

test('a cable that is cut and mended again and again loses nothing', async () => {
  const press = new Press('press-1');
  const line = new Exports('line-1', `${world.dir}/exports`);
  await world.begin(press, line);
  for (let value = 1; value <= 20; value += 1) {
    await press.write(press.force, value);
    await line.write(value % 2 === 0 ? line.large : line.small, value);
    if (value % 4 === 0) world.server.cable.cut();
    else if (value % 4 === 2) world.server.cable.restore();
    else world.server.cable.drop();
  }
  world.server.cable.restore();
  await world.finish();
});

async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder);
  const sizes = await Promise.all(
    names.map(name =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
