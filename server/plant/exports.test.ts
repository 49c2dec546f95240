import {
  assetDiffSchema,
  assetSchema,
  assetStateSchema,
  changeSchema,
  overviewSchema,
} from '@witnessmark/shared/api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { IncomingFact } from '../agents/index.ts';
import { TestCore } from '../core/testing/index.ts';
import { describeEmbedded } from '../db/testing/index.ts';
import { TestStream } from '../ingest/testing/index.ts';
import { rebuild } from '../projections/index.ts';
import { openPlant, type Plant } from './index.ts';

class Folder extends TestStream {
  override declaration() {
    return { ...super.declaration(), source: 'files' as const, address: 'exports' };
  }
}

describeEmbedded('exports of programs that cannot be read', newPlace => {
  let core: TestCore;
  let plant: Plant;
  let plc: TestStream;
  let folder: Folder;

  beforeEach(async () => {
    core = await TestCore.open(newPlace);
    plant = openPlant({
      core: core.core,
      invitations: {
        invite: () => Promise.reject(new Error('unused')),
        check: () => Promise.reject(new Error('unused')),
      },
      dataDir: core.dataDir,
      timeZone: 'Europe/Ljubljana',
      now: () => Date.UTC(2026, 0, 2),
      failed: error => {
        throw error;
      },
    });
    plc = new TestStream('filler-3/plc');
    folder = new Folder('filler-3/exports');
    await core.hello(plc, folder);
    await checksum('16#1A2B');
    await tell(folder.observe([{ path: 'files/old.scl', kind: 'logic', content: 'old' }]));
  });
  afterEach(async () => {
    await plant.stop();
    await core.remove();
  });

  async function tell(fact: IncomingFact): Promise<void> {
    expect((await core.accept(fact)).refused).toEqual([]);
  }
  const checksum = (value: string) =>
    tell(
      plc.observe([
        {
          path: 'logic/program',
          kind: 'logic',
          state: 'unreadable',
          more: { reason: 'content not readable from the device', checksum: value, basis: 'fingerprint' },
        },
      ]),
    );
  const exported = (content: string, value?: string) =>
    tell(
      folder.observe([
        {
          path: 'files/filler-3.scl',
          kind: 'logic',
          content,
          more: value === undefined ? {} : { checksum: value },
        },
      ]),
    );
  /** Changes of the program, newest first. */
  async function moves() {
    const { rows } = await plant.changes({ limit: 50, item: 'logic/program', sort: 'change' }, 'site');
    return Promise.all(rows.map(async ({ id }) => changeSchema.parse(await plant.change(id))));
  }
  const requests = async () => (await moves()).map(({ items }) => items[0]?.exportRequest ?? null);
  const wanted = async () => {
    const asset = assetSchema.parse(await plant.asset('filler-3'));
    expect(overviewSchema.parse(await plant.overview('site')).exportsWanted).toEqual(asset.exportsWanted);
    return asset.exportsWanted;
  };

  test('the first checksum is no change; each move is one, with its sentence, and asks for an export', async () => {
    expect(await moves()).toEqual([]);
    expect(await wanted()).toEqual([]);
    await checksum('16#3C4D');
    const [change] = await moves();
    expect(change?.sentence).toContain(
      'Asset filler-3: program changed, content not readable from the device (checksum 16#1A2B → 16#3C4D). ',
    );
    expect(change?.items[0]).toMatchObject({
      sign: 'unreadable',
      state: 'unreadable',
      checksum: { old: '16#1A2B', new: '16#3C4D' },
      diff: { form: 'none', reason: 'content not readable from the device' },
    });
    expect(await wanted()).toMatchObject([
      { change: change?.id, path: 'logic/program', state: 'open', checksum: '16#3C4D', export: null },
    ]);
    await checksum('16#1A2B');
    await checksum('16#3C4D');
    expect((await moves()).map(({ items }) => items[0]?.checksum)).toEqual([
      { old: '16#1A2B', new: '16#3C4D' },
      { old: '16#3C4D', new: '16#1A2B' },
      { old: '16#1A2B', new: '16#3C4D' },
    ]);
    expect((await requests()).map(request => request?.state)).toEqual(['open', 'passed', 'passed']);
  });

  test('a checksum told again is no change', async () => {
    await checksum('16#3C4D');
    await checksum('16#3C4D');
    expect(await moves()).toHaveLength(1);
    plc.forget();
    await core.hello(plc, folder);
    await checksum('16#3C4D');
    expect(await moves()).toHaveLength(1);
  });

  test('one that moved while the agent lost its spool is told all the same', async () => {
    plc.forget();
    await core.hello(plc, folder);
    await checksum('16#3C4D');
    const { rows } = await plant.changes({ limit: 50, item: 'logic/program' }, 'site');
    expect(rows[0]?.sentence).toContain('(checksum 16#1A2B → 16#3C4D)');
    expect(await wanted()).toHaveLength(1);
  });

  test('an export that arrives is attached, match not proven, and links the change it came with', async () => {
    await checksum('16#3C4D');
    await exported('a');
    const [request] = await requests();
    expect(request).toMatchObject({
      state: 'attached',
      says: 'The export `filler-3.scl` came after this change; match not proven.',
      export: { path: 'files/filler-3.scl' },
    });
    const came = changeSchema.parse(await plant.change(request?.export?.change ?? ''));
    expect(came.commit).toBe(request?.export?.commit);
    expect(came.commit).not.toBeNull();
    expect(came.answers).toEqual([request]);
    expect(await wanted()).toEqual([]);
    await exported('b');
    expect((await requests())[0]?.export?.change).toBe(request?.export?.change);
  });

  test('an export that carries the checksum proves that it is the program', async () => {
    await checksum('16#3C4D');
    await exported('a');
    await exported('b', '16#00003C4D');
    expect((await requests())[0]).toMatchObject({
      state: 'proven',
      says: 'The export `filler-3.scl` is this program: proven by checksum 16#3C4D.',
    });
    await checksum('16#FF');
    await checksum('16#3C4D');
    expect((await requests()).map(request => request?.state)).toEqual(['proven', 'passed', 'proven']);
    expect(await wanted()).toEqual([]);
  });

  test('one that carries another checksum leaves the request open, and says so', async () => {
    await checksum('16#3C4D');
    await exported('a', '16#9999');
    expect(await wanted()).toMatchObject([
      {
        state: 'open',
        other: { checksum: '16#9999' },
        says: 'An export of the program with checksum 16#3C4D is wanted for Asset filler-3. The export that came carries checksum 16#9999: it is of another program.',
      },
    ]);
  });

  test('an export that came before the device was asked proves itself; one that came too late does so for its own change', async () => {
    await exported('a', '16#3C4D');
    await checksum('16#3C4D');
    expect((await requests())[0]?.state).toBe('proven');
    await checksum('16#77');
    await checksum('16#88');
    await exported('b', '16#77');
    expect((await requests()).map(request => request?.state)).toEqual(['open', 'proven', 'proven']);
    expect((await wanted())[0]?.other?.checksum).toBe('16#77');
  });

  test('what is no export in a folder, and what lay in one that is read for the first time, answers nothing', async () => {
    await checksum('16#3C4D');
    await tell(plc.observe([{ path: 'logic/program-tree.txt', kind: 'logic', content: 'Main OB1\n' }]));
    await tell(folder.observe([{ path: 'files/a.csv', kind: 'recipe', content: 'a' }]));
    const other = new Folder('filler-3/archive');
    await core.hello(plc, folder, other);
    await tell(other.observe([{ path: 'files/archive/b.scl', kind: 'logic', content: 'b' }]));
    expect((await requests())[0]?.state).toBe('open');
  });

  test('between two moments it is told as unreadable, and never as an empty difference', async () => {
    const first = assetStateSchema.parse(await plant.assetState('filler-3', null));
    expect(first.items).toMatchObject([{ path: 'files/old.scl' }, { path: 'logic/program' }]);
    const diffSince = async (from: string) =>
      assetDiffSchema
        .parse(await plant.assetDiff('filler-3', from, null))
        .items.filter(({ path }) => path === 'logic/program');
    const unreadable = {
      sign: 'unreadable',
      diff: { form: 'none', reason: 'content not readable from the device' },
    };
    const beginning = '2025-12-31T00:00:00.000Z';
    expect(await diffSince(beginning)).toMatchObject([unreadable]);
    const since = first.items[1]?.since ?? '';
    expect(await diffSince(since)).toEqual([]);
    await checksum('16#3C4D');
    expect(await diffSince(since)).toMatchObject([unreadable]);
  });

  test('rebuilt tables say the same', async () => {
    await checksum('16#3C4D');
    await exported('a');
    await checksum('16#77');
    await exported('b', '16#77');
    await checksum('16#88');
    const before = await requests();
    expect(before.map(request => request?.state)).toEqual(['open', 'proven', 'attached']);
    await rebuild(core.core.database);
    expect(await requests()).toEqual(before);
  });
});
