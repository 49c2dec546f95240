import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestCore } from '../core/testing/index.ts';
import { sqlitePlace } from '../db/testing/index.ts';
import { TestStream } from '../ingest/testing/index.ts';

const page = await readFile(new URL('../../docs/format.md', import.meta.url), 'utf8');
const section = page.split(/^## /m).find(part => part.startsWith('Log\n')) ?? '';
const commands = new Map(
  [...section.matchAll(/^```sh (\w+)\n(.*?)^```$/gms)].map(match => [match[1] ?? '', match[2] ?? '']),
);
const hasTools = await Promise.all(
  ['sqlite3', 'xxd', 'openssl'].map(tool =>
    promisify(execFile)('which', [tool]).then(
      () => true,
      () => false,
    ),
  ),
).then(found => found.every(Boolean));
if (!hasTools) console.warn('SKIPPED: docs/format.md on the log needs sqlite3, xxd and openssl');

let at: TestCore;
beforeEach(async () => {
  at = await TestCore.open(sqlitePlace);
  const stream = new TestStream('press-2/opc');
  await at.hello(stream);
  for (const content of ['1', '2', '3'])
    await at.accept(stream.observe([{ path: 'setpoints/a.txt', content }]));
});
afterEach(() => at.remove());

/** Runs a command of the page as a stranger would, beside the running server. */
async function follow(name: string, env: Record<string, string> = {}): Promise<string> {
  const command = commands.get(name);
  if (command === undefined) throw new Error(`docs/format.md has no command "${name}"`);
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', command], {
    env: {
      PATH: process.env['PATH'],
      HOME: '/nonexistent',
      DB: join(at.core.dirs.db, 'witnessmark.sqlite'),
      STORE: at.core.dirs.store,
      ORIGIN: at.core.log.generation.origin,
      ...env,
    },
  });
  return stdout;
}
const change = (pos: number, bytes: Uint8Array) =>
  at.core.database.write.updateTable('log').set({ bytes }).where('pos', '=', pos).execute();

test('every command of the page is followed here', () => {
  expect([...commands.keys()]).toEqual(['leaves', 'chain', 'root', 'newest', 'signature', 'vouched']);
});

test.skipIf(!hasTools)('every leaf is the hash of its entry, and an altered one is seen', async () => {
  expect(await follow('leaves')).toBe('');
  await change(3, Buffer.from('{}'));
  await expect(follow('leaves')).rejects.toThrow();
});

test.skipIf(!hasTools)('the chains of subjects hold, and a broken one is named', async () => {
  expect(await follow('chain')).toBe('');
  const { bytes } = await at.core.log.reader.entry(5);
  await change(
    5,
    Buffer.from(
      Buffer.from(bytes)
        .toString()
        .replace(/"prev":"(?=[0-9a-f]{64}")./, '"prev":"x'),
    ),
  );
  expect(await follow('chain')).toBe('5\n');
});

test.skipIf(!hasTools)('the root of any number of entries is that of the checkpoint over them', async () => {
  const { size, root, note } = at.core.log.checkpoint;
  expect((await follow('root', { SIZE: String(size) })).trim()).toBe(Buffer.from(root).toString('base64'));
  expect((await follow('root', { SIZE: String(size - 2) })).trim()).not.toBe(
    Buffer.from(root).toString('base64'),
  );
  expect((await follow('newest')).trim()).toBe(note.trim());
});

test.skipIf(!hasTools)('the checkpoint is signed by the log’s key, and a changed one is not', async () => {
  const NOTE = join(at.place.dir, 'note');
  await writeFile(NOTE, at.core.log.checkpoint.note);
  const KEY = at.core.logKey();
  expect(await follow('signature', { NOTE, KEY })).toContain('Success');
  await writeFile(NOTE, at.core.log.checkpoint.note.replace(/^(\S+)\n(\d+)/, '$1\n1$2'));
  await expect(follow('signature', { NOTE, KEY })).rejects.toThrow();
});

test.skipIf(!hasTools)('every vouched commit is on main with its manifest', async () => {
  expect(await follow('vouched')).toBe('');
  const { bytes } = await at.core.log.reader.entry(5);
  await change(
    5,
    Buffer.from(
      Buffer.from(bytes)
        .toString()
        .replace(/"manifest":"./, '"manifest":"x'),
    ),
  );
  await expect(follow('vouched')).rejects.toThrow();
});
