import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identifyFolder } from './folder-identity.ts';

let base = '';
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'wm-folder-'));
  await mkdir(join(base, 'export'));
});
afterEach(() => rm(base, { recursive: true }));

const data = () => join(base, 'data');

test('a folder keeps its identity, also moved or made anew on the same device', async () => {
  const first = await identifyFolder(join(base, 'export'), data());
  expect(await identifyFolder(join(base, 'export'), data())).toEqual(first);
  await rename(join(base, 'export'), join(base, 'old'));
  await mkdir(join(base, 'export'));
  expect(await identifyFolder(join(base, 'export'), data())).toEqual(first);
});

test('a folder on another device is another folder, and the first one is known again', async context => {
  const other = await mkdtemp('/dev/shm/wm-folder-').catch(() => null);
  if (other === null || (await stat(other)).dev === (await stat(base)).dev) {
    console.warn('SKIPPED: this machine has no second file system to stand for a share that is not mounted');
    if (other !== null) await rm(other, { recursive: true });
    return context.skip();
  }
  try {
    const mounted = await identifyFolder(other, data());
    const bare = await identifyFolder(join(base, 'export'), data());
    expect(bare).not.toEqual(mounted);
    expect(await identifyFolder(other, data())).toEqual(mounted);
  } finally {
    await rm(other, { recursive: true });
  }
});

test('a damaged memory makes the folder a stranger rather than a known one', async () => {
  const first = await identifyFolder(join(base, 'export'), data());
  await writeFile(join(data(), 'folders.json'), '[{"token":');
  expect(await identifyFolder(join(base, 'export'), data())).not.toEqual(first);
});
