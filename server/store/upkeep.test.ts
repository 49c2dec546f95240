import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { factCommit, type TestStore, testStore, valueCommit } from './testing.ts';

const asset = 'press-2';
let t: TestStore;

beforeEach(async () => {
  t = await testStore({ originalBytes: 1000 });
});
afterEach(async () => {
  await t.remove();
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
