import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Statement } from '@witnessmark/shared/facts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSpool, type SpoolStore } from './index.ts';
import { instant } from './testing/drafts.ts';
import { createTold } from './told.ts';

const quiet = () => undefined;
let dir: string;
let spool: SpoolStore;
const open = () =>
  openSpool({
    dir,
    capacityBytes: 1024 * 1024,
    now: () => instant(0),
    log: { info: quiet, warn: quiet, error: quiet },
  });

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'witnessmark-told-'));
  spool = await open();
});
afterEach(async () => {
  await spool.close();
  await rm(dir, { recursive: true, force: true });
});

const body: Statement = {
  witness: { kind: 'hmi-audit', name: 'panel' },
  act: 'wrote',
  authenticity: 'device-record',
  reach: 'nothing',
  identities: [],
  touches: [],
  from: instant(1),
  to: instant(1),
  clockErrorMs: null,
  liveness: { proof: 'none' },
};
const record = (key: string, streams: readonly string[], at: number | null = 1000) => ({
  witness: 'panel',
  key,
  at,
  drafts: streams.map(stream => ({ stream, at: instant(1), kind: 'statement', body }) as const),
});
const lengths = () => Object.fromEntries(spool.tips().map(({ stream, last }) => [stream, last]));

test('a record is told once in each of its streams, also over a restart and a new epoch', async () => {
  expect(await spool.tell(record('a', ['press/s7', 'mixer/ua']))).toBe('told');
  expect(await spool.tell(record('a', ['press/s7', 'mixer/ua']))).toBe('known');
  expect(await spool.tell({ ...record('a', ['press/s7']), witness: 'another' })).toBe('told');
  await spool.close();
  spool = await open();
  expect(await spool.tell(record('a', ['press/s7']))).toBe('known');
  expect(lengths()).toEqual({ 'press/s7': 2, 'mixer/ua': 1 });
  await spool.beginEpoch('ordered', 'test');
  expect(await spool.tell(record('a', ['press/s7']))).toBe('known');
});

test('a record of which one statement is refused is not told at all, and can be told later', async () => {
  const bad = { ...body, act: 'guessed' } as unknown as Statement;
  const { drafts, ...rest } = record('a', ['press/s7', 'mixer/ua']);
  const [first] = drafts;
  if (first === undefined) throw new Error('no draft');
  await expect(
    spool.tell({ ...rest, drafts: [first, { ...first, stream: 'mixer/ua', body: bad }] }),
  ).rejects.toMatchObject({ code: 'agent.fact-invalid' });
  expect(lengths()).toEqual({});
  expect(await spool.tell(record('a', ['press/s7']))).toBe('told');
});

test('what is older than anything remembered is passed over, and a floor never sinks', async () => {
  expect(spool.recall('panel')).toBeNull();
  await spool.remember('panel', { body: 'here', floor: 500 });
  expect(await spool.tell(record('old', ['press/s7'], 500))).toBe('passed-over');
  expect(await spool.tell(record('young', ['press/s7'], 501))).toBe('told');
  expect(await spool.tell(record('timeless', ['press/s7'], null))).toBe('told');
  await spool.remember('panel', { body: 'there', floor: 0 });
  expect(spool.recall('panel')).toEqual({ body: 'there', floor: 500 });
});

test('of very many records the oldest are forgotten, and never told again for that', () => {
  const database = new DatabaseSync(':memory:');
  const told = createTold(database, 10);
  told.remember('panel', { body: '', floor: 0 });
  for (let at = 1; at <= 25; at += 1) expect(told.take({ witness: 'panel', key: `${at}`, at })).toBeNull();
  told.remember('panel', { body: '', floor: 0 });
  expect(told.recall('panel')?.floor).toBe(15);
  expect(told.take({ witness: 'panel', key: '15', at: 15 })).toBe('passed-over');
  expect(told.take({ witness: 'panel', key: '16', at: 16 })).toBe('known');
  database.close();
});

test('each witness’ oldest are forgotten, however many others remember meanwhile', () => {
  const database = new DatabaseSync(':memory:');
  const told = createTold(database, 10);
  const count = (witness: string) =>
    Number(database.prepare('SELECT count(*) AS n FROM told WHERE witness = ?').get(witness)?.['n']);
  told.remember('panel', { body: '', floor: 0 });
  for (let at = 1; at <= 45; at += 1) {
    told.take({ witness: 'panel', key: `${at}`, at });
    if (at % 9 !== 0) continue;
    told.take({ witness: 'another', key: `${at}`, at });
    told.remember('another', { body: '', floor: 0 });
    told.remember('panel', { body: '', floor: 0 });
  }
  expect(count('panel')).toBeLessThanOrEqual(20);
  database.close();
});
