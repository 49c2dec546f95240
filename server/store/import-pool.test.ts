import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Git, GitFailure } from './git.ts';
import { ImportPool, type ImportPoolOptions } from './import-pool.ts';
import { Layout } from './layout.ts';
import { ensureRepository } from './repository.ts';
import { commitStream, readAnswer } from './stream.ts';
import { gitsOf, type TestStore, testStore, withGit } from './testing.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
let t: TestStore;
let pools: ImportPool[];

beforeEach(async () => {
  t = await testStore();
  pools = [];
});
afterEach(async () => {
  await Promise.all(pools.map(pool => pool.close()));
  await t.remove();
});

function makePool(options: Partial<ImportPoolOptions> = {}): ImportPool {
  const given = { places: 8, idleMs: 60_000, batchMs: 60_000, log: quiet, ...options };
  const pool = new ImportPool(new Git(t.dir), new Layout(t.dir), given);
  pools.push(pool);
  return pool;
}

/** Adds commits `from` … `from + count - 1` to an asset as one stream; gives their ids. */
async function add(pool: ImportPool, asset: string, parent: string | null, from: number, count = 1) {
  await ensureRepository(new Layout(t.dir), asset);
  const commits = Array.from({ length: count }, (_, n) => streamCommit(from + n));
  const ids = readAnswer(await pool.run(asset, commitStream(parent, commits), count), count);
  return ids ?? [];
}

function streamCommit(n: number) {
  const files = [
    { path: `setpoints/DB${n % 3}.txt`, content: Buffer.from(`Level = ${n}\n`) },
    ...(n % 4 === 3 ? [{ path: `setpoints/DB${(n + 1) % 3}.txt`, removed: true as const }] : []),
  ];
  const at = new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString();
  return {
    author: { id: 'agent-1', name: 'Hall' },
    at,
    derived: n % 5 === 0,
    message: `change ${n}\n`,
    files,
  };
}

const alive = () => gitsOf(t.dir, 'fast-import');

describe('the writing processes', () => {
  test('give the same commits in many streams of one process, one each, or one stream', async () => {
    const one = await add(makePool(), 'one', null, 0, 12);
    const [many, fresh]: [string[], string[]] = [[], []];
    const pool = makePool();
    for (let n = 0; n < 12; n++) {
      many.push(...(await add(pool, 'many', many.at(-1) ?? null, n)));
      fresh.push(...(await add(pool, 'fresh', fresh.at(-1) ?? null, n)));
      await pool.end('fresh');
    }
    expect(one).toHaveLength(12);
    expect(many).toEqual(one);
    expect(fresh).toEqual(one);
    expect(t.git('many', 'rev-list', '--reverse', 'main').trim().split('\n')).toEqual(one);
    expect(t.git('many', 'fsck', '--full')).toBe('');
  });

  test('are one an asset, kept, bounded in number, and gone after close', async () => {
    const pool = makePool({ places: 3 });
    const assets = ['a-1', 'a-2', 'a-3', 'a-4', 'a-5'];
    const tips = new Map<string, string>();
    for (let n = 0; n < 3; n++) {
      for (const asset of assets) {
        tips.set(asset, (await add(pool, asset, tips.get(asset) ?? null, n)).at(-1) ?? '');
        expect((await alive()).length).toBeLessThanOrEqual(3);
      }
    }
    const before = await alive();
    expect(before).toHaveLength(3);
    await add(pool, 'a-4', tips.get('a-4') ?? '', 3);
    expect(new Set(await alive())).toEqual(new Set(before));
    await pool.close();
    expect(await alive()).toEqual([]);
    const left = await readdir(join(t.dir, 'a-4.git/objects/pack'));
    expect(left.filter(name => !/\.(pack|idx)$/.test(name))).toEqual([]);
  });

  test('share their places when more assets than places are written at the same time', async () => {
    const pool = makePool({ places: 3 });
    const work = async (own: number) => {
      for (let n = 0; n < 4; n++) {
        const asset = `w-${own}-${n % 2}`;
        expect(
          await add(pool, asset, n < 2 ? null : t.git(asset, 'rev-parse', 'main').trim(), n),
        ).toHaveLength(1);
      }
    };
    await Promise.all([work(1), work(2)]);
    expect((await alive()).length).toBeLessThanOrEqual(3);
  });

  test('end when nothing came for a while', async () => {
    const pool = makePool({ idleMs: 50 });
    const [first] = await add(pool, 'a-1', null, 1);
    await vi.waitFor(async () => expect(await alive()).toEqual([]), { timeout: 10_000 });
    expect(await add(pool, 'a-1', first ?? '', 2)).toHaveLength(1);
  });

  test('are replaced after a number of commits', async () => {
    const pool = makePool();
    const ids = await add(pool, 'a-1', null, 0, 1999);
    expect(await alive()).toHaveLength(1);
    const last = await add(pool, 'a-1', ids.at(-1) ?? '', 1999);
    expect(await alive()).toEqual([]);
    expect(await add(pool, 'a-1', last[0] ?? '', 2000)).toHaveLength(1);
  });

  test('that are killed while idle leave nothing behind and are replaced', async () => {
    const warn = vi.fn();
    const pool = makePool({ log: { ...quiet, warn } });
    const [first] = await add(pool, 'a-1', null, 1);
    const folder = join(t.dir, 'a-1.git/objects/pack');
    for (const pid of await alive()) process.kill(pid, 'SIGKILL');
    await vi.waitFor(async () => expect(await alive()).toEqual([]), { timeout: 10_000 });
    expect((await readdir(folder)).some(name => name.endsWith('.keep'))).toBe(true);
    await vi.waitFor(async () => expect(await add(pool, 'a-1', first ?? '', 2)).toHaveLength(1));
    await pool.close();
    expect((await readdir(folder)).filter(name => !/\.(pack|idx)$/.test(name))).toEqual([]);
    expect(warn).toHaveBeenCalledOnce();
  });

  test('that do not answer in time are ended, and that is said', async () => {
    const script = 'case " $* " in *" fast-import "*) exec sleep 1000;; esac; exec "$GIT" "$@"';
    await withGit(script, async () => {
      const pool = makePool({ batchMs: 100 });
      const failure = await add(pool, 'a-1', null, 1).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(GitFailure);
      expect(failure).toMatchObject({ timedOut: true, exitCode: null });
    });
    expect(await gitsOf(t.dir)).toEqual([]);
  });

  test('that lose their server leave no half stream and no crash report to the next start', async () => {
    await ensureRepository(new Layout(t.dir), 'a-1');
    const repository = join(t.dir, 'a-1.git');
    const child = new Git(t.dir).start(repository, ['fast-import', '--quiet', '--done']);
    const ended = new Promise(resolve => child.on('close', resolve));
    const stream = commitStream(null, [streamCommit(1)]);
    child.stdin.end(stream.subarray(0, stream.indexOf('checkpoint')));
    expect(await ended).toBe(128);
    expect((await readdir(repository)).filter(name => name.includes('crash'))).toHaveLength(1);
    await t.reopen();
    expect((await readdir(repository)).filter(name => name.includes('crash'))).toEqual([]);
    expect(await t.store.tip('a-1')).toBeNull();
  });
});
