import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { Room } from './room.ts';

test('facts are refused while less than what must stay free is left', async () => {
  await new Room(tmpdir(), 1).assert();
  const full = new Room(tmpdir(), Number.MAX_SAFE_INTEGER);
  await expect(full.assert()).rejects.toMatchObject({ code: 'store.disk-full' });
});
