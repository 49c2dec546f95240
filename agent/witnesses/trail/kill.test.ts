import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { appendFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TrailWorld } from '../testing/trail-world.ts';
import { winccHeader, winccSettings, winccWrite } from '../testing/wincc.ts';

const program = join(import.meta.dirname, '..', 'testing', 'trail-process.ts');
const rounds = 8;
let dir: string;
let child: ChildProcess | null = null;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'witnessmark-trail-kill-'));
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await rm(dir, { recursive: true, force: true });
});

/** Runs the witness; resolves when it has told something, or at once where there is nothing to tell. */
async function readUntilKilled(afterMs: number): Promise<void> {
  const running = spawn(process.execPath, [program, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  child = running;
  const ended = once(running, 'close');
  running.stdout.once('data', () => setTimeout(() => running.kill('SIGKILL'), afterMs));
  await ended;
  expect(running.signalCode).toBe('SIGKILL');
}

test(`killed ${rounds} times while it reads, it has told each record exactly once`, {
  timeout: 180_000,
}, async () => {
  const file = join(dir, 'trail', 'audit.csv');
  await mkdir(join(dir, 'trail'));
  await writeFile(file, `${winccHeader}\r\n`);
  let id = 0;
  const said: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const records = Array.from({ length: 800 }, () => {
      id += 1;
      return winccWrite(id, Date.now(), String(id));
    });
    await appendFile(file, records.map(record => `${record}\r\n`).join(''));
    const afterMs = randomInt(0, 60);
    said.push(`round ${round}: killed ${afterMs} ms after the first were told`);
    await readUntilKilled(afterMs);
    // A rotation that happens while the witness is down.
    if (round % 4 === 3) {
      await rename(file, `${file}.${round}`);
      await writeFile(file, `${winccHeader}\r\n`);
    }
  }
  const world = await TrailWorld.begin({ dir, settings: winccSettings });
  try {
    await expect
      .poll(async () => (await world.told()).length, {
        timeout: 60_000,
        interval: 500,
        message: said.join('\n'),
      })
      .toBe(id);
    const values = (await world.told()).map(({ touches }) => Number(touches[0]?.new));
    expect(new Set(values).size).toBe(id);
    // Not more later, either.
    await appendFile(file, `${winccWrite(id + 1, Date.now(), String(id + 1))}\r\n`);
    await expect.poll(async () => (await world.told()).length).toBe(id + 1);
  } finally {
    await world.stop();
  }
});
