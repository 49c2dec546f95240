import { createHash } from 'node:crypto';
import {
  leafHash,
  noteVerifier,
  openCheckpoint,
  readEvent,
  verifyConsistency,
  verifyInclusion,
} from '@witnessmark/shared/log';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../db/index.ts';
import { describeDatabases, type TestPlace } from '../db/testing/index.ts';
import { keyRingOf, Vault } from '../vault/index.ts';
import { type Entry, Log, nextGeneration, readSize } from './index.ts';
import { openingOf, someEvent, startLog, testSigner } from './testing/index.ts';

describeDatabases('the log', newPlace => {
  let place: TestPlace;
  let database: Database;
  let log: Log;
  beforeEach(async () => {
    place = await newPlace();
    database = await place.open();
    log = await startLog(database);
  });
  afterEach(async () => {
    await log.stop();
    await database.close();
    place.remove();
  });
  const restart = async () => {
    await log.stop();
    await database.close();
    database = await place.open();
    log = await startLog(database);
  };

  test('begins with log.opened and a signed checkpoint over it', async () => {
    const [entry] = await log.reader.from(0, 10);
    expect(entry?.event).toMatchObject({ type: 'log.opened', key: 'log.opened/test-site/1', prev: null });
    const { origin, note } = log.checkpoint;
    const opened = openCheckpoint(note, [noteVerifier(origin, testSigner(origin).key)]);
    expect(opened).toMatchObject({ state: 'verified', checkpoint: { origin: 'test-site/1', size: 1 } });
  });

  test('chains the entries of a subject, within and across appends and restarts', async () => {
    const [a] = await log.append([someEvent('1', 'asset:a'), someEvent('2', 'asset:b')]);
    const [b, c] = await log.append([someEvent('3', 'asset:a'), someEvent('4', 'asset:a')]);
    await restart();
    const [d] = await log.append([someEvent('5', 'asset:a')]);
    const hex = (entry: Entry | undefined) => Buffer.from(entry?.leaf ?? '').toString('hex');
    expect(a?.event.prev).toBeNull();
    expect([b, c, d].map(entry => entry?.event.prev)).toEqual([hex(a), hex(b), hex(c)]);
  });

  test('gives the entry that is there when a key comes again, also twice in one group', async () => {
    const [first] = await log.append([someEvent('k', 'asset:a', { n: 1 })]);
    const [again, other, twice] = await log.append([
      someEvent('k', 'asset:a', { n: 2 }),
      someEvent('l'),
      someEvent('l'),
    ]);
    expect(first?.fresh).toBe(true);
    expect(again).toMatchObject({ fresh: false, pos: first?.pos });
    expect(again?.event.body).toEqual({ n: 1 });
    expect([other?.fresh, twice?.fresh, twice?.pos === other?.pos]).toEqual([true, false, true]);
    expect(log.count).toBe(3);
  });

  test('stores exactly the bytes that were hashed', async () => {
    await log.append([someEvent('ü', 'asset:ü', { text: 'NUL \u0000, \u{1f600} and "quotes"', n: 0.1 })]);
    const row = await database.read
      .selectFrom('log')
      .selectAll()
      .where('pos', '=', 1)
      .executeTakeFirstOrThrow();
    expect(Buffer.from(row.leaf).equals(leafHash(row.bytes))).toBe(true);
    expect(readEvent(row.bytes).body).toEqual({ text: 'NUL \u0000, \u{1f600} and "quotes"', n: 0.1 });
  });

  test('tells listeners what is new, in order, after it is on disk', async () => {
    const told: number[] = [];
    const heard = new Promise<void>(resolve => {
      log.bus.subscribe(entries => {
        told.push(...entries.map(entry => entry.pos));
        if (told.length === 3) resolve();
      });
    });
    await Promise.all([log.append([someEvent('1')]), log.append([someEvent('2'), someEvent('1')])]);
    await log.append([someEvent('3')]);
    await heard;
    expect(told).toEqual([1, 2, 3]);
  });

  test('one draft that cannot be written does not fail those that wait beside it', async () => {
    const bad = { ...someEvent('bad'), subject: '' };
    const results = await Promise.allSettled([
      log.append([someEvent('1')]),
      log.append([someEvent('2'), bad]),
      log.append([someEvent('3')]),
    ]);
    expect(results.map(result => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await log.reader.from(0, 10)).map(entry => entry.event.key)).toEqual([
      'log.opened/test-site/1',
      '1',
      '3',
    ]);
    await restart();
    expect(log.count).toBe(3);
  });

  test('refuses to append once another start took the fence', async () => {
    await database.write.updateTable('lease').set({ fence: 99 }).execute();
    await expect(log.append([someEvent('1')])).rejects.toMatchObject({ code: 'db.fenced' });
    await expect(log.append([someEvent('2')])).rejects.toMatchObject({ code: 'db.fenced' });
    expect(await readSize(database.read, 'test-site/1')).toBe(1);
  });

  test('takes nothing more after its stop', async () => {
    const last = log.append([someEvent('1')]);
    await log.stop();
    expect(await last).toHaveLength(1);
    await expect(log.append([someEvent('2')])).rejects.toMatchObject({ code: 'db.closed' });
  });

  test('stores vault rows with the event that commits to them, and erases them with one', async () => {
    const vault = new Vault(database, keyRingOf(new Uint8Array(32)));
    const seal = vault.seal('person/1', 'person', Buffer.from('A. Kovač'));
    const [entry] = await log.append([{ ...someEvent('1'), seals: [seal] }]);
    expect(entry?.event.sealed).toEqual([{ ref: 'person/1', commitment: seal.commitment }]);
    expect((await vault.open('person/1'))?.commitment).toBe(seal.commitment);
    await log.append([{ ...someEvent('2'), erases: ['person/1'] }]);
    expect(await vault.read('person/1')).toBeNull();
  });

  test('does not start where entries are missing at the end or a node was altered', async () => {
    await log.append([someEvent('1'), someEvent('2'), someEvent('3')]);
    await log.stop();
    await database.write.deleteFrom('log').where('pos', '=', 3).execute();
    await expect(startLog(database)).rejects.toMatchObject({ code: 'log.not-holding' });
  });

  test('goes on in a new generation whose positions continue and whose keys stay unique', async () => {
    await log.append([someEvent('1', 'asset:a')]);
    await log.stop();
    const generation = await nextGeneration(database.read, 'test-site');
    expect(generation).toEqual({ origin: 'test-site/2', number: 2, base: 2 });
    const second = new Log({
      database,
      signerOf: testSigner,
      project: () => Promise.resolve(),
      now: () => '2026-02-01T00:00:00.000Z',
    });
    await second.start(generation, openingOf(generation.origin));
    const [old, fresh] = await second.append([someEvent('1', 'asset:a'), someEvent('2', 'asset:a')]);
    expect(old).toMatchObject({ fresh: false, origin: 'test-site/1', pos: 1 });
    expect(fresh).toMatchObject({ fresh: true, origin: 'test-site/2', idx: 1, pos: 3 });
    expect(fresh?.event.prev).toBe(Buffer.from(old?.leaf ?? '').toString('hex'));
    expect(second.checkpoint).toMatchObject({ origin: 'test-site/2', size: 2 });
    await second.stop();
  });

  test('pages by type, subject, time and position', async () => {
    await log.append([someEvent('1', 'asset:a')]);
    await log.append([someEvent('2', 'asset:b')]);
    await log.append([someEvent('3', 'asset:a')]);
    const keys = async (filter: Parameters<typeof log.reader.page>[0]) =>
      (await log.reader.page(filter, 10)).map(entry => entry.event.key);
    expect(await keys({ subject: 'asset:a' })).toEqual(['3', '1']);
    expect(await keys({ type: 'asset.healed', before: 3 })).toEqual(['2', '1']);
    expect(await keys({ since: '2026-01-01T00:00:03.000Z', until: '2026-01-01T00:00:04.000Z' })).toEqual([
      '2',
    ]);
    await expect(log.reader.entry(4)).rejects.toMatchObject({ code: 'log.entry-missing' });
  });

  test('keeps the newest checkpoint and one for every 1,024 entries', async () => {
    for (let from = 0; from < 2100; from += 300) {
      await log.append(Array.from({ length: 300 }, (_, i) => someEvent(String(from + i))));
    }
    const rows = await database.read.selectFrom('checkpoint').select('size').orderBy('size').execute();
    expect(rows.map(row => row.size)).toEqual([901, 1801, 2101]);
  });

  test('proves every entry, and each older tree, against the newest checkpoint', async () => {
    const sizes: { size: number; root: Uint8Array }[] = [log.checkpoint];
    for (let round = 0; round < 12; round++) {
      await log.append(Array.from({ length: round }, (_, i) => someEvent(`${round}-${i}`)));
      sizes.push(log.checkpoint);
    }
    const { size, root } = log.checkpoint;
    for (const entry of await log.reader.from(0, 1000)) {
      const proof = await log.reader.inclusion(entry, size);
      expect(verifyInclusion({ index: entry.idx, size, leaf: leafHash(entry.bytes), root, proof })).toBe(
        true,
      );
    }
    for (const first of sizes) {
      const { proof } = await log.consistency(first.size);
      expect(
        verifyConsistency({
          first: first.size,
          second: size,
          firstRoot: first.root,
          secondRoot: root,
          proof,
        }),
      ).toBe(true);
    }
    expect((await log.consistency(size + 1)).proof).toEqual([]);
  });

  test('whatever is appended in whatever groups, the tree is that of the bytes in order', async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(fc.nat(30), { maxLength: 6 }), { maxLength: 6 }), async groups => {
        const prefix = `${round++}`;
        await Promise.all(
          groups.map(keys => log.append(keys.map(key => someEvent(`${prefix}/${key}`, `asset:${key % 3}`)))),
        );
        const leaves = (await log.reader.from(0, 10_000)).map(entry => leafHash(entry.bytes));
        expect(Buffer.from(log.checkpoint.root).equals(merkle(leaves))).toBe(true);
      }),
      { numRuns: 15 },
    );
  });
});

/** RFC 6962 §2.1, straight from its definition. */
function merkle(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return createHash('sha256').digest();
  if (leaves.length === 1) return only;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return createHash('sha256')
    .update(Uint8Array.of(1))
    .update(merkle(leaves.slice(0, k)))
    .update(merkle(leaves.slice(k)))
    .digest();
}
