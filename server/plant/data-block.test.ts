import { dataBlockSchema, dataBlocksSchema } from '@witnessmark/shared/api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { IncomingFact } from '../agents/index.ts';
import type { TestCore } from '../core/testing/index.ts';
import { describeEmbedded } from '../db/testing/index.ts';
import { instant, TestStream } from '../ingest/testing/index.ts';
import type { Plant } from './index.ts';
import { addressesWrite, blockWrite, dataBlockImage, openTestPlant, valuesWrite } from './program.fixture.ts';

describeEmbedded('data blocks', newPlace => {
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
  async function block(name = 'DB20', at: string | null = null) {
    return dataBlockSchema.parse(await plant.dataBlock('press-2', name, at));
  }

  test('start and actual value stand together by address, and what would be lost is listed', async () => {
    await tell(
      stream.observe([
        addressesWrite('s7'),
        valuesWrite(62.5, 3),
        blockWrite('raw/DB20.mc7', dataBlockImage({ force: 60, count: 3 })),
      ]),
    );
    const shown = await block();
    const shownActuals = shown.values.map(({ address, type, start, actual, lost }) => ({
      address,
      type,
      start,
      actual: actual.state === 'read' ? `${actual.member} ${actual.value}` : actual.reason,
      lost,
    }));
    expect(shownActuals).toEqual([
      { address: '0.0', type: 'REAL', start: '60.0', actual: 'Press.Force 62.5', lost: true },
      { address: '4.0', type: 'INT', start: '3', actual: 'Press.Count 3', lost: false },
      {
        address: '6.0',
        type: 'BOOL',
        start: 'false',
        actual: 'no item of this asset declares it: it counts as a process value',
        lost: null,
      },
    ]);
    expect(shown.values[0]?.actual).toMatchObject({
      unit: 'kN',
      item: 'setpoints/DB20.txt',
      kind: 'setpoint',
    });
    expect(shown.lost).toEqual({ atReset: ['0.0'], atRestart: null, unknown: 1 });
    expect(shown.retain).toEqual({
      retained: true,
      says: 'attribute bit 5 (non-retain) in the header of the block is not set',
    });
    expect(shown).toMatchObject({ complete: true, misplaced: [], more: 0, instanceOf: null });
    expect(shown.values.every(value => !('baseline' in value))).toBe(true);
  });

  test('a block that a restart does not keep says what a restart would lose', async () => {
    await tell(
      stream.observe([
        addressesWrite('s7'),
        valuesWrite(60, 7),
        blockWrite('raw/DB20.mc7', dataBlockImage({ force: 60, count: 3, nonRetain: true })),
      ]),
    );
    const { lost, retain } = await block();
    expect(lost).toEqual({ atReset: ['4.0'], atRestart: ['4.0'], unknown: 1 });
    expect(retain.says).toMatch(/is set$/);
  });

  test('what cannot be told is said: an unreadable item, another type, an address without a value', async () => {
    await tell(
      stream.observe([
        addressesWrite('s7'),
        addressesWrite('other', 20, 'setpoints/Wrong.txt'),
        valuesWrite(62.5, 3),
        blockWrite('raw/DB20.mc7', dataBlockImage({ force: 60, count: 3 })),
        blockWrite('raw/DB7.mc7', Buffer.from('no block')),
      ]),
    );
    await tell(stream.observe([{ path: 'setpoints/DB20.txt', state: 'unreadable' }]));
    const { values, lost } = await block();
    expect(values[0]?.actual).toEqual({
      state: 'not-read',
      reason: 'setpoints/DB20.txt is unreadable: not allowed',
      member: 'Press.Force',
    });
    expect(lost).toEqual({ atReset: [], atRestart: null, unknown: 3 });
    const other = new TestStream('press-3/s7');
    await core.hello(other);
    await tell(
      other.observe([
        {
          path: 'config/s7.addresses.txt',
          kind: 'config',
          content: [
            'setpoints/DB20.txt:A = "DB20.DBD0"  # String',
            'setpoints/DB20.txt:B = "DB20.DBW2"  # String',
            'setpoints/DB20.txt:C = "DB20.DBW4"  # String',
            '',
          ].join('\n'),
        },
        { path: 'setpoints/DB20.txt', content: 'A = 16#42700000  # DWord\nB = 1  # Int\n' },
        blockWrite('raw/DB20.mc7', dataBlockImage({ force: 60, count: 3 })),
      ]),
    );
    const mixed = dataBlockSchema.parse(await plant.dataBlock('press-3', 'DB20', null));
    expect(mixed.values[0]).toMatchObject({
      lost: null,
      note: 'read as DWord, declared as Real: not compared',
      actual: { value: '16#42700000' },
    });
    expect(mixed.values[1]?.actual).toMatchObject({ reason: 'the item holds no such member', member: 'C' });
    expect(mixed.misplaced).toEqual([{ item: 'setpoints/DB20.txt', member: 'B', address: '2.0' }]);
  });

  test('the list counts each block by number and says of what is none why', async () => {
    await tell(
      stream.observe([
        addressesWrite('s7'),
        valuesWrite(62.5, 3),
        blockWrite('raw/DB20.mc7', dataBlockImage({ force: 60, count: 3 })),
        blockWrite('raw/DB7.mc7', Buffer.from('no block')),
        blockWrite('raw/FC1.mc7', Buffer.from('code')),
      ]),
    );
    const list = async () => dataBlocksSchema.parse(await plant.dataBlocks('press-2', null)).rows;
    expect(await list()).toEqual([
      {
        block: 'DB7',
        path: 'raw/DB7.mc7',
        state: 'present',
        reason: expect.stringContaining('8 bytes'),
        counts: null,
      },
      {
        block: 'DB20',
        path: 'raw/DB20.mc7',
        state: 'present',
        reason: null,
        counts: { values: 3, read: 2, lost: 1, retained: true, complete: true },
      },
    ]);
    // Counts are kept by what they follow from, so that a value that went back shows.
    await tell(stream.observe([valuesWrite(60, 3)]));
    expect((await list())[1]?.counts?.lost).toBe(0);
  });

  test('a moment in the past shows what was so then', async () => {
    await tell(
      stream.observe([
        addressesWrite('s7'),
        valuesWrite(62.5, 3),
        blockWrite('raw/DB20.mc7', dataBlockImage({ force: 60, count: 3 })),
      ]),
    );
    const then = instant(15).wall;
    await tell(stream.observe([blockWrite('raw/DB20.mc7', dataBlockImage({ force: 62.5, count: 3 }))]));
    expect((await block()).lost.atReset).toEqual([]);
    const { rows } = await plant.changes({ limit: 9 }, 'site');
    const before = await block('DB20', rows.at(-1)?.window.to ?? then);
    expect(before.lost.atReset).toEqual(['0.0']);
    expect(before.values[0]?.start).toBe('60.0');
  });

  test('what is not there is not made up', async () => {
    await tell(stream.observe([valuesWrite(1, 2), blockWrite('raw/DB7.mc7', Buffer.from('no block'))]));
    expect(await plant.dataBlocks('nobody-1', null)).toBeNull();
    expect(await plant.dataBlock('nobody-1', 'DB20', null)).toBeNull();
    expect(await plant.dataBlock('press-2', 'DB20', null)).toBeNull();
    expect(await plant.dataBlock('press-2', 'DB7', null)).toBeNull();
  });
});
