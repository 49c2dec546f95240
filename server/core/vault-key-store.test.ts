import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeDatabases } from '../db/testing/index.ts';
import { TestCore } from './testing/index.ts';
import { createVaultKeyStore } from './vault-key-store.ts';

describeDatabases('keys in the vault', newPlace => {
  let at: TestCore;
  beforeEach(async () => {
    at = await TestCore.open(newPlace);
  });
  afterEach(() => at.remove());

  test('are found by name, replaced, and the log holds none of them', async () => {
    const keys = createVaultKeyStore(at.core.vault, at.core.log);
    expect(await keys.read('site-ca')).toBeNull();
    await keys.write('site-ca', Buffer.from('first secret'));
    await keys.write('agent-listener', Buffer.from('other secret'));
    await keys.write('site-ca', Buffer.from('second secret'));
    expect(Buffer.from((await keys.read('site-ca')) ?? []).toString()).toBe('second secret');
    expect(Buffer.from((await keys.read('agent-listener')) ?? []).toString()).toBe('other secret');
    const entries = await at.core.log.reader.page({ type: 'key.stored' }, 10);
    expect(entries).toHaveLength(3);
    for (const entry of entries) expect(Buffer.from(entry.bytes).toString()).not.toContain('secret');
    expect((await at.core.verify()).holds).toBe(true);
  });
});
