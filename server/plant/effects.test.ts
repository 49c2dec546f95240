import { changeSchema, changesPageSchema } from '@witnessmark/shared/api';
import { formatValueText } from '@witnessmark/shared/values';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { IncomingFact } from '../agents/index.ts';
import type { TestCore } from '../core/testing/index.ts';
import { describeEmbedded } from '../db/testing/index.ts';
import { TestStream, type Write } from '../ingest/testing/index.ts';
import type { Plant } from './index.ts';
import {
  addressesWrite,
  blockWrite,
  cpuWrite,
  dataBlockImage,
  openTestPlant,
  valuesWrite,
} from './program.fixture.ts';

const raw = 'raw/DB20.mc7';

describeEmbedded('effects under their cause', newPlace => {
  let core: TestCore;
  let plant: Plant;
  let stream: TestStream;

  beforeEach(async () => {
    ({ core, plant } = await openTestPlant(newPlace));
    stream = new TestStream('press-2/s7');
    await core.hello(stream);
  });
  afterEach(async () => {
    await plant.stop();
    await core.remove();
  });

  async function tell(...facts: readonly IncomingFact[]): Promise<void> {
    expect((await core.accept(...facts)).refused).toEqual([]);
  }
  /** What stands in git before anything happens: DB20 begins with 62.5 and 3, and is 70 and 5. */
  async function first(nonRetain = false): Promise<void> {
    await tell(
      stream.observe([
        addressesWrite('s7'),
        cpuWrite('s7', 'RUN', '16#01'),
        valuesWrite(70, 5),
        blockWrite(raw, dataBlockImage({ force: 62.5, count: 3, nonRetain })),
        blockWrite('raw/FC1.mc7', Buffer.from('code')),
      ]),
    );
  }
  async function page(query: object = {}) {
    return changesPageSchema.parse(await plant.changes({ limit: 50, ...query }, 'site'));
  }
  const told = async (query: object = {}) =>
    (await page(query)).rows.map(row => row.items.map(({ path }) => path).join(' '));

  test('a download folds the values it put back and the checksum it moved under its row', async () => {
    await first();
    // Values and checksum are polled, and found before the block is uploaded.
    await tell(stream.observe([cpuWrite('s7', 'RUN', '16#02'), valuesWrite(60, 3)]));
    await tell(stream.observe([blockWrite(raw, dataBlockImage({ force: 60, count: 3 }))]));
    const flat = (await page()).rows;
    expect(flat.map(row => row.items.map(({ path }) => path))).toEqual([
      [raw],
      ['config/s7.txt', 'setpoints/DB20.txt'],
      expect.any(Array),
    ]);
    const [cause, effect] = flat;
    expect(cause?.effects).toMatchObject({
      says: '2 values re-initialised by this download, the program’s checksum',
      total: 3,
      whole: [effect?.id],
    });
    expect(cause?.effects?.list.map(({ text, rule }) => [text, rule])).toEqual([
      ['Checksum.Program 16#01 → 16#02', 'checksum-of-blocks'],
      ['Press.Count 5 → 3', 'block-download'],
      ['Press.Force 70.0 → 60.0 kN', 'block-download'],
    ]);
    expect(effect?.effectOf).toMatchObject({ causes: [cause?.id], parts: 3, of: 3, whole: true });
    expect(effect).not.toHaveProperty('effects');
    expect(await told({ fold: 'yes' })).toEqual([raw, expect.any(String)]);
    expect((await page({ fold: 'yes' })).rows[0]?.effects?.total).toBe(3);
    const whole = changeSchema.parse(await plant.change(effect?.id ?? ''));
    expect(whole.effectOf?.causes).toEqual([cause?.id]);
  });

  test('a row stays where its cause is not in the list', async () => {
    await first();
    await tell(stream.observe([valuesWrite(60, 3)]));
    await tell(stream.observe([blockWrite(raw, dataBlockImage({ force: 60, count: 3 }))]));
    expect(await told({ fold: 'yes', kind: 'setpoint', sort: 'change' })).toEqual(['setpoints/DB20.txt']);
    expect(await told({ fold: 'yes', sort: 'change' })).toEqual([raw]);
  });

  test('a value without the proof keeps its row, and says how much of it is an effect', async () => {
    await first();
    await tell(stream.observe([valuesWrite(61, 3)]));
    await tell(stream.observe([blockWrite(raw, dataBlockImage({ force: 60, count: 3 }))]));
    const { rows } = await page({ fold: 'yes', sort: 'change' });
    expect(rows.map(row => row.items[0]?.path)).toEqual([raw, 'setpoints/DB20.txt']);
    expect(rows[0]?.effects).toMatchObject({ says: '1 value re-initialised by this download', whole: [] });
    expect(rows[1]?.effectOf).toMatchObject({
      parts: 1,
      of: 2,
      whole: false,
      says: '1 of 2: values put back to their start by a download of their block',
    });
  });

  test('values of a change long before are not effects, though they equal the start', async () => {
    await first();
    await tell(stream.observe([valuesWrite(60, 3)]));
    for (let quiet = 0; quiet < 3; quiet += 1) await tell(stream.coverage('setpoint', 'watched'));
    await tell(stream.observe([blockWrite(raw, dataBlockImage({ force: 60, count: 3 }))]));
    const { rows } = await page({ sort: 'change' });
    expect(rows).toHaveLength(2);
    expect(rows.some(row => row.effects || row.effectOf)).toBe(false);
  });

  test('without addresses nothing is proven', async () => {
    await tell(
      stream.observe([valuesWrite(70, 5), blockWrite(raw, dataBlockImage({ force: 62.5, count: 3 }))]),
    );
    await tell(stream.observe([valuesWrite(60, 3)]));
    await tell(stream.observe([blockWrite(raw, dataBlockImage({ force: 60, count: 3 }))]));
    expect((await page()).rows.some(row => row.effects || row.effectOf)).toBe(false);
  });

  test('a recipe that was loaded is the cause of each of its values, and of no other', async () => {
    const active = (force: number, count: number, speed: number): Write => ({
      path: 'setpoints/Active.txt',
      content: formatValueText([
        { name: 'Active.Force', type: 'Real', value: force },
        { name: 'Active.Count', type: 'Int', value: count },
        { name: 'Speed', type: 'Int', value: speed },
      ]),
    });
    const master = formatValueText([
      { name: 'Force', type: 'Real', value: 60 },
      { name: 'Count', type: 'Int', value: 3 },
    ]);
    await tell(
      stream.observe([active(70, 5, 1), { path: 'recipes/Lager.txt', kind: 'recipe', content: master }]),
    );
    await tell(stream.observe([active(60, 3, 2)]));
    const [row] = (await page({ sort: 'change' })).rows;
    const change = await core.core.database.read
      .selectFrom('change')
      .selectAll()
      .where('id', '=', row?.id ?? '')
      .executeTakeFirstOrThrow();
    const caused = { rule: 'recipe-load', cause: null, ref: change.pos, recipe: 'Lager' };
    expect(await plant.causes(change)).toEqual([
      { ...caused, part: { path: 'setpoints/Active.txt', member: 'Active.Count' } },
      { ...caused, part: { path: 'setpoints/Active.txt', member: 'Active.Force' } },
    ]);
    expect(row).not.toHaveProperty('effectOf');
  });

  const record = (lines: string[]) =>
    stream.says({
      witness: { kind: 's7-cpu', name: 'press-2/s7' },
      act: 'mode-changed',
      authenticity: 'device-record',
      reach: 'path',
      raw: { encoding: 'utf8', data: ['diagnostic buffer, new, newest first:', ...lines].join('\n') },
    });
  const started = '4302ff68 | 2026-11-23T02:10:05.123 | 16#4302 from START-UP to RUN';
  const reset = '430eff68 | 2026-11-23T02:10:04.123 | 16#430E memory reset done';

  test('a restart between two readings is the cause where a record of the buffer tells of it', async () => {
    await first(true);
    await tell(record([started]), stream.observe([valuesWrite(62.5, 5)]));
    const { rows } = await page({ sort: 'change' });
    expect(rows).toHaveLength(1);
    expect(rows[0]?.effectOf).toEqual({
      causes: [],
      parts: 1,
      of: 1,
      whole: false,
      says: 'values put back to their start by a restart, which the controller’s own records tell of',
    });
    expect((await page({ sort: 'change', fold: 'yes' })).rows).toHaveLength(1);
  });

  test.each([
    ['older entries', ['before these:', started], true],
    ['no start', [reset], true],
    ['a start of a CPU that keeps the block', [started], false],
  ])('a record of %s is the cause of nothing', async (_what, lines, nonRetain) => {
    await first(nonRetain);
    await tell(record(lines), stream.observe([valuesWrite(62.5, 5)]));
    expect((await page({ sort: 'change' })).rows[0]).not.toHaveProperty('effectOf');
  });

  test('a record of a memory reset and the start after it is the cause of retained values too', async () => {
    await first(false);
    await tell(record([started, reset]), stream.observe([valuesWrite(62.5, 5)]));
    expect((await page({ sort: 'change' })).rows[0]?.effectOf?.parts).toBe(1);
  });

  test.each([
    ['is not kept', true, 1],
    ['is kept', false, 0],
  ])(
    'a restart is the cause of start values in a block that %s over it',
    async (_what, nonRetain, effects) => {
      await first(nonRetain);
      await tell(stream.observe([cpuWrite('s7', 'STOP', '16#01')]));
      await tell(stream.observe([cpuWrite('s7', 'RUN', '16#01')]));
      await tell(stream.observe([valuesWrite(62.5, 5)]));
      const { rows } = await page({ sort: 'change' });
      const restart = rows.find(row => row.items[0]?.headline.includes('"STOP" → "RUN"'));
      expect(restart).toBeDefined();
      expect(restart?.effects?.total ?? 0).toBe(effects);
      if (effects > 0) expect(restart?.effects?.says).toBe('1 value back at the start after this restart');
      expect((await page({ sort: 'change', fold: 'yes' })).rows).toHaveLength(3 - effects);
    },
  );

  test('the checksum alone, or that of the hardware, is a change of its own', async () => {
    await first();
    await tell(stream.observe([cpuWrite('s7', 'RUN', '16#02')]));
    expect((await page({ sort: 'change', fold: 'yes' })).rows).toHaveLength(1);
    await tell(stream.observe([blockWrite('raw/FC1.mc7', Buffer.from('more'))]));
    const { rows } = await page({ sort: 'change', fold: 'yes' });
    expect(rows.map(row => [row.items[0]?.path, row.effects?.says])).toEqual([
      ['raw/FC1.mc7', 'the program’s checksum'],
    ]);
  });

  test('what is found does not depend on the page it is looked at on', async () => {
    await first();
    for (let n = 0; n < 4; n += 1) {
      await tell(stream.observe([cpuWrite('s7', 'RUN', `16#1${n}`), valuesWrite(60 + n, 3)]));
      await tell(stream.observe([blockWrite(raw, dataBlockImage({ force: 60 + n, count: 3 }))]));
    }
    const whole = (await page()).rows;
    const single: unknown[] = [];
    for (let cursor: string | undefined, more = true; more; ) {
      const one = await page({ limit: 1, ...(cursor ? { cursor } : {}) });
      single.push(...one.rows);
      cursor = one.next ?? undefined;
      more = cursor !== undefined;
    }
    expect(single).toEqual(whole);
    const folded = (await page({ fold: 'yes' })).rows;
    const paged: unknown[] = [];
    for (let cursor: string | undefined, more = true; more; ) {
      const one = await page({ limit: 2, fold: 'yes', ...(cursor ? { cursor } : {}) });
      paged.push(...one.rows);
      cursor = one.next ?? undefined;
      more = cursor !== undefined;
    }
    expect(paged).toEqual(folded);
    expect(folded.length).toBeLessThan(whole.length);
  });

  test('a first snapshot of many readings is one row, whatever happened between them', async () => {
    const other = new TestStream('mixer-1/s7');
    await core.hello(other);
    await first();
    for (let n = 0; n < 5; n += 1) {
      const blocks = [1, 2, 3].map(m => blockWrite(`raw/FC${n * 10 + m + 1}.mc7`, Buffer.from(`${n}${m}`)));
      await tell(stream.observe(blocks, { cause: 'first' }));
      if (n === 2) await tell(other.observe([valuesWrite(1, 2)]));
      if (n === 3) await tell(stream.observe([valuesWrite(71, 5)]));
    }
    expect((await page()).rows).toHaveLength(8);
    const { rows } = await page({ fold: 'yes' });
    expect(rows.map(row => [row.asset.id, row.sort, row.folded?.says])).toEqual([
      ['press-2', 'first', 'First snapshot of press-2/s7: 20 items'],
      ['press-2', 'change', undefined],
      ['mixer-1', 'first', 'First snapshot of mixer-1/s7: 1 item'],
    ]);
    expect(rows[0]?.folded).toMatchObject({ changes: 6, items: 20 });
    // A filter that holds only some of them folds those.
    const [some] = (await page({ fold: 'yes', search: 'raw/FC1' })).rows;
    expect(some?.folded).toMatchObject({ changes: 2 });
    const pages: string[] = [];
    for (let cursor: string | undefined, more = true; more; ) {
      const one = await page({ limit: 1, fold: 'yes', ...(cursor ? { cursor } : {}) });
      pages.push(...one.rows.map(({ id }) => id));
      cursor = one.next ?? undefined;
      more = cursor !== undefined;
    }
    expect(pages).toEqual(rows.map(({ id }) => id));
  });
});
