import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeFolder } from './folder.ts';
import { followServer, hasJoined } from './membership.ts';
import { pageIsOutdated } from './page.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'demo-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function put(path: string, text: string, ageS = 0): Promise<void> {
  const file = join(dir, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  const time = Date.now() / 1000 - ageS;
  await utimes(file, time, time);
}

test('a demo that runs beside another one takes a folder of its own, and the same one again later', async () => {
  const first = await takeFolder(dir);
  const second = await takeFolder(dir);
  expect([first.path, second.path]).toEqual([join(dir, 'demo'), join(dir, 'demo-2')]);
  first.release();
  const third = await takeFolder(dir);
  expect(third.path).toBe(first.path);
  second.release();
  third.release();
});

test('the page is built where it is missing or older than a source, and not for what is no source', async () => {
  await put('server/web/main.tsx', '', 100);
  await put('server/web/list/rows.tsx', '', 100);
  await put('shared/index.ts', '', 100);
  expect(await pageIsOutdated(dir)).toBe(true);
  await put('server/web/dist/index.html', '', 50);
  expect(await pageIsOutdated(dir)).toBe(false);
  await put('server/web/node_modules/vite/index.js', '');
  await put('server/web/dist/built/main.js', '');
  expect(await pageIsOutdated(dir)).toBe(false);
  await put('server/web/list/rows.tsx', '', 10);
  expect(await pageIsOutdated(dir)).toBe(true);
  await put('server/web/dist/index.html', '', 5);
  await put('shared/changes/words.ts', '');
  expect(await pageIsOutdated(dir)).toBe(true);
});

test('an agent that has joined follows its server to another port and stays who it is', async () => {
  expect(await hasJoined(join(dir, 'agent'))).toBe(false);
  await put(
    'agent/identity/identity.json',
    JSON.stringify({ agent: 'a', key: 'k', url: 'https://127.0.0.1:1' }),
  );
  expect(await hasJoined(join(dir, 'agent'))).toBe(true);
  await followServer(join(dir, 'agent'), 'https://127.0.0.1:2');
  const text = await readFile(join(dir, 'agent/identity/identity.json'), 'utf8');
  expect(JSON.parse(text)).toEqual({ agent: 'a', key: 'k', url: 'https://127.0.0.1:2' });
});
