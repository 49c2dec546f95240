import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

describe('a commit', () => {
  test('is on main, with author, committer, date, subject and trailers, when its promise resolves', async () => {
    const [record] = await t.store.commit(asset, [valueCommit(asset, 7)]);
    const shown = t.git(asset, 'log', '--format=%H|%P|%an|%ae|%cn|%ce|%aI|%cI|%s', 'main').trim();
    expect(shown).toBe(
      `${record?.id}||Press hall|agent-0123456789abcdef@agents.witnessmark.invalid|Witnessmark|server@witnessmark.invalid|2026-01-01T00:00:07+00:00|2026-01-01T00:00:07+00:00|setpoints/DB20.txt changed`,
    );
    expect(t.git(asset, 'log', '--format=%(trailers:only)', 'main').trim().split('\n')).toEqual([
      'Asset: press-2',
      'Source: s7',
      'Window: ? 2026-01-01T00:00:07.000Z',
      `Fact: ${'0'.repeat(32)}/press-2/s7/7`,
      'Kinds: setpoint',
    ]);
    expect(t.git(asset, 'show', 'main:setpoints/DB20.txt')).toBe('Level = 7  # Int\nLimit = 80  # Int\n');
  });

  test('has the same id in another store, because nothing but its parent and the fact enters it', async () => {
    const commits = [1, 2, 3].map(n => valueCommit(asset, n));
    const here = await t.store.commit(asset, commits);
    const other = await testStore({ originalBytes: 1000 });
    try {
      const first = await other.store.commit(asset, commits.slice(0, 1));
      const rest = await other.store.commit(asset, commits.slice(1));
      expect([...first, ...rest]).toEqual(here);
    } finally {
      await other.remove();
    }
  });

  test('of two calls at once follows the order of the calls', async () => {
    const calls = Array.from({ length: 40 }, (_, n) => t.store.commit(asset, [valueCommit(asset, n)]));
    const records = (await Promise.all(calls)).flat();
    for (const [n, record] of records.entries()) expect(record.parent).toBe(records[n - 1]?.id ?? null);
    const ids = t.git(asset, 'rev-list', '--reverse', 'main').trim().split('\n');
    expect(ids).toEqual(records.map(record => record.id));
  });

  test('may remove, rename, and turn a file into a folder', async () => {
    const one = text('1');
    await t.store.commit(asset, [
      factCommit(asset, 1, [
        { path: 'files/a', content: one },
        { path: 'files/b', content: one },
        { path: 'files/c', content: text('2') },
      ]),
    ]);
    const [record] = await t.store.commit(asset, [
      factCommit(asset, 2, [
        { path: 'files/a/x', content: text('3') },
        { path: 'files/a', content: null },
        { path: 'files/d', content: one, renamedFrom: 'files/b' },
        { path: 'files/never', content: null },
      ]),
    ]);
    expect((await t.store.tree(asset, record?.id ?? '')).map(item => item.path)).toEqual([
      'files/a/x',
      'files/c',
      'files/d',
    ]);
  });

  test('that puts an item below another is refused and leaves no trace', async () => {
    const [first] = await t.store.commit(asset, [valueCommit(asset, 1, 'files/d/a')]);
    for (const path of ['files/d/a/b', 'files/d']) {
      await expect(t.store.commit(asset, [valueCommit(asset, 2, path)])).rejects.toMatchObject({
        code: 'store.path-conflict',
      });
    }
    expect(await t.store.tip(asset)).toBe(first?.id);
    const [second] = await t.store.commit(asset, [valueCommit(asset, 3, 'files/d/b')]);
    expect(second?.manifest).toBe(await t.store.manifest(asset, second?.id ?? ''));
  });

  test('with a hostile path, subject, trailer, author or time is refused and nothing of its call is stored', async () => {
    const good = valueCommit(asset, 1);
    const paths = [
      'files/',
      '/etc/x',
      '../x',
      'a/../b',
      'files//b',
      '.git/config',
      'files/a\0b',
      '"files/a"',
      'files/a\nM 100644 inline files/b',
      'files/..',
      'files/.GIT/x',
    ];
    for (const path of paths) {
      const bad = { ...good, changes: [{ path, content: text('x') }] };
      const call = t.store.commit(asset, [good, bad]);
      await expect(call, JSON.stringify(path)).rejects.toMatchObject({ code: 'store.path-invalid' });
    }
    for (const bad of [
      { ...good, subject: 'a\nfrom b' },
      { ...good, subject: '' },
      { ...good, trailers: [['Fact', 'x\ny'] as const] },
      { ...good, trailers: [['Fa ct', 'x'] as const] },
      { ...good, author: { id: 'a> <b', name: 'x' } },
      { ...good, at: 'yesterday' },
      { ...good, changes: [...good.changes, ...good.changes] },
    ]) {
      await expect(t.store.commit(asset, [bad])).rejects.toMatchObject({ code: 'store.commit-invalid' });
    }
    await expect(t.store.commit('../x', [good])).rejects.toMatchObject({ code: 'store.asset-invalid' });
    expect(await t.store.tip(asset)).toBeNull();
  });

  test('of an agent with an odd name keeps git readable', async () => {
    const odd = { ...valueCommit(asset, 1), author: { id: 'agent-1', name: ' <a>\n\u0007"\\ Ünï ' } };
    await t.store.commit(asset, [odd]);
    expect(t.git(asset, 'log', '--format=%an|%ae', 'main').trim()).toBe(
      'a   "\\ Ünï|agent-1@agents.witnessmark.invalid',
    );
    expect(await t.store.check(asset)).toMatchObject({ whole: true });
  });

  test('in a refused call does not take the calls queued beside it with it', async () => {
    const calls = await Promise.allSettled([
      t.store.commit(asset, [valueCommit(asset, 1)]),
      t.store.commit(asset, [{ ...valueCommit(asset, 2), subject: 'a\nb' }]),
      t.store.commit(asset, [valueCommit(asset, 3)]),
    ]);
    expect(calls.map(call => call.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(t.git(asset, 'rev-list', '--count', 'main').trim()).toBe('2');
  });
});

describe('the manifest', () => {
  test('is the SHA-256 of what sha256sum prints, at every commit and after a restart', async () => {
    const files = ['b.txt', 'a/z', 'a.txt', 'a-b', 'ä', '日本/プ', 'a/\u{10400}', 'a/\uff8a'];
    const content = new Map<string, string>();
    const expected = () => {
      const hash = createHash('sha256');
      const paths = [...content.keys()].sort((x, y) => Buffer.compare(Buffer.from(x), Buffer.from(y)));
      for (const path of paths) {
        hash.update(
          `${createHash('sha256')
            .update(content.get(path) ?? '')
            .digest('hex')}  ${path}\n`,
        );
      }
      return hash.digest('hex');
    };
    let last = '';
    for (const [n, name] of files.entries()) {
      if (n === 4) await t.reopen();
      const path = `files/${name}`;
      content.set(path, `content ${n}`);
      const [record] = await t.store.commit(asset, [
        factCommit(asset, n, [{ path, content: text(`content ${n}`) }]),
      ]);
      expect(record?.manifest).toBe(expected());
      last = record?.id ?? '';
    }
    await t.reopen();
    expect(await t.store.manifest(asset, last)).toBe(expected());
  });
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

test('upkeep leaves one pack and the same history, and reading goes on', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 70; n++) {
    ids.push(...(await t.store.commit(asset, [valueCommit(asset, n)])).map(record => record.id));
  }
  await t.store.maintain(asset);
  const packs = execFileSync('ls', [join(t.dir, `${asset}.git/objects/pack`)], { encoding: 'utf8' });
  expect(packs.split('\n').filter(name => name.endsWith('.pack')).length).toBeLessThan(10);
  expect(t.git(asset, 'rev-list', '--reverse', 'main').trim().split('\n')).toEqual(ids);
  expect(await t.store.read(asset, ids[3] ?? '', 'setpoints/DB20.txt')).not.toBeNull();
  expect(await t.store.check(asset, ids)).toMatchObject({ whole: true });
});

test('a commit larger than one stream may hold is put into git in parts', async () => {
  await t.reopen({ originalBytes: 50_000_000 });
  const contents = Array.from({ length: 5 }, (_, n) => Buffer.alloc(9_000_000, String(n)));
  const changes = contents.map((content, n) => ({ path: `files/${n}`, content }));
  const [record] = await t.store.commit(asset, [factCommit(asset, 1, changes)]);
  expect(await t.store.check(asset)).toMatchObject({ whole: true });
  expect(await t.store.manifest(asset, record?.id ?? '')).toBe(record?.manifest);
});
