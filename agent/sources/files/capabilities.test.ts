import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capabilitiesSchema } from '@witnessmark/shared/facts';
import { expect, test } from 'vitest';
import { createAgentClock } from '../../clock/index.ts';
import { folderCapabilities } from './capabilities.ts';
import { FilesSource, filesSourceSchema } from './index.ts';

const at = { wall: '2026-11-23T02:10:05.123Z', mono: 1, boot: '0'.repeat(32) };

test('an export never counts as the whole: what runs may differ', () => {
  const found = folderCapabilities(new Set(['logic', 'setpoint', 'recipe', 'config']), false, at);
  expect(capabilitiesSchema.parse(found)).toEqual(found);
  expect(found.map(({ id, state }) => [id, state])).toEqual([
    ['identity', 'partly'],
    ['values.read', 'partly'],
    ['logic.read', 'partly'],
    ['config.files', 'partly'],
  ]);
});

test('what no file is declared to be is not told of', () => {
  expect(folderCapabilities(new Set(['recipe']), true, at).map(({ id }) => id)).toEqual([
    'identity',
    'values.read',
  ]);
});

test('a watched folder tells it with its connection', async () => {
  const base = await mkdtemp(join(tmpdir(), 'wm-files-'));
  const folder = join(base, 'export');
  await mkdir(folder);
  const config = filesSourceSchema.parse({ type: 'files', folder });
  const clock = await createAgentClock(base);
  const log = { debug: () => {}, info: () => {}, warn: () => {} };
  const context = { asset: 'press-1', source: 'exports', now: clock.now, log, dataDir: join(base, 'data') };
  const source = new FilesSource(config, context, folder);
  try {
    const { capabilities = [] } = await source.connect(new AbortController().signal);
    expect(capabilities.map(({ id }) => id)).toEqual(['identity', 'logic.read']);
  } finally {
    await source.close();
    await rm(base, { recursive: true });
  }
});
