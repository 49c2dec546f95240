import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore } from './open.ts';
import { type TestStore, testStore, valueCommit, withGit } from './testing.ts';

const asset = 'press-2';
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
let t: TestStore;

beforeEach(async () => {
  t = await testStore();
});
afterEach(async () => {
  await t.remove();
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

describe('a git that', () => {
  const failing = (text: string) =>
    `case " $* " in *" fast-import "*) read -r line; echo "${text}" >&2; exit 128;; esac; exec "$GIT" "$@"`;

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
      'case " $* " in *" fast-import "*) "$GIT" "$@" | while read -r line; do [ "$line" = "progress ok" ] && kill -9 $$ && exit; echo "$line"; done;; esac; exec "$GIT" "$@"',
      null,
    ],
  ])('%s is told as what it is, and the next commit works', async (_what, script, code) => {
    const [first] = await t.store.commit(asset, [valueCommit(asset, 1)]);
    // Ends the writing process: the next commit starts one.
    await t.store.maintain(asset);
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
