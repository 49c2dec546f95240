import { cp, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Exports, Press, until, World } from '../world/index.ts';

let world: World;

beforeEach(async () => {
  world = await World.create();
});
afterEach(() => world.remove());

test('a server restored from an old backup begins a new log, and agents refill what came after it', async () => {
  const press = new Press('press-1');
  const line = new Exports('line-1', `${world.dir}/exports`);
  await world.begin(press, line);
  const { server } = world;
  await press.write(press.force, 1);
  await world.arrived();
  await server.stop();
  const backup = join(world.dir, 'backup');
  await server.command('backup', backup);
  await server.start();
  for (let value = 2; value <= 5; value += 1) {
    await press.write(press.force, value);
    await line.write(line.large, value);
    await world.arrived();
  }

  // The server's disk is lost with everything but the backup and the keys that were kept apart.
  await server.kill();
  const kept = join(world.dir, 'keys-kept-apart');
  await cp(join(server.dataDir, 'keys'), kept, { recursive: true });
  await rename(server.dataDir, join(world.dir, 'lost'));
  await server.command('restore', backup, '--vault-key', join(kept, 'vault.key'));
  await press.write(press.force, 6);
  await server.start();
  await world.arrived();

  const origins = new Set(server.entries().map(({ origin }) => origin));
  expect([...origins]).toEqual(['faults/1', 'faults/2']);
  const opened = server.entries().filter(({ type }) => type === 'log.opened');
  expect(opened).toHaveLength(2);
  expect(JSON.stringify(opened[1]?.body)).toContain('faults/1');

  // Until a person says that this is right, the agent goes on believing the log that was lost.
  const rolledBack = 'log rolled back: nothing counts as backed up until an administrator accepts it';
  expect(world.agent.child.logged(rolledBack)).toHaveLength(1);
  expect(server.believed()).toEqual(['faults/1']);
  await server.api.acceptLog();
  await until(
    'the agent believes the new log',
    { within: 30_000 },
    () => server.believed().join() === 'faults/2',
  );
  await world.finish();
});
