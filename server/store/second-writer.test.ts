import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
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
    // The moment no check of ours can cover: main moves just before our living fast-import moves it.
    const stream = join(t.dir, 'stream');
    const foreign = `[ "$line" = checkpoint ] && [ -e "${stream}" ] && "$GIT" fast-import --quiet < "${stream}"`;
    const filter = `while IFS= read -r line; do ${foreign}; printf '%s\\n' "$line"; done`;
    const script = `case " $* " in *" fast-import "*) { ${filter}; } | "$GIT" "$@"; exit;; esac; exec "$GIT" "$@"`;
    await withGit(script, async () => {
      const [first] = await t.store.commit(asset, [valueCommit(asset, 1)]);
      await writeFile(stream, `commit refs/heads/main\n${head}from ${first?.id}\n\n`);
      await expect(t.store.commit(asset, [valueCommit(asset, 2)])).rejects.toMatchObject({
        code: 'store.second-writer',
      });
    });
    expect(t.git(asset, 'log', '--format=%s', 'main').trim()).toBe('x\nsetpoints/DB20.txt changed');
  });

  test.each([
    ['took back', (id: string) => t.git(asset, 'update-ref', 'refs/heads/main', id)],
    ['removed', () => t.git(asset, 'update-ref', '-d', 'refs/heads/main')],
    ['added to', () => foreignCommit(t.git(asset, 'rev-parse', 'main').trim())],
  ])('that %s main finds it so after our git has ended', async (_what, change) => {
    const [first] = await t.store.commit(asset, [valueCommit(asset, 1)]);
    await t.store.commit(asset, [valueCommit(asset, 2)]);
    change(first?.id ?? '');
    const stands = await t.store.tip(asset);
    await expect(t.store.commit(asset, [valueCommit(asset, 3)])).rejects.toMatchObject({
      code: 'store.second-writer',
    });
    await t.reopen();
    expect(await t.store.tip(asset)).toBe(stands);
  });

  test('cannot open the same store', async () => {
    await expect(openStore({ dir: t.dir, log: silent })).rejects.toMatchObject({ code: 'store.in-use' });
  });
});
