import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type TestStore, testStore, valueCommit } from './testing.ts';

const asset = 'press-2';
let t: TestStore;

beforeEach(async () => {
  t = await testStore();
});
afterEach(async () => {
  await t.remove();
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
