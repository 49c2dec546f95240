import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readFactTrailers } from './message.ts';
import { gitsOf, plainGit, type TestStore, testStore } from './testing.ts';

const assets = ['press-1', 'press-2', 'press-3'];
const rounds = Number(process.env['WITNESSMARK_KILL_ROUNDS'] ?? '20');
const worker = new URL('./kill-worker.ts', import.meta.url).pathname;
let t: TestStore;

beforeEach(async () => {
  t = await testStore();
});
afterEach(async () => {
  await t.remove();
});

/** A small seeded generator, so that a failed run can be repeated with the seed it printed. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

interface Life {
  readonly acked: { asset: string; n: number; id: string }[];
  readonly failed: string[];
  readonly done: boolean;
}

/** Runs a worker and lets `onLine` act on it; resolves when it is dead. */
async function live(steps: number, onLine: (line: string, child: ChildProcess) => void): Promise<Life> {
  const child = spawn(process.execPath, [worker, t.dir, String(steps), ...assets], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const acked: Life['acked'] = [];
  const failed: string[] = [];
  let done = false;
  for await (const line of createInterface({ input: child.stdout })) {
    const ack = /^ack (\S+) (\d+) ([0-9a-f]{40})$/.exec(line);
    if (ack?.[1] && ack[3]) acked.push({ asset: ack[1], n: Number(ack[2]), id: ack[3] });
    else if (line.startsWith('failed')) failed.push(line);
    else if (line === 'done') done = true;
    onLine(line, child);
  }
  return { acked, failed, done };
}

/** Every acknowledged commit is there, every fact once and in order, and git has nothing to complain of. */
async function verify(acked: Life['acked']): Promise<void> {
  const store = await t.reopen();
  for (const asset of assets) {
    const known = acked.filter(entry => entry.asset === asset);
    if ((await store.tip(asset)) === null) {
      expect(known).toEqual([]);
      continue;
    }
    const ids = known.map(entry => entry.id);
    expect(await store.check(asset, ids)).toMatchObject({ whole: true });
    const commits = await store.commitsAfter(asset, null, 100_000);
    const facts = commits.map(commit => Number(readFactTrailers(commit.trailers)?.fact.split('/').at(-1)));
    expect(facts).toEqual(Array.from({ length: facts.length }, (_, n) => n + 1));
    for (const { n, id } of known) expect(commits[n - 1]?.id).toBe(id);
  }
}

test(`nothing acknowledged is lost when the server, git or both are killed at any moment (${rounds} rounds)`, async () => {
  const seed = Number(process.env['WITNESSMARK_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.info(`seed ${seed}`);
  const next = random(seed);
  const acked: Life['acked'] = [];
  let interrupted = 0;
  for (let round = 0; round < rounds; round++) {
    await t.store.close();
    // Some while the store is being opened, most somewhere after one of the first acknowledgements.
    const after = Math.floor(next() * 9);
    const delay = next() * (after === 0 ? 250 : 50);
    const whole = round % 2 === 0;
    let acks = 0;
    const life = await live(100_000, (line, child) => {
      if (line.startsWith('ack')) acks++;
      if (after === 0 ? line !== 'opening' : !line.startsWith('ack') || acks !== after) return;
      setTimeout(() => {
        if (child.pid !== undefined) kill(whole ? -child.pid : child.pid);
      }, delay);
    });
    if (!life.done) interrupted++;
    acked.push(...life.acked);
    await verify(acked);
  }
  expect(interrupted).toBe(rounds);
  expect(acked.length).toBeGreaterThan(rounds);
}, 300_000);

test('a git that is killed under a living server fails its own commits, and the next ones go on', async () => {
  await t.store.close();
  let killing = true;
  const shoot = async () => {
    while (killing) for (const pid of await gitsOf(t.dir)) kill(pid);
  };
  const shooting: Promise<void>[] = [];
  const life = await live(30, line => {
    if (line.startsWith('ack') && shooting.length === 0) shooting.push(shoot());
    if (line.startsWith('failed')) killing = false;
    if (line === 'done') killing = false;
  });
  killing = false;
  await Promise.all(shooting);
  expect(life.failed.length).toBeGreaterThan(0);
  expect(life.done).toBe(true);
  expect(life.failed.filter(line => !line.endsWith('store.git-failed'))).toEqual([]);
  await verify(life.acked);
  expect(plainGit(`${t.dir}/press-1.git`, 'fsck', '--full')).toBe('');
}, 120_000);
