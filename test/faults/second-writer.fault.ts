import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Press, until, World } from '../world/index.ts';

let world: World;

beforeEach(async () => {
  world = await World.create();
});
afterEach(() => world.remove());

test('a commit that somebody pushes into a history is never overwritten, and is said aloud', async () => {
  const press = new Press('press-1');
  const other = new Press('press-2');
  await world.begin(press, other);
  const foreign = await pushSomething('press-1');
  await press.write(press.force, 1);
  await until('the server refuses', { within: 30_000 }, () => said('the repository moved under the store'));
  await other.write(other.force, 1);
  await world.arrived(30_000, other.places);
  expect(await tip('press-1')).toBe(foreign);

  await world.server.stop();
  await world.server.start();
  const damaged = await until('the page shows it', { within: 30_000 }, async () =>
    (await world.server.api.overview()).damaged.find(({ asset }) => asset === 'press-1'),
  );
  expect(damaged.why).not.toBe('');
  await press.write(press.force, 2);
  await other.write(other.force, 2);
  await world.arrived(30_000, other.places);
  expect(await tip('press-1')).toBe(foreign);
  const { api } = world.server;
  expect((await api.health()).checks['store']).toMatchObject({ ok: false });

  // What the stranger did is undone by hand; what was read meanwhile had waited at the agent.
  await expect(api.heal('press-2')).resolves.toBeUndefined();
  await world.server.git('press-1').run('update-ref', 'refs/heads/main', `${foreign}~1`, foreign);
  await api.heal('press-1');
  await world.finish();
});

/** What an engineer's git does to the bare repository on the server's disk. */
async function pushSomething(asset: string): Promise<string> {
  const git = world.server.git(asset);
  const clone = join(world.dir, 'clone');
  const run = async (...args: readonly string[]) =>
    (await promisify(execFile)('git', ['-C', clone, '-c', 'user.name=X', '-c', 'user.email=x@y', ...args]))
      .stdout;
  await promisify(execFile)('git', ['clone', '-q', '-b', 'main', git.dir, clone]);
  await writeFile(join(clone, 'note.txt'), 'a note\n');
  await run('add', 'note.txt');
  await run('commit', '-q', '-m', 'Leave a note');
  await run('push', '-q', 'origin', 'main');
  return (await run('rev-parse', 'HEAD')).trim();
}

async function tip(asset: string): Promise<string> {
  return (await world.server.git(asset).run('rev-parse', 'main')).trim();
}

function said(text: string): boolean {
  return world.server.child.lines.some(line => line.includes(text));
}
