import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore } from './open.ts';
import { type TestStore, testStore, valueCommit } from './testing.ts';

const asset = 'press-2';
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
let t: TestStore;

beforeEach(async () => {
  t = await testStore();
});
afterEach(async () => {
  await t.remove();
});

const head = `author X <x@y> 1 +0000\ncommitter X <x@y> 1 +0000\ndata 1\nx\n`;

/** A commit that something else puts on main. */
function foreignCommit(from: string | null): void {
  const stream = `commit refs/heads/main\n${head}${from === null ? '' : `from ${from}\n`}M 100644 inline f\ndata 1\n1\n`;
  execFileSync('git', ['--git-dir', join(t.dir, `${asset}.git`), 'fast-import', '--quiet', '--force'], {
    input: stream,
  });
}

describe('a second writer', () => {
  test('that added to main is refused and said, until a new start has seen what it did', async () => {
    const [first] = await t.store.commit(asset, [valueCommit(asset, 1)]);
    foreignCommit(first?.id ?? '');
    const foreign = await t.store.tip(asset);
    for (const n of [2, 3]) {
      await expect(t.store.commit(asset, [valueCommit(asset, n)])).rejects.toMatchObject({
        code: 'store.second-writer',
      });
    }
    expect(await t.store.tip(asset)).toBe(foreign);
    expect(t.lines.filter(line => line.level === 'error')).not.toHaveLength(0);
    await t.reopen();
    expect(await t.store.commitsAfter(asset, first?.id ?? '', 5)).toMatchObject([{ subject: 'x' }]);
  });

  test('that replaced or removed main is refused', async () => {
    await t.store.commit(asset, [valueCommit(asset, 1)]);
    foreignCommit(null);
    const refused = { code: 'store.second-writer' };
    await expect(t.store.commit(asset, [valueCommit(asset, 2)])).rejects.toMatchObject(refused);
    t.git(asset, 'update-ref', '-d', 'refs/heads/main');
    await expect(t.store.commit(asset, [valueCommit(asset, 2)])).rejects.toMatchObject(refused);
    expect(await t.store.tip(asset)).toBeNull();
  });

  test('that comes between the look at main and git is refused by git itself', async () => {
    const [first] = await t.store.commit(asset, [valueCommit(asset, 1)]);
    const stream = `commit refs/heads/main\n${head}from ${first?.id}\n\n`;
    await writeFile(join(t.dir, 'stream'), stream);
    // The moment no check of ours can cover: main moves just before our fast-import starts.
    const script = `case " $* " in *" fast-import "*) "$GIT" fast-import --quiet < "${t.dir}/stream";; esac; exec "$GIT" "$@"`;
    await withGit(script, async () => {
      await expect(t.store.commit(asset, [valueCommit(asset, 2)])).rejects.toMatchObject({
        code: 'store.second-writer',
      });
    });
    expect(t.git(asset, 'log', '--format=%s', 'main').trim()).toBe('x\nsetpoints/DB20.txt changed');
  });

  test('cannot open the same store', async () => {
    await expect(openStore({ dir: t.dir, log: silent })).rejects.toMatchObject({ code: 'store.in-use' });
  });
});

test('locks and half packs that a killed git left are removed at the start, younger ones are not', async () => {
  const [first] = await t.store.commit(asset, [valueCommit(asset, 1)]);
  await t.store.close();
  const repository = join(t.dir, `${asset}.git`);
  const left = [
    'refs/heads/main.lock',
    'packed-refs.lock',
    'objects/pack/tmp_pack_a',
    'objects/pack/pack-1.keep',
  ];
  for (const name of left) await writeFile(join(repository, name), '');
  await mkdir(join(t.dir, '.work/new-press-9-1/objects'), { recursive: true });
  const young = join(repository, 'HEAD.lock');
  await writeFile(young, '');
  const later = new Date(Date.now() + 3_600_000);
  await utimes(young, later, later);
  await t.reopen();
  expect((await readdir(repository)).filter(name => name.endsWith('.lock'))).toEqual(['HEAD.lock']);
  await expect(t.store.commit(asset, [valueCommit(asset, 2)])).rejects.toMatchObject({
    code: 'store.git-failed',
    detail: expect.stringContaining('HEAD.lock'),
  });
  await rm(young);
  const [second] = await t.store.commit(asset, [valueCommit(asset, 2)]);
  expect(second?.parent).toBe(first?.id);
  expect(await readdir(join(t.dir, '.work'))).toEqual([]);
  expect(t.lines.find(line => line.message.includes('leftovers'))?.fields).toMatchObject({ asset });
});

/** Runs a task with a shell script in front of git; `$GIT` is the real one. */
async function withGit(script: string | null, task: () => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'witnessmark-git-'));
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  if (script !== null) {
    await writeFile(join(folder, 'git'), `#!/bin/sh\nGIT="${real}"\n${script}\n`);
    await chmod(join(folder, 'git'), 0o755);
  }
  const path = process.env['PATH'];
  process.env['PATH'] = script === null ? folder : `${folder}:${path}`;
  try {
    await task();
  } finally {
    process.env['PATH'] = path;
    await rm(folder, { recursive: true });
  }
}

describe('a git that', () => {
  const failing = (text: string) =>
    `case " $* " in *" fast-import "*) cat > /dev/null; echo "${text}" >&2; exit 128;; esac; exec "$GIT" "$@"`;

  test.each([
    ['is not there', null, 'store.git-missing'],
    ['finds the disk full', failing('fatal: write error: No space left on device'), 'store.disk-full'],
    ['cannot read an object', failing('fatal: unable to read tree 0123'), 'store.damaged'],
    ['fails otherwise', failing('fatal: what a day'), 'store.git-failed'],
    [
      'dies silently',
      'case " $* " in *" fast-import "*) kill -9 $$;; esac; exec "$GIT" "$@"',
      'store.git-failed',
    ],
    ['says nothing', 'case " $* " in *" fast-import "*) exit 0;; esac; exec "$GIT" "$@"', 'store.git-failed'],
    [
      'wrote and then died',
      'case " $* " in *" fast-import "*) "$GIT" "$@"; kill -9 $$;; esac; exec "$GIT" "$@"',
      null,
    ],
  ])('%s is told as what it is, and the next commit works', async (_what, script, code) => {
    const [first] = await t.store.commit(asset, [valueCommit(asset, 1)]);
    const commit = () => t.store.commit(asset, [valueCommit(asset, 2)]);
    await withGit(script, async () => {
      if (code === null) await commit();
      else await expect(commit()).rejects.toMatchObject({ code });
    });
    const [last] = code === null ? await t.store.commit(asset, [valueCommit(asset, 3)]) : await commit();
    const facts = await t.store.commitsAfter(asset, first?.id ?? '', 9);
    expect(facts.at(-1)?.id).toBe(last?.id);
    expect(facts).toHaveLength(code === null ? 2 : 1);
  });

  test('is too old to sync is refused at the start', async () => {
    await t.store.close();
    await withGit('echo git version 2.34.1', async () => {
      await expect(openStore({ dir: t.dir, log: silent })).rejects.toMatchObject({
        code: 'store.git-missing',
      });
    });
    await t.reopen();
  });
});

test('after close everything is refused and the folder is free', async () => {
  const pending = t.store.commit(asset, [valueCommit(asset, 1)]);
  await t.store.close();
  await pending;
  await expect(t.store.commit(asset, [valueCommit(asset, 2)])).rejects.toMatchObject({
    code: 'store.closed',
  });
  const again = await openStore({ dir: t.dir, log: silent });
  expect(await again.tip(asset)).toBe((await pending)[0]?.id);
  await again.close();
});

describe('damage', () => {
  async function packs(): Promise<string[]> {
    const folder = join(t.dir, `${asset}.git/objects/pack`);
    const names = (await readdir(folder)).filter(name => name.endsWith('.pack'));
    return names.map(name => join(folder, name));
  }

  test('is found, and healed from a bundle with what is still whole beyond it', async () => {
    const old = await t.store.commit(asset, [valueCommit(asset, 1), valueCommit(asset, 2)]);
    const folder = await mkdtemp(join(tmpdir(), 'witnessmark-bundle-'));
    const bundle = join(folder, 'press-2.bundle');
    expect(await t.store.exportBundle(asset, bundle)).toBe(old[1]?.id);
    const before = new Set(await packs());
    const [newer] = await t.store.commit(asset, [valueCommit(asset, 3)]);
    const known = [...old, newer].map(record => record?.id ?? '');
    expect(await t.store.check(asset, known)).toEqual({ whole: true, tip: newer?.id });

    for (const pack of before) {
      await chmod(pack, 0o644);
      await truncate(pack, 60);
    }
    const found = await t.store.check(asset, known);
    expect(found.whole).toBe(false);
    await t.reopen();
    await expect(t.store.read(asset, old[0]?.id ?? '', 'setpoints/DB20.txt')).rejects.toMatchObject({
      code: expect.stringMatching(/^store\.(damaged|commit-missing)$/),
    });

    const healed = await t.store.restoreFrom(asset, bundle);
    expect([old[1]?.id, newer?.id]).toContain(healed.tip);
    expect(await t.store.check(asset, known.slice(0, 2))).toMatchObject({ whole: true });
    // What was lost is sent again and gets the id it had.
    const again = healed.tip === newer?.id ? [newer] : await t.store.commit(asset, [valueCommit(asset, 3)]);
    expect(again[0]).toEqual(newer);
    expect(await t.store.check(asset, known)).toEqual({ whole: true, tip: newer?.id });
    expect(await readdir(healed.kept)).toContain('objects');
    await rm(folder, { recursive: true });
  });

  test('of a lost newest pack is healed back to the bundle', async () => {
    const old = await t.store.commit(asset, [valueCommit(asset, 1)]);
    const folder = await mkdtemp(join(tmpdir(), 'witnessmark-bundle-'));
    const bundle = join(folder, 'x.bundle');
    await t.store.exportBundle(asset, bundle);
    const before = new Set(await packs());
    const [newer] = await t.store.commit(asset, [valueCommit(asset, 2)]);
    for (const pack of await packs()) if (!before.has(pack)) await rm(pack, { force: true });
    await t.reopen();
    expect(await t.store.check(asset, [newer?.id ?? ''])).toMatchObject({ whole: false });
    await expect(t.store.commit(asset, [valueCommit(asset, 3)])).rejects.toMatchObject({
      code: expect.stringMatching(/^store\.(damaged|commit-missing|git-failed)$/),
    });
    expect((await t.store.restoreFrom(asset, bundle)).tip).toBe(old[0]?.id);
    expect(await t.store.commit(asset, [valueCommit(asset, 2)])).toEqual([newer]);
    await rm(folder, { recursive: true });
  });

  test('of a whole repository that is gone: the log knows its commits, git does not', async () => {
    const [first] = await t.store.commit(asset, [valueCommit(asset, 1)]);
    const folder = await mkdtemp(join(tmpdir(), 'witnessmark-bundle-'));
    const bundle = join(folder, 'x.bundle');
    await t.store.exportBundle(asset, bundle);
    await t.store.close();
    await rm(join(t.dir, `${asset}.git`), { recursive: true });
    await t.reopen();
    await expect(t.store.commitsAfter(asset, first?.id ?? '', 5)).rejects.toMatchObject({
      code: 'store.commit-missing',
    });
    expect((await t.store.restoreFrom(asset, bundle)).tip).toBe(first?.id);
    expect(await t.store.check(asset, [first?.id ?? ''])).toMatchObject({ whole: true });
    await rm(folder, { recursive: true });
  });

  test('of the bundle itself leaves the repository as it was', async () => {
    const [first] = await t.store.commit(asset, [valueCommit(asset, 1)]);
    const folder = await mkdtemp(join(tmpdir(), 'witnessmark-bundle-'));
    const bundle = join(folder, 'x.bundle');
    await t.store.exportBundle(asset, bundle);
    await truncate(bundle, 200);
    await expect(t.store.restoreFrom(asset, bundle)).rejects.toMatchObject({
      code: expect.stringMatching(/^store\./),
    });
    expect(await t.store.check(asset, [first?.id ?? ''])).toMatchObject({ whole: true });
    await rm(folder, { recursive: true });
  });

  test('of a branch file is said, and other assets go on', async () => {
    await t.store.commit(asset, [valueCommit(asset, 1)]);
    await t.store.commit('press-3', [valueCommit('press-3', 1)]);
    await writeFile(join(t.dir, `${asset}.git/refs/heads/main`), '\0'.repeat(41));
    await t.reopen();
    await expect(t.store.commit(asset, [valueCommit(asset, 2)])).rejects.toMatchObject({
      code: 'store.damaged',
    });
    await t.store.commit('press-3', [valueCommit('press-3', 2)]);
  });

  test('by a foreign ref or a file that is no item is told', async () => {
    const [first] = await t.store.commit(asset, [valueCommit(asset, 1)]);
    t.git(asset, 'update-ref', 'refs/heads/other', first?.id ?? '');
    const found = await t.store.check(asset);
    expect(found).toMatchObject({ whole: false });
    expect(!found.whole && found.problems.join()).toContain('refs/heads/other');
  });

  test('a swap that a kill interrupted is finished at the next start', async () => {
    const [first] = await t.store.commit(asset, [valueCommit(asset, 1)]);
    await t.store.close();
    execFileSync('mv', [join(t.dir, `${asset}.git`), join(t.dir, '.work', `healed-${asset}`)]);
    await t.reopen();
    expect(await t.store.tip(asset)).toBe(first?.id);
  });
});
