import { expect, test } from 'vitest';
import type { WebApiLink } from './link.ts';
import { readTree } from './program-tree.ts';

test('members that the CPU refuses to list are told as such, and not left out as if there were none', async () => {
  const at = { wall: '2026-11-23T00:00:00.000Z', mono: 0, boot: 'b'.repeat(32) };
  const refusal = { code: 2, says: '2 Permission denied' };
  const link: Pick<WebApiLink, 'ask'> = {
    ask: async calls => ({
      outcomes: calls.map(() => ({ result: null, refusal })),
      requestedAt: at,
      arrivedAt: at,
    }),
  };
  const data = [{ name: 'Recipe', datatype: 'datablock', db_number: 20, has_children: true }];
  const lists = { blocks: [], data, failure: null };
  const tree = await readTree(link, lists, { levels: 3, calls: 10 }, new AbortController().signal);
  expect(tree).toBe('DB20 Recipe\n  … not listed: 2 Permission denied\n');
});
