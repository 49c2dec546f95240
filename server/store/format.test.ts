import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFile, readFile, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommitRecord } from './store.ts';
import { agent, factCommit, type TestStore, testStore, text, valueCommit } from './testing.ts';

const asset = 'press-2';
const page = await readFile(new URL('../../docs/format.md', import.meta.url), 'utf8');
const section = page.split(/^## /m).find(part => part.startsWith('Store\n')) ?? '';
const commands = new Map(
  [...section.matchAll(/^```sh (\w+)\n(.*?)^```$/gms)].map(match => [match[1] ?? '', match[2] ?? '']),
);

let t: TestStore;
let records: readonly CommitRecord[];
const large = Buffer.alloc(5 * 1024 * 1024 + 1, 'large');

beforeEach(async () => {
  t = await testStore();
  records = await t.store.commit(asset, [
    valueCommit(asset, 1),
    valueCommit(asset, 2),
    factCommit(asset, 3, [
      { path: 'files/Main.zap17', content: large },
      { path: 'files/x.original', content: text('an item of its own') },
      { path: 'files/Größe%20%C3%97/日本-a.b_c', content: Buffer.from([0, 13, 10, 255]) },
      { path: 'files/exact', content: Buffer.alloc(5 * 1024 * 1024) },
    ]),
    factCommit(asset, 4, [{ path: 'files/exact', content: null }]),
  ]);
});
afterEach(async () => {
  await t.remove();
});

/** Runs a command of the page as a stranger would: plain bash, no configuration, beside the open store. */
async function follow(name: string, commit: string, of = asset): Promise<string> {
  const command = commands.get(name);
  if (command === undefined) throw new Error(`docs/format.md has no command "${name}"`);
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', command], {
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', STORE: t.dir, ASSET: of, COMMIT: commit },
  });
  return stdout;
}

test('every command of the page is followed here', () => {
  expect([...commands.keys()]).toEqual(['whole', 'facts', 'item', 'manifest', 'originals']);
});

test('a repository is found whole', async () => {
  expect(await follow('whole', '')).toBe('');
  const merge = ['commit-tree', '-p', 'main', '-p', 'main~1', '-m', 'x', 'main^{tree}'];
  const id = t.git(asset, '-c', 'user.name=x', '-c', 'user.email=x@y', ...merge).trim();
  t.git(asset, 'update-ref', 'refs/heads/main', id);
  await expect(follow('whole', '')).rejects.toThrow();
});

test('every fact is listed with its commit', async () => {
  const lines = records.map(({ id }, n) => `${id} ${'0'.repeat(32)}/${asset}/s7/${n + 1}\n`);
  expect(await follow('facts', '')).toBe(lines.join(''));
});

test('an item is followed through its history', async () => {
  const shown = await follow('item', '');
  expect(shown).toContain(`${agent.name}: setpoints/DB20.txt changed`);
  expect(shown).toMatch(/^\^?[0-9a-f]+ \(Press hall 2026-01-01 00:00:02 \+0000 1\) Level = 2 {2}# Int$/m);
  expect(shown.endsWith('Level = 2  # Int\nLimit = 80  # Int\n')).toBe(true);
});

test('the manifest of each commit comes out as the store said it', async () => {
  for (const { id, manifest } of records) expect((await follow('manifest', id)).trim()).toBe(manifest);
  const [empty] = await t.store.commit('press-3', [factCommit('press-3', 1, [])]);
  const nothing = createHash('sha256').digest('hex');
  expect(empty?.manifest).toBe(nothing);
  expect((await follow('manifest', empty?.id ?? '', 'press-3')).trim()).toBe(nothing);
});

test('originals are found whole, changed and missing', async () => {
  const tip = records.at(-1)?.id ?? '';
  expect(await follow('originals', tip)).toBe('');
  expect(await follow('originals', records[0]?.id ?? '')).toBe('');
  const [original] = await t.store.originals(asset);
  await appendFile(original?.file ?? '', 'x');
  await expect(follow('originals', tip)).rejects.toThrow(/did NOT match/);
  await rm(original?.file ?? '');
  await expect(follow('originals', tip)).rejects.toThrow();
});

test('what the page says of a commit, of paths and of originals is what is there', async () => {
  expect(t.git(asset, 'cat-file', 'commit', records[1]?.id ?? '')).toBe(
    [
      `tree ${t.git(asset, 'rev-parse', `${records[1]?.id}^{tree}`).trim()}`,
      `parent ${records[0]?.id}`,
      'author Press hall <agent-0123456789abcdef@agents.witnessmark.invalid> 1767225602 +0000',
      'committer Witnessmark <server@witnessmark.invalid> 1767225602 +0000',
      '',
      'setpoints/DB20.txt changed',
      '',
      'Asset: press-2',
      'Source: s7',
      'Window: ? 2026-01-01T00:00:02.000Z',
      `Fact: ${'0'.repeat(32)}/press-2/s7/2`,
      'Kinds: setpoint',
      '',
    ].join('\n'),
  );
  expect(t.git(asset, 'ls-tree', '-r', '-z', '--name-only', records[2]?.id ?? '').split('\0')).toEqual([
    'files/Größe%20%C3%97/日本-a.b_c',
    'files/Main.zap17.original',
    'files/exact',
    'files/x%2Eoriginal',
    'setpoints/DB20.txt',
    '',
  ]);
  const pointer = t.git(asset, 'show', 'main:files/Main.zap17.original');
  const told = /^```text\n(.*?)^```$/ms.exec(section)?.[1] ?? '';
  const shape = (value: string) => value.replace(/[0-9a-f]{64}/, 'H').replace(/\d+\n$/, 'N\n');
  expect(shape(pointer)).toBe(shape(told));
  expect(pointer).toContain(createHash('sha256').update(large).digest('hex'));
});
