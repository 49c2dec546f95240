import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { derivedTrailer, readFactTrailers } from './message.ts';
import { factCommit, type TestStore, testStore, text, valueCommit } from './testing.ts';

const asset = 'press-2';
let t: TestStore;

beforeEach(async () => {
  t = await testStore({ originalBytes: 1000 });
});
afterEach(async () => {
  await t.remove();
});

describe('reading', () => {
  test('tells an item that is not there from a commit that is not there', async () => {
    const [record] = await t.store.commit(asset, [valueCommit(asset, 1)]);
    const commit = record?.id ?? '';
    expect(await t.store.read(asset, commit, 'setpoints/DB21.txt')).toBeNull();
    expect(await t.store.read(asset, commit, 'setpoints/DB20.txt/x')).toBeNull();
    for (const unknown of ['0'.repeat(39).concat('1'), 'HEAD', '--help', commit.slice(0, 12)]) {
      const missing = { code: 'store.commit-missing' };
      await expect(t.store.read(asset, unknown, 'setpoints/DB20.txt')).rejects.toMatchObject(missing);
      await expect(t.store.tree(asset, unknown)).rejects.toMatchObject(missing);
      await expect(t.store.blame(asset, unknown, 'setpoints/DB20.txt')).rejects.toMatchObject(missing);
      await expect(t.store.history(asset, { before: unknown, limit: 5 })).rejects.toMatchObject(missing);
      await expect(t.store.diffNames(asset, null, unknown)).rejects.toMatchObject(missing);
      await expect(t.store.commitsAfter(asset, unknown, 5)).rejects.toMatchObject(missing);
    }
    await expect(t.store.read('press-3', commit, 'files/a')).rejects.toMatchObject({
      code: 'store.asset-unknown',
    });
  });

  test('of many assets at once works with fewer processes than assets', async () => {
    await t.reopen({ readers: 2 });
    const names = Array.from({ length: 7 }, (_, n) => `press-${n + 10}`);
    const tips = await Promise.all(names.map(name => t.store.commit(name, [valueCommit(name, 1)])));
    const reads = names.flatMap((name, n) =>
      Array.from({ length: 5 }, () => t.store.read(name, tips[n]?.[0]?.id ?? '', 'setpoints/DB20.txt')),
    );
    const items = await Promise.all(reads);
    expect(items.every(item => item?.at === 'git' && item.content.byteLength > 0)).toBe(true);
    expect(await t.store.assets()).toEqual(names);
  });

  test('gives content back byte for byte, also empty, binary and larger than a pipe', async () => {
    await t.reopen({ originalBytes: 10_000_000 });
    const contents = [
      Buffer.alloc(0),
      Buffer.from([0, 10, 255, 13, 10, 0]),
      Buffer.alloc(3_000_000, 'abc\n'),
    ];
    const [record] = await t.store.commit(asset, [
      factCommit(
        asset,
        1,
        contents.map((content, n) => ({ path: `files/${n}`, content })),
      ),
    ]);
    for (const [n, content] of contents.entries()) {
      const item = await t.store.read(asset, record?.id ?? '', `files/${n}`);
      expect(item?.at === 'git' && Buffer.compare(Buffer.from(item.content), content)).toBe(0);
    }
  });

  test('of history goes page by page, of the asset and of one item', async () => {
    const commits = Array.from({ length: 12 }, (_, n) => valueCommit(asset, n, `setpoints/DB${n % 2}.txt`));
    const records = await t.store.commit(asset, commits);
    const all = records.map(record => record.id).reverse();
    const seen: string[] = [];
    for (;;) {
      const before = seen.at(-1);
      const page = await t.store.history(asset, { limit: 5, ...(before === undefined ? {} : { before }) });
      if (page.length === 0) break;
      seen.push(...page.map(commit => commit.id));
    }
    expect(seen).toEqual(all);
    const one = await t.store.history(asset, { path: 'setpoints/DB1.txt', limit: 3 });
    expect(one.map(commit => commit.at)).toEqual([
      '2026-01-01T00:00:11.000Z',
      '2026-01-01T00:00:09.000Z',
      '2026-01-01T00:00:07.000Z',
    ]);
    const older = await t.store.history(asset, {
      path: 'setpoints/DB1.txt',
      before: one.at(-1)?.id ?? '',
      limit: 9,
    });
    expect(older).toHaveLength(3);
    expect(one[0]).toMatchObject({ author: { id: 'agent-0123456789abcdef', name: 'Press hall' } });
    expect(readFactTrailers(one[0]?.trailers ?? [])?.fact).toBe(`${'0'.repeat(32)}/press-2/s7/11`);
  });

  test('of blame names the commit and the time of each line', async () => {
    const [first] = await t.store.commit(asset, [valueCommit(asset, 1)]);
    const [second] = await t.store.commit(asset, [valueCommit(asset, 2)]);
    expect(await t.store.blame(asset, second?.id ?? '', 'setpoints/DB20.txt')).toEqual([
      { commit: second?.id, at: '2026-01-01T00:00:02.000Z', text: 'Level = 2  # Int' },
      { commit: first?.id, at: '2026-01-01T00:00:01.000Z', text: 'Limit = 80  # Int' },
    ]);
  });

  test('of blame has no lines for an item that is not there, and none for an original', async () => {
    const change = { path: 'files/x', content: Buffer.alloc(2000) };
    const [record] = await t.store.commit(asset, [factCommit(asset, 1, [change])]);
    expect(await t.store.blame(asset, record?.id ?? '', 'files/y')).toEqual([]);
    await expect(t.store.blame(asset, record?.id ?? '', 'files/x')).rejects.toMatchObject({
      code: 'store.too-large',
    });
  });

  test('of history and blame passes over commits that only renewed derived text', async () => {
    const path = 'logic/OB1.awl';
    const [real] = await t.store.commit(asset, [
      factCommit(asset, 1, [{ path, content: text('L 1\nT 2\n') }]),
    ]);
    const renewed = {
      ...factCommit(asset, 2, [{ path, content: text('L  1\nT 2\n') }]),
      trailers: [[derivedTrailer, 'awl 2'] as const],
    };
    const [derived] = await t.store.commit(asset, [renewed]);
    expect((await t.store.history(asset, { path, limit: 5 })).map(commit => commit.id)).toEqual([real?.id]);
    const blamed = await t.store.blame(asset, derived?.id ?? '', path);
    expect(blamed.map(line => line.commit)).toEqual([real?.id, real?.id]);
    expect(await t.store.commitsAfter(asset, real?.id ?? '', 5)).toMatchObject([
      { id: derived?.id, author: { id: 'server@witnessmark.invalid', name: 'Witnessmark' } },
    ]);
  });

  test('of what came after a commit gives the oldest first, up to the limit', async () => {
    const records = await t.store.commit(
      asset,
      [1, 2, 3, 4, 5].map(n => valueCommit(asset, n)),
    );
    const after = await t.store.commitsAfter(asset, records[1]?.id ?? '', 2);
    expect(after.map(commit => [commit.id, commit.parent])).toEqual(
      records.slice(2, 4).map(record => [record.id, record.parent]),
    );
    expect(await t.store.commitsAfter(asset, records[4]?.id ?? '', 2)).toEqual([]);
    expect(await t.store.commitsAfter(asset, null, 9)).toHaveLength(5);
    expect(await t.store.commitsAfter('press-3', null, 9)).toEqual([]);
  });

  test('of names that differ tells added, changed and removed', async () => {
    const [a] = await t.store.commit(asset, [valueCommit(asset, 1, 'files/a')]);
    const [b] = await t.store.commit(asset, [
      factCommit(asset, 3, [
        { path: 'files/a', content: text('new') },
        { path: 'files/ü', content: text('x') },
      ]),
    ]);
    const [c] = await t.store.commit(asset, [factCommit(asset, 4, [{ path: 'files/a', content: null }])]);
    expect(await t.store.diffNames(asset, a?.id ?? '', b?.id ?? '')).toEqual([
      { path: 'files/a', change: 'changed' },
      { path: 'files/ü', change: 'added' },
    ]);
    expect(await t.store.diffNames(asset, b?.id ?? '', c?.id ?? '')).toEqual([
      { path: 'files/a', change: 'removed' },
    ]);
    expect(await t.store.diffNames(asset, null, a?.id ?? '')).toEqual([{ path: 'files/a', change: 'added' }]);
  });
});
