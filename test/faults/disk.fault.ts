import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Exports, Press, until, World } from '../world/index.ts';

const diskMiB = 340;
/** Free space in which the server takes nothing new any more and says that it fails. */
const tightMiB = 120;

/** A small disk of our own; null, and loudly so, where this machine lets nobody mount one. */
function mountDisk(): string | null {
  const at = mkdtempSync(join(tmpdir(), 'witnessmark-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMiB}m`, 'tmpfs', at], { stdio: 'pipe' });
    return at;
  } catch (error) {
    rmSync(at, { recursive: true });
    if (process.env['WITNESSMARK_REQUIRE_MOUNT'] === '1') throw error;
    console.warn('SKIPPED: no disk can be mounted here, so a full one is not tried:', String(error));
    return null;
  }
}

const disk = mountDisk();
let world: World;

beforeEach(async () => {
  if (disk !== null) world = await World.create({ serverData: join(disk, 'server') });
});
afterEach(async () => {
  if (disk === null) return;
  await world.remove();
  execFileSync('umount', [disk]);
  rmSync(disk, { recursive: true });
});

test.skipIf(disk === null)(
  'on a full disk facts are refused first, reading goes on, health says it, and afterwards everything arrives',
  async () => {
    const press = new Press('press-1');
    const line = new Exports('line-1', `${world.dir}/exports`);
    await world.begin(press, line);
    const { api } = world.server;
    expect((await api.health()).status).not.toBe('failing');

    await fill(tightMiB);
    await until('the agent is told', { within: 30_000, every: 200 }, async () => {
      await press.write(press.force, press.force.written.length);
      await line.write(line.large, line.large.written.length);
      return world.agent.child.lines.some(text => text.includes('the disk of the store is full'));
    });
    const entries = world.server.entries().length;
    await line.write(line.large, line.large.written.length);
    const health = await api.health();
    expect(health.status).toBe('failing');
    expect(health.checks['disk']).toMatchObject({ ok: false });
    await readsEverything();
    expect(world.server.entries().length).toBe(entries);

    // Not a byte is left: whatever the server still has to write fails, and reading goes on.
    await fill(0);
    await press.write(press.dwell, 1);
    await readsEverything();
    expect(world.server.running).toBe(true);

    if (disk !== null) await rm(join(disk, 'ballast'));
    await world.finish();
    expect(world.server.entries().length).toBeGreaterThan(entries);
  },
);

async function readsEverything(): Promise<void> {
  const { api } = world.server;
  const [first] = await api.newest('press-1');
  expect(first?.asset.id).toBe('press-1');
  expect((await api.overview()).assets).toBe(2);
  expect(await world.server.git('press-1').run('log', '-1', '--format=%H', 'main')).not.toBe('');
}

/** Leaves so much free space, and no more. */
async function fill(leaveMiB: number): Promise<void> {
  if (disk === null) return;
  const handle = await open(join(disk, 'ballast'), 'a');
  const block = Buffer.alloc(64 * 1024);
  try {
    for (;;) {
      const { bavail, bsize } = await statfs(disk);
      const more = bavail * bsize - leaveMiB * 1024 * 1024;
      if (more <= 0) return;
      await handle.appendFile(block.subarray(0, Math.min(block.length, more)));
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  } finally {
    await handle.close();
  }
}
