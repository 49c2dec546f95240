import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { factCommit, type TestStore, testStore, text } from './testing.ts';

const asset = 'press-2';
let t: TestStore;

beforeEach(async () => {
  t = await testStore({ originalBytes: 1000 });
});
afterEach(async () => {
  await t.remove();
});

describe('an original too large for git', () => {
  test('stands beside git under its hash, and the tree holds a text that names it', async () => {
    const large = Buffer.alloc(5000, 'witness');
    const sha256 = createHash('sha256').update(large).digest('hex');
    const folder = await mkdtemp(join(tmpdir(), 'witnessmark-blob-'));
    const file = join(folder, 'blob');
    await writeFile(file, large);
    const change = { path: 'files/Main.zap17', content: { file, sha256, bytes: 5000 } };
    const [record] = await t.store.commit(asset, [factCommit(asset, 1, [change])]);
    await rm(folder, { recursive: true });
    const commit = record?.id ?? '';

    expect(t.git(asset, 'show', 'main:files/Main.zap17.original')).toBe(
      `witnessmark original v1\nsha256 ${sha256}\nbytes 5000\n`,
    );
    expect(await readFile(join(t.dir, `${asset}.originals`, sha256.slice(0, 2), sha256))).toEqual(large);
    const item = await t.store.read(asset, commit, 'files/Main.zap17');
    expect(item).toMatchObject({ at: 'original', sha256, bytes: 5000 });
    expect(await t.store.tree(asset, commit)).toMatchObject([
      { path: 'files/Main.zap17', bytes: 5000, original: true },
    ]);
    expect(await t.store.originals(asset)).toMatchObject([{ sha256, bytes: 5000 }]);
  });

  test('that shrinks moves into git, grows out of it again, and its history stays one', async () => {
    const path = 'files/x';
    const [a, b, c] = await t.store.commit(
      asset,
      [Buffer.alloc(2000), Buffer.alloc(10), Buffer.alloc(3000)].map((content, n) =>
        factCommit(asset, n, [{ path, content }]),
      ),
    );
    for (const record of [a, b, c]) {
      expect((await t.store.tree(asset, record?.id ?? '')).map(item => item.path)).toEqual([path]);
      expect(record?.manifest).toBe(await t.store.manifest(asset, record?.id ?? ''));
    }
    expect(await t.store.diffNames(asset, a?.id ?? '', b?.id ?? '')).toEqual([{ path, change: 'changed' }]);
    expect((await t.store.history(asset, { path, limit: 10 })).map(commit => commit.id)).toEqual(
      [c, b, a].map(record => record?.id),
    );
  });

  test('is told from an item whose own name ends in .original', async () => {
    const changes = [
      { path: 'files/x', content: Buffer.alloc(2000) },
      { path: 'files/x.original', content: text('mine') },
      { path: 'files/y.ORIGINAL', content: text('mine too') },
    ];
    const [record] = await t.store.commit(asset, [factCommit(asset, 1, changes)]);
    const commit = record?.id ?? '';
    expect((await t.store.tree(asset, commit)).map(item => [item.path, item.original])).toEqual([
      ['files/x.original', false],
      ['files/x', true],
      ['files/y.ORIGINAL', false],
    ]);
    const own = await t.store.read(asset, commit, 'files/x.original');
    expect(own?.at === 'git' && Buffer.from(own.content).toString()).toBe('mine');
  });

  test('whose file is not what was announced is refused; a damaged one is told and can be put back', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'witnessmark-blob-'));
    const file = join(folder, 'blob');
    await writeFile(file, Buffer.alloc(2000, 1));
    for (const bytes of [2000, 10]) {
      const change = { path: 'files/x', content: { file, sha256: 'a'.repeat(64), bytes } };
      await expect(t.store.commit(asset, [factCommit(asset, 1, [change])])).rejects.toMatchObject({
        code: 'store.content-mismatch',
      });
    }
    const change = { path: 'files/x', content: Buffer.alloc(2000, 1) };
    const [record] = await t.store.commit(asset, [factCommit(asset, 1, [change])]);
    const original = (await t.store.originals(asset))[0];
    await writeFile(original?.file ?? '', Buffer.alloc(2000, 2));
    expect(await t.store.check(asset)).toMatchObject({ whole: false });
    await t.store.restoreOriginal(asset, original?.sha256 ?? '', file);
    expect(await t.store.check(asset)).toEqual({ whole: true, tip: record?.id });
    await rm(original?.file ?? '');
    await expect(t.store.read(asset, record?.id ?? '', 'files/x')).rejects.toMatchObject({
      code: 'store.original-missing',
    });
    await rm(folder, { recursive: true });
  });
});
