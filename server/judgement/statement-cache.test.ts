import type { Statement } from '@witnessmark/shared/facts';
import { beforeEach, expect, test } from 'vitest';
import { instant } from '../ingest/testing/index.ts';
import { StatementCache } from './statement-cache.ts';

const statement = (more: Partial<Statement> = {}): Statement => ({
  witness: { kind: 'opcua-audit', name: 'Press 2' },
  act: 'wrote',
  authenticity: 'authenticated',
  reach: 'account',
  identities: [],
  touches: [],
  from: instant(0),
  to: instant(0),
  clockErrorMs: 10,
  liveness: { proof: 'none' },
  ...more,
});

const held = new Map<string, Statement>();
const read: string[] = [];
const vault = {
  read: async (ref: string) => {
    read.push(ref);
    const found = held.get(ref);
    return found === undefined ? null : Buffer.from(JSON.stringify(found));
  },
};
let cache: StatementCache;
beforeEach(() => {
  held.clear();
  read.length = 0;
  cache = new StatementCache(vault);
});

test('opens a statement once, and keeps nothing of the record it was told by', async () => {
  held.set('a', statement({ raw: { encoding: 'utf8', data: 'user=kovac' } }));
  expect(await cache.read('a')).not.toHaveProperty('raw');
  expect((await cache.read('a'))?.act).toBe('wrote');
  expect(read).toEqual(['a']);
});

test('knows nothing any more of what was erased', async () => {
  held.set('a', statement());
  held.set('b', statement());
  await cache.read('a');
  await cache.read('b');
  held.delete('a');
  cache.forget(['a', 'never-read']);
  expect(await cache.read('a')).toBeNull();
  expect(await cache.read('b')).not.toBeNull();
  expect(read).toEqual(['a', 'b', 'a']);
});

test('does not keep what was erased while it was being opened', async () => {
  held.set('a', statement());
  const reading = cache.read('a');
  cache.forget(['a']);
  await reading;
  held.delete('a');
  expect(await cache.read('a')).toBeNull();
});

test('keeps a bounded amount, the most recently used', async () => {
  const touches = Array.from({ length: 1000 }, (_, n) => ({
    path: `setpoints/DB${n}.txt`,
    new: 'x'.repeat(1900),
  }));
  for (let n = 0; n < 20; n += 1) held.set(`large-${n}`, statement({ touches }));
  await cache.read('large-0');
  for (let n = 1; n < 20; n += 1) {
    await cache.read(`large-${n}`);
    await cache.read('large-0');
  }
  expect(read.filter(ref => ref === 'large-0')).toHaveLength(1);
  read.length = 0;
  await cache.read('large-19');
  expect(read).toEqual([]);
  await cache.read('large-1');
  expect(read).toEqual(['large-1']);
});
