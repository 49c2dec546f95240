import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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
