import { randomBytes } from 'node:crypto';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AgentUnit, Exports, Press, until, World } from '../world/index.ts';

let world: World;

beforeEach(async () => {
  world = await World.create();
});
afterEach(() => world.remove());

test('a damaged spool is set aside and said, and what it lost lies in a recorded gap', async () => {
  const press = new Press('press-1');
  const line = new Exports('line-1', `${world.dir}/exports`);
  await world.begin(press, line);
  world.server.cable.cut();
  for (let value = 1; value <= 10; value += 1) {
    await press.write(press.force, value);
    await line.write(line.small, value);
  }
  await world.agent.stop();
  await damage(join(world.agent.dataDir, 'spool', 'live', 'spool.sqlite'));
  world.server.cable.restore();
  await world.agent.start();

  expect(world.agent.child.logged('spool is damaged; set aside, a new one begins')).toHaveLength(1);
  const kept = await readdir(join(world.agent.dataDir, 'spool'));
  expect(kept.filter(name => name.startsWith('damaged-'))).toHaveLength(1);
  await press.write(press.force, 11);
  await world.arrived();
  const entries = world.server.entries();
  for (const stream of ['press-1/plc', 'line-1/exports']) {
    expect(
      entries.filter(({ type, subject }) => type === 'stream.gap' && subject === `stream:${stream}`),
    ).toHaveLength(1);
  }
  expect(entries.some(({ body }) => JSON.stringify(body).includes('spool.damaged'))).toBe(true);
  await world.finish();
});

test('a spool that fell back to an earlier state by itself is found out by the server and begins anew', async () => {
  const press = new Press('press-1');
  const line = new Exports('line-1', `${world.dir}/exports`);
  await world.begin(press, line);
  for (let value = 1; value <= 5; value += 1) {
    await press.write(press.force, value);
    await world.arrived();
  }
  await world.agent.kill();
  // SQLite cannot tell a write-ahead log that was lost from one that never was.
  await damage(join(world.agent.dataDir, 'spool', 'live', 'spool.sqlite-wal'), 0);
  await press.write(press.force, 6);
  await line.write(line.large, 1);
  await world.agent.start();
  await world.arrived();
  const gaps = world.server.entries().filter(({ type }) => type === 'stream.gap');
  expect(gaps.map(({ subject }) => subject)).toContain('stream:press-1/plc');
  await world.finish();
});

test('of an agent and its clone one is told that it is forked and begins anew, and nothing is lost', async () => {
  const press = new Press('press-1');
  await world.begin(press);
  await world.agent.stop();
  const clone = new AgentUnit('clone', world.dir);
  world.onEnd(() => clone.remove());
  await world.agent.cloneTo(clone, [press.asset()]);
  await Promise.all([world.agent.start(), clone.start()]);
  const forked = await until('the fork is logged', { within: 60_000, every: 200 }, async () => {
    await press.write(press.force, press.force.written.length);
    return world.server.entries().find(({ type }) => type === 'stream.forked');
  });
  expect(forked.subject).toBe('stream:press-1/plc');
  await clone.stop();
  await press.write(press.force, press.force.written.length);
  await world.arrived();
  await world.finish();
});

/** Random bytes over the file from its second page on. */
async function damage(file: string, from = 4096): Promise<void> {
  const handle = await open(file, 'r+');
  const { size } = await handle.stat();
  expect(size).toBeGreaterThan(from);
  await handle.write(randomBytes(size - from), 0, size - from, from);
  await handle.close();
}
