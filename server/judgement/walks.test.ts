import { afterEach, beforeEach, expect, test } from 'vitest';
import { insertRows } from '../db/index.ts';
import { describeEmbedded } from '../db/testing/index.ts';
import { toBody } from '../events/index.ts';
import { TestJudging } from './judging.fixture.ts';
import { stepsOf } from './walks.ts';

describeEmbedded('changes that are walked to', newPlace => {
  const many = 10;
  let judging: TestJudging;
  beforeEach(async () => {
    judging = await TestJudging.open(newPlace);
    await judging.tell(...Array.from({ length: many + 1 }, (_, n) => judging.observe(n)));
    judging.judgement.start();
    await judging.judgement.settled();
    judging.begun.length = 0;
  });
  afterEach(async () => {
    await judging.close();
    expect(judging.failures).toEqual([]);
  });

  const declarePaths = () =>
    judging.paths.declare(
      'press-2',
      [{ id: 'panel', kinds: ['setpoint'], items: null, witnesses: [], closed: [] }],
      'walked the line',
      judging.by(),
    );
  const walks = () => judging.core.core.database.read.selectFrom('judging_walk').selectAll().execute();
  const order = (changes: readonly string[]) =>
    judging.core.core.log.append([
      {
        type: 'attribution.rejudge-ordered',
        key: `order-${changes.length}`,
        actor: { kind: 'person', id: 'person-000000000000000a' },
        subject: 'attribution',
        body: toBody('attribution.rejudge-ordered', {
          because: 'rules',
          reason: 'a test',
          changes: [...changes],
        }),
      },
    ]);

  test('are all of an asset whose paths were declared, each once, the newest first', async () => {
    await declarePaths();
    await judging.judgement.settled();
    expect(judging.begun).toEqual((await judging.changes()).toReversed());
    expect(await walks()).toEqual([]);
    const again = (await judging.judgements()).filter(({ because }) => because === 'paths');
    expect(again).toHaveLength(many);
  });

  test('are gone on with where a stop left them', async () => {
    const stopped = new Promise<void>(resolve => {
      judging.trouble = () => {
        if (judging.begun.length === 4) resolve(judging.judgement.stop());
      };
    });
    await declarePaths();
    await stopped;
    const before = judging.begun.length;
    expect(await walks()).toMatchObject([{ because: 'paths', done: before }]);
    judging.trouble = () => undefined;
    await judging.again();
    expect(judging.begun).toEqual((await judging.changes()).toReversed());
    expect(before).toBe(4);
  });

  test('let what is newer go first, also those of an order', async () => {
    const ids = (await judging.changes()).toReversed();
    const told = new Promise<void>(resolve => {
      judging.trouble = () => {
        if (judging.begun.length === 3) resolve(judging.tell(judging.observe(1000)));
      };
    });
    await order(ids);
    await told;
    await judging.judgement.settled();
    const newest = (await judging.changes()).at(-1) ?? '';
    const at = judging.begun.indexOf(newest);
    expect(at).toBeGreaterThan(2);
    expect(at).toBeLessThan(7);
    expect(new Set(judging.begun)).toEqual(new Set([...ids, newest]));
  });

  test('are all around the statements that name an identity', async () => {
    const told = [];
    judging.stream.waitUntil(judging.stream.seconds + 300);
    for (let n = 0; n < 60; n += 1) {
      told.push(judging.wrote('kovac', '1', '2', judging.stream.seconds + 15));
      if (n % 20 === 0) told.push(judging.observe(2000 + n));
      judging.stream.waitUntil(judging.stream.seconds + 300);
    }
    await judging.tell(...told);
    await judging.judgement.settled();
    judging.begun.length = 0;
    await judging.isAnas();
    await judging.judgement.settled();
    expect(judging.begun).toEqual((await judging.changes()).slice(-3).toReversed());
    expect(await walks()).toEqual([]);
  });

  test('are walked to by pages, and none is left out', async () => {
    const { read, write } = judging.core.core.database;
    const row = await read.selectFrom('change').selectAll().orderBy('pos', 'desc').executeTakeFirstOrThrow();
    const more = Array.from({ length: 450 }, (_, n) => ({ ...row, id: `c-${n}`, pos: row.pos + 1 + n }));
    await write.transaction().execute(tx => insertRows(tx, 'change', more));
    const ways = { db: read, reader: judging.core.core.log.reader, clocks: judging.clocks };
    const at = Date.parse(row.window_to);
    for (const from of [null, at - 1]) {
      const range = { of: 'range' as const, asset: 'press-2', from, to: at, upTo: row.pos + 449 };
      const found: string[] = [];
      for await (const { change } of stepsOf(ways, range, row.pos + 440)) found.push(change);
      const expected = more.slice(0, 439).map(({ id }) => id);
      expect(found.slice(0, 439)).toEqual(expected.toReversed());
      expect(new Set(found).size).toBe(found.length);
      expect(found).toContain(row.id);
    }
  });
});
