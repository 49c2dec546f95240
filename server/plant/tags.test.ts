import {
  type ChangeSummary,
  changeSummarySchema,
  referencesPastSchema,
  referencesQuerySchema,
  referencesSchema,
} from '@witnessmark/shared/api';
import { buildImage } from '@witnessmark/shared/mc7/testing';
import { tagMentions, tagUses } from '@witnessmark/shared/tags';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestCore } from '../core/testing/index.ts';
import { describeDatabases, describeEmbedded } from '../db/testing/index.ts';
import { TestStream } from '../ingest/testing/index.ts';
import { openPlant } from './index.ts';
import { blockWrite } from './program.fixture.ts';
import { unnamed } from './reader.ts';
import { TagIndex } from './tag-index.ts';
import { type NameReader, TagIndexer } from './tag-indexer.ts';
import { TagSearch } from './tag-search.ts';

const path = 'files/Main.st';
const logic = (body: string, at = path) => ({
  path: at,
  kind: 'logic' as const,
  content: `PROGRAM Main\nVAR Level : REAL; T1 : TON; Pump : FB_Pump; END_VAR\n${body}\nEND_PROGRAM\n`,
});
const setpoint = (value: number) => ({
  path: 'setpoints/DB20.txt',
  content: `Tank1.LevelSP = ${value}.0  # Real, %, 0..100\n`,
});
const page = { limit: 50 };

/** Changes as lists show them, as far as it matters here: what words them has tests of its own. */
function summariesOf(core: TestCore) {
  return async (ids: readonly string[]): Promise<ChangeSummary[]> => {
    const rows = await core.core.database.read
      .selectFrom('change')
      .selectAll()
      .where('id', 'in', ids)
      .execute();
    return rows.map(row =>
      changeSummarySchema.parse({
        id: row.id,
        idx: row.pos,
        asset: { id: row.asset, name: row.asset, area: 'hall', site: 'test-site' },
        source: row.stream,
        kinds: [],
        sort: 'change',
        sentence: '',
        window: { from: row.window_from, to: row.window_to, basis: row.basis, errorMs: null },
        recordedAt: row.at,
        items: [],
        itemCount: row.items,
        load: null,
        unsettled: false,
        phase: row.phase,
        who: { verdict: 'unattributed', reach: 'nothing', actor: 'unknown', label: 'nobody known' },
        review: 'awaiting',
      }),
    );
  };
}

describeDatabases('where a name stands in the plant and in its past', newPlace => {
  let core: TestCore;
  let search: TagSearch;
  let press: TestStream;
  let indexer: TagIndexer;

  beforeEach(async () => {
    core = await TestCore.open(newPlace);
    const index = new TagIndex(core.core.database);
    search = new TagSearch({ database: core.core.database, index, summaries: summariesOf(core) });
    indexer = indexerOf(core, index);
    press = new TestStream('press-2/exports');
    await core.hello(press);
    const facts = [
      press.observe([logic('Level := 1.0;'), setpoint(42), { path: 'files/notes.md', content: 'Level\n' }]),
      press.observe([logic('Level := 1.0;\nT1(IN := Level, PT := T#3s);')]),
      press.observe([logic('Level := 1.0;\nT1(IN := Level, PT := T#5s);')]),
      press.observe([setpoint(55)]),
    ];
    expect((await core.accept(...facts)).refused).toEqual([]);
  });
  afterEach(async () => {
    await indexer.stop();
    await core.remove();
  });

  const uses = async (tag: string, query: object = {}) =>
    referencesSchema.parse(await search.uses({ tag, ...page, ...query }, 'site'));
  const past = async (tag: string, query: object = {}) => {
    const found = referencesPastSchema.parse(await search.past({ tag, ...page, ...query }, 'site', unnamed));
    return found.rows.flatMap(({ items }) => items.map(({ before, after, says }) => [before, after, says]));
  };

  test('is told with place and value, and with every change that is about it', async () => {
    expect((await uses('level')).lookedThrough.waiting).toEqual({ contents: 3, changes: 3 });
    await indexer.settled();
    const found = await uses('level');
    expect(found.lookedThrough).toEqual({
      waiting: { contents: 0, changes: 0 },
      unread: { contents: 0, changes: 0, first: [] },
      otherFiles: 1,
    });
    expect(found.rows).toMatchObject([{ asset: 'press-2', path, name: 'Level', count: 3 }]);
    expect(found.rows[0]?.places.map(({ access, line }) => [access, line])).toEqual([
      ['declared', 2],
      ['write', 3],
      ['read', 4],
    ]);
    expect((await uses('Tank1')).rows).toMatchObject([
      { path: 'setpoints/DB20.txt', name: 'Tank1.LevelSP', value: '55.0 %' },
    ]);
    // The second change moves no count of T1, and is about it all the same.
    expect(await past('T1')).toEqual([
      [2, 2, 'timer preset of T1 3 s → 5 s in line 4 of Main'],
      [1, 2, expect.stringContaining('T1')],
    ]);
    const members = [[1, 1, 'Tank1.LevelSP 42.0 → 55.0 %']];
    expect(await past('"TANK1".levelsp')).toEqual(members);
    expect(await past('Tank1')).toEqual(members);
    expect((await uses('Nowhere_%')).rows).toEqual([]);
  });

  test('comes with what changes later, and goes with what is removed', async () => {
    await indexer.settled();
    await core.accept(press.observe([logic('Level := 2.0;', 'files/Other.st'), { path, state: 'absent' }]));
    await indexer.settled();
    expect((await uses('Level')).rows).toMatchObject([{ path: 'files/Other.st', count: 2 }]);
    expect((await uses('T1')).rows).toMatchObject([{ path: 'files/Other.st', count: 1 }]);
    expect((await past('Level'))[0]?.slice(0, 2)).toEqual([0, 2]);
    const held = await core.core.database.read.selectFrom('tag_content').select('path').execute();
    expect(held.map(row => row.path).sort()).toEqual([
      'files/Other.st',
      'files/notes.md',
      'setpoints/DB20.txt',
    ]);
  });

  test('is paged without a hole and without anything twice', async () => {
    await indexer.settled();
    const mixer = new TestStream('mixer-1/exports');
    await core.hello(mixer);
    await core.accept(mixer.observe([logic('Level := 1.0;'), logic('Level := 3.0;', 'files/A.st')]));
    await indexer.settled();
    const seen: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const found = await uses('Level', { limit: 1, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...found.rows.map(row => `${row.asset} ${row.path}`));
      cursor = found.next;
    }
    expect(seen).toEqual(['mixer-1 files/A.st', 'mixer-1 files/Main.st', 'press-2 files/Main.st']);
    const told: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const query = { tag: 'Level', limit: 1, ...(cursor === undefined ? {} : { cursor }) };
      const found = await search.past(query, 'site', unnamed);
      told.push(...found.rows.map(({ change }) => change.id));
      cursor = found.next;
    }
    expect(new Set(told).size).toBe(told.length);
    expect(told).toHaveLength((await past('Level')).length);
    await expect(uses('Level', { cursor: 'bm8' })).rejects.toMatchObject({ code: 'http.invalid-request' });
  });

  test('tells nobody of what lies outside of their reach, not even by a count or a beginning', async () => {
    await indexer.settled();
    const elsewhere = { areas: ['elsewhere'], assets: [] };
    const nothing = {
      waiting: { contents: 0, changes: 0 },
      unread: { contents: 0, changes: 0, first: [] },
      otherFiles: 0,
    };
    expect(await search.uses({ tag: 'Level', ...page }, elsewhere)).toEqual({
      rows: [],
      next: null,
      partsTruncated: false,
      byAddress: [],
      byAddressTruncated: false,
      lookedThrough: nothing,
    });
    expect(await search.past({ tag: 'Level', ...page }, elsewhere, unnamed)).toEqual({
      rows: [],
      next: null,
      lookedThrough: nothing,
    });
    expect(await search.names({ begins: 'L' }, elsewhere)).toEqual({ names: [], more: false });
    expect(await search.names({ begins: 't' }, { areas: [], assets: ['press-2'] })).toEqual({
      names: ['T1', 'Tank1', 'Tank1.LevelSP', 'TON'],
      more: false,
    });
    expect((await uses('Level', { area: 'elsewhere' })).rows).toEqual([]);
    expect(await past('Level', { area: 'hall' })).toHaveLength(2);
    expect(await past('Level', { asset: 'mixer-1' })).toEqual([]);
  });

  test('finds program blocks by the address that a table of symbols gives to the name', async () => {
    const image = (bit: number) =>
      buildImage({ number: 10, body: Uint8Array.from([0xc0 + bit, 0x00, 0xd8, 0x80, 0x65, 0x00]) });
    const s7 = new TestStream('press-2/s7');
    await core.hello(s7);
    const table = '126,Start                   I       0.0 BOOL       Start button\r\n';
    await core.accept(
      s7.observe([blockWrite('raw/FC10.mc7', image(0)), { path: 'files/Symbols.asc', content: table }]),
    );
    await core.accept(s7.observe([blockWrite('raw/FC10.mc7', image(1))]));
    await indexer.settled();
    const found = await uses('Start');
    expect(found.rows).toMatchObject([{ path: 'files/Symbols.asc', places: [{ access: 'declared' }] }]);
    expect(found.byAddress).toEqual([]);
    const told = await search.past({ tag: 'Start', ...page }, 'site', unnamed);
    expect(told.rows[0]?.items).toMatchObject([
      { path: 'raw/FC10.mc7', before: 1, after: 0, address: 'I0.0' },
    ]);
    expect((await uses('I 0.1')).rows).toMatchObject([{ path: 'raw/FC10.mc7' }]);
    expect((await uses('FC10')).rows).toMatchObject([{ path: 'raw/FC10.mc7' }]);
  });

  test('says what could not be looked through, and looks again at the next start where that may have passed', async () => {
    await core.accept(press.observe([blockWrite('raw/FC9.mc7', Buffer.from('no block at all'))]));
    await indexer.settled();
    const { lookedThrough } = await uses('Level');
    expect(lookedThrough.unread).toMatchObject({
      contents: 1,
      changes: 1,
      first: [
        { path: 'raw/FC9.mc7', change: null },
        { path: 'raw/FC9.mc7', change: expect.stringMatching(/^c-/) },
      ],
    });
    const { database } = core.core;
    await database.write.updateTable('tag_untold').set({ passing: 1 }).execute();
    await database.write.updateTable('tag_content').set({ passing: 1 }).execute();
    const again = indexerOf(core, new TagIndex(database));
    await again.settled();
    await again.stop();
    expect((await uses('Level')).lookedThrough.unread).toMatchObject({ contents: 1, changes: 1 });
    const rows = await database.read.selectFrom('tag_untold').select('passing').execute();
    expect(rows).toEqual([{ passing: 0 }]);
  });

  test('holds nothing twice and leaves nothing out when it is stopped midway and started anew', async () => {
    await indexer.settled();
    const whole = await held();
    for (let stops = 1; stops <= 4; stops++) {
      await core.core.database.write.deleteFrom('tag_mark').execute();
      // Ends in the middle of whatever it does when it has asked so often.
      const cut = indexerOf(core, new TagIndex(core.core.database), stops);
      await cut.settled();
      await cut.stop();
      const next = indexerOf(core, new TagIndex(core.core.database));
      await next.settled();
      await next.stop();
      expect(await held()).toEqual(whole);
    }
  });

  /** The index by names instead of numbers. */
  async function held() {
    const { read } = core.core.database;
    const inUse = await read
      .selectFrom('tag_use as u')
      .innerJoin('tag_name as n', 'n.id', 'u.name')
      .innerJoin('tag_content as c', 'c.id', 'u.content')
      .select(['n.key', 'c.path', 'c.state', 'u.count'])
      .orderBy('n.key')
      .orderBy('c.path')
      .execute();
    const told = await read
      .selectFrom('tag_past as p')
      .innerJoin('tag_name as n', 'n.id', 'p.name')
      .select(['n.key', 'p.pos', 'p.n', 'p.old_count', 'p.new_count', 'p.says'])
      .orderBy('n.key')
      .orderBy('p.pos')
      .execute();
    return { inUse, told };
  }

  test('takes any text for a name, and answers it', async () => {
    await indexer.settled();
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 400 }),
      fc.constantFrom(
        '%',
        '_',
        '\\',
        "'; drop table tag_name; --",
        '[',
        '.',
        '\u0000',
        '\ud800',
        '𝕃',
        'LEVEL%',
      ),
    );
    await fc.assert(
      fc.asyncProperty(hostile, async tag => {
        for (const row of (await search.uses({ tag, ...page }, 'site')).rows)
          expect(row.name.toUpperCase()).toContain(tag.trim().slice(0, 1).toUpperCase());
        await search.past({ tag, ...page }, 'site', unnamed);
        await search.names({ begins: tag }, 'site');
      }),
      { numRuns: 25 },
    );
    for (const tag of ['', 'x'.repeat(10_000)])
      expect(referencesQuerySchema.safeParse({ tag }).success).toBe(false);
    for (const wildcard of ['%', '_', 'L%', 'Leve_', '*']) expect((await uses(wildcard)).rows).toEqual([]);
  });
});

describeEmbedded('the plant', newPlace => {
  test('reads names in a thread of its own and tells the changes about them as lists show them', async () => {
    const core = await TestCore.open(newPlace);
    const plant = openPlant({
      core: core.core,
      invitations: { invite: () => Promise.reject(new Error()), check: () => Promise.reject(new Error()) },
      dataDir: core.dataDir,
      timeZone: 'UTC',
      now: () => Date.UTC(2026, 0, 2),
      failed: error => {
        throw error;
      },
    });
    try {
      const press = new TestStream('press-2/exports');
      await core.hello(press);
      await core.accept(press.observe([setpoint(42)]), press.observe([setpoint(55)]));
      plant.tagIndexer.start();
      await plant.tagIndexer.settled();
      const { rows } = await plant.referencesPast({ tag: 'Tank1', ...page }, 'site');
      expect(rows).toMatchObject([
        { change: { sentence: expect.stringContaining('went from 42.0 to 55.0 %') }, items: [{ before: 1 }] },
      ]);
      expect((await plant.metrics()).text).toContain(
        'witnessmark_names_unread{of="changes",state="waiting"} 0',
      );
    } finally {
      await plant.tagIndexer.stop();
      await plant.stop();
      await core.remove();
    }
  });
});

/** One that reads where it is asked; with `reads` it is stopped when it has asked so often. */
function indexerOf(core: TestCore, index: TagIndex, reads = Number.POSITIVE_INFINITY): TagIndexer {
  const { database, store, log } = core.core;
  let left = reads;
  const reader: NameReader = {
    uses: item => Promise.resolve(left > 0 ? tagUses(item) : null),
    mentions: (old, now) => Promise.resolve(left > 0 ? tagMentions(old, now) : null),
    stop: () => Promise.resolve(),
  };
  const idle = () => {
    left -= 1;
    return Promise.resolve();
  };
  return new TagIndexer({
    database,
    store,
    log,
    index,
    reader,
    people: { idle },
    failed: error => {
      throw error;
    },
  });
}
