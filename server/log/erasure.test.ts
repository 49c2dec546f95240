import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sqlitePlace } from '../db/testing/index.ts';
import { keyRingOf, Vault } from '../vault/index.ts';
import { erasure } from './erasure.ts';
import { startLog } from './testing/index.ts';

const actor = { kind: 'person', id: 'person-000000000000000a' } as const;

test('what was erased stands nowhere in the files of the database any more', async () => {
  const place = await sqlitePlace();
  try {
    const database = await place.open();
    const log = await startLog(database);
    const vault = new Vault(database, keyRingOf(Buffer.alloc(32, 7)));
    const seal = vault.seal('account/1', 'account', Buffer.alloc(500, 'Ana Kovac '));
    const sealed = Buffer.from(seal.row.sealed);
    const draft = {
      ...erasure(['other'], 'x', actor),
      type: 'key.stored' as const,
      key: 'first',
      seals: [seal],
    };
    await log.append([{ ...draft, body: { name: 'first', ref: 'account/1' }, erases: [] }]);
    const holds = async () => {
      const files = (await readdir(place.dir, { recursive: true, withFileTypes: true })).filter(f =>
        f.isFile(),
      );
      const texts = await Promise.all(files.map(f => readFile(join(f.parentPath, f.name))));
      return texts.some(text => text.includes(sealed.subarray(100, 200)));
    };
    expect(await holds()).toBe(true);
    await log.append([erasure(['account/1'], 'rule 4', actor, 'request-1')]);
    await log.stop();
    await database.close();
    expect(await holds()).toBe(false);
  } finally {
    place.remove();
  }
});
