import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../db/index.ts';
import { describeDatabases, type TestPlace } from '../db/testing/index.ts';
import { addKey, KeyedDigest, keyRingOf, openKeyFile, storeRow, Vault } from './index.ts';
import { seal, unseal } from './seal.ts';

const ring = keyRingOf(new Uint8Array(32).fill(7));

describe('a seal', () => {
  test('opens to the same content and commitment, whatever the content', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.uint8Array(), (ref, content) => {
        const written = seal(ring, ref, 'test', content);
        const opened = unseal(ring, written.row);
        expect(Buffer.from(opened.content).equals(content)).toBe(true);
        expect(opened.commitment).toBe(written.commitment);
      }),
    );
  });

  test('commits to 32 bytes of salt and the content', () => {
    const salt = new Uint8Array(32).fill(1);
    const { commitment } = seal(ring, 'a', 'test', Buffer.from('secret'), salt);
    expect(commitment).toBe(createHash('sha256').update(salt).update('secret').digest('hex'));
  });

  test('shows neither content nor equality of two contents', () => {
    const [one, two] = [
      seal(ring, 'a', 'test', Buffer.from('hunter2')),
      seal(ring, 'a', 'test', Buffer.from('hunter2')),
    ];
    expect(Buffer.from(one.row.sealed).includes('hunter2')).toBe(false);
    expect(one.commitment).not.toBe(two.commitment);
  });

  test('does not open when any byte of it was altered, or under another reference', () => {
    const { row } = seal(ring, 'a', 'test', Buffer.from('secret'));
    for (let i = 0; i < row.sealed.length; i++) {
      const torn = Uint8Array.from(row.sealed);
      torn[i] = (torn[i] ?? 0) ^ 1;
      expect(() => unseal(ring, { ...row, sealed: torn })).toThrow(/does not open/);
    }
    expect(() => unseal(ring, { ...row, ref: 'b' })).toThrow(/does not open/);
    expect(() => unseal(ring, { ...row, sealed: new Uint8Array(3) })).toThrow(/does not open/);
  });

  test('names the key that is missing', () => {
    const { row } = seal(ring, 'a', 'test', Buffer.from('secret'));
    expect(() => unseal({ current: 'k-1', keys: new Map() }, row)).toThrow(/k-00000000/);
  });
});

describe('a keyed digest', () => {
  const digests = new KeyedDigest(new Uint8Array(32).fill(9));
  const hash = createHash('sha256').update('x').digest('hex');
  test('matches the hash it was made of and no other, in either form', () => {
    const other = createHash('sha256').update('y').digest('hex');
    for (const digest of [digests.plain(hash), digests.keyed(hash)]) {
      expect(digests.matches(digest, hash)).toBe(true);
      expect(digests.matches(digest, other)).toBe(false);
    }
    expect(digests.keyed(hash)).not.toContain(hash);
  });
});

describe('the key file', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'witnessmark-keys-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  test('is made once, for its owner alone, and read again', async () => {
    const file = join(dir, 'sub', 'vault.key');
    const made = await openKeyFile(file, true);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await openKeyFile(file, false)).toEqual(made);
  });

  test('is refused where it is missing, open to others or not a key file', async () => {
    const file = join(dir, 'vault.key');
    await expect(openKeyFile(file, false)).rejects.toMatchObject({ code: 'vault.key-missing' });
    await openKeyFile(file, true);
    await chmod(file, 0o640);
    await expect(openKeyFile(file, true)).rejects.toMatchObject({ code: 'vault.key-exposed' });
    await chmod(file, 0o600);
    await writeFile(file, (await readFile(file, 'utf8')).slice(0, 20));
    await expect(openKeyFile(file, true)).rejects.toMatchObject({ code: 'vault.key-missing' });
  });
});

describeDatabases('the vault', newPlace => {
  let place: TestPlace;
  let database: Database;
  let vault: Vault;
  beforeEach(async () => {
    place = await newPlace();
    database = await place.open();
    vault = new Vault(database, ring);
  });
  afterEach(async () => {
    await database.close();
    place.remove();
  });
  const store = (ref: string, text: string) =>
    database.write.transaction().execute(tx => storeRow(tx, vault.seal(ref, 'test', Buffer.from(text)).row));

  test('gives back what was stored, and null for what was not', async () => {
    await store('a', 'one');
    expect(Buffer.from((await vault.read('a')) ?? '').toString()).toBe('one');
    expect(await vault.read('b')).toBeNull();
    expect(await vault.refs('test')).toEqual(['a']);
  });

  test('lets what passes expire and never lets it stand in a lasting place', async () => {
    await store('lasting', 'x');
    await vault.put('live/1', 'sign-in', Buffer.from('s'), '2026-01-01T00:00:00.000Z');
    await vault.put('live/2', 'sign-in', Buffer.from('s'), '2027-01-01T00:00:00.000Z');
    await vault.dropExpired('2026-06-01T00:00:00.000Z');
    expect(await vault.refs('sign-in')).toEqual(['live/2']);
    await expect(
      vault.put('lasting', 'sign-in', Buffer.from('s'), '2027-01-01T00:00:00.000Z'),
    ).rejects.toThrow();
    await vault.drop('lasting');
    expect(await vault.read('lasting')).not.toBeNull();
  });

  test('changes its key without changing a commitment', async () => {
    await store('a', 'one');
    await store('b', 'two');
    const before = await vault.open('a');
    const dir = await mkdtemp(join(tmpdir(), 'witnessmark-keys-'));
    const next = await addKey(join(dir, 'vault.key'), ring);
    await vault.rotate(next);
    expect((await vault.open('a'))?.commitment).toBe(before?.commitment);
    const current = next.keys.get(next.current);
    const onlyNew = { current: next.current, keys: new Map(current ? [[next.current, current]] : []) };
    expect(Buffer.from((await new Vault(database, onlyNew).read('b')) ?? '').toString()).toBe('two');
    await rm(dir, { recursive: true });
  });
});
