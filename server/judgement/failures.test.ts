import { WitnessError } from '@witnessmark/shared/errors';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database, Db } from '../db/index.ts';
import { describeEmbedded } from '../db/testing/index.ts';
import { TestJudging } from './judging.fixture.ts';

describeEmbedded('a change whose judging fails', newPlace => {
  let judging: TestJudging;
  let poisoned: string | null = null;

  beforeEach(async () => {
    judging = await TestJudging.open(newPlace);
    poisoned = null;
    judging.trouble = change => {
      if (change === poisoned) throw new RangeError('this change can not be judged');
    };
  });
  afterEach(async () => judging.close());

  /** Two changes, of which the first fails. */
  async function twoChanges(): Promise<readonly [string, string]> {
    await judging.tell(judging.observe(60), judging.observe(70), judging.observe(80));
    const [first = '', second = ''] = await judging.changes();
    poisoned = first;
    judging.judgement.start();
    await judging.judgement.settled();
    return [first, second];
  }
  const judged = async () => (await judging.judgements()).map(({ change }) => change);

  test('keeps no other change waiting, is stated with its code, and is told once', async () => {
    const [first, second] = await twoChanges();
    expect(await judged()).toEqual([second]);
    expect(await judging.failing()).toMatchObject([
      { about: `change:${first}`, code: 'RangeError', because: 'first', tries: 1 },
    ]);
    expect(judging.failures).toMatchObject([{ code: 'judgement.change-failed', subject: first }]);
    expect(String(judging.failures[0])).not.toContain('can not be judged');
  });

  test('is tried again after a while, each time after a longer one, and is then told no more', async () => {
    const [first] = await twoChanges();
    const tries = async () => {
      await judging.judgement.settled();
      return (await judging.failing())[0]?.tries;
    };
    expect(await tries()).toBe(1);
    judging.seconds += 31;
    expect(await tries()).toBe(2);
    judging.seconds += 31;
    expect(await tries()).toBe(2);
    judging.seconds += 31;
    expect(await tries()).toBe(3);
    expect(judging.failures).toHaveLength(1);
    poisoned = null;
    judging.seconds += 3600;
    await judging.judgement.settled();
    expect(await judging.failing()).toEqual([]);
    expect(await judged()).toContain(first);
  });

  test('is tried again at once when evidence about it comes', async () => {
    const [first] = await twoChanges();
    poisoned = null;
    await judging.tell(judging.wrote('kovac', '60', '70', 15));
    await judging.judgement.settled();
    expect(await judged()).toContain(first);
    expect(await judging.failing()).toEqual([]);
  });

  test('is tried again by the next start', async () => {
    const [first] = await twoChanges();
    await judging.again();
    expect(await judging.failing()).toMatchObject([{ tries: 2 }]);
    poisoned = null;
    await judging.again();
    expect(await judged()).toContain(first);
    expect(await judging.failing()).toEqual([]);
  });

  test('with a window that is no time is stated, and what comes after it is judged', async () => {
    await judging.tell(judging.observe(60), judging.observe(70), judging.observe(80));
    const [earlier = ''] = await judging.changes();
    // As an older build could have taken it.
    const never = { window_to: '2026-13-45T25:61:61.000Z' };
    const { write } = judging.core.core.database;
    await write.updateTable('change').set(never).where('id', '=', earlier).execute();
    await write.updateTable('change_item').set(never).where('change_id', '=', earlier).execute();
    judging.judgement.start();
    await judging.judgement.settled();
    const [first, second] = await judging.changes();
    expect(await judging.failing()).toMatchObject([{ about: `change:${first}` }]);
    expect(await judged()).toEqual([second]);
  });
});

describeEmbedded('where nothing can be judged at all', newPlace => {
  let judging: TestJudging;
  beforeEach(async () => {
    judging = await TestJudging.open(newPlace);
  });
  afterEach(async () => judging.close());

  test('an outage is no change’s fault: it is told once, and everything is judged after it', async () => {
    let down = true;
    judging.trouble = () => {
      if (down) throw new WitnessError('db.closed', 'log');
    };
    await judging.tell(judging.observe(60), judging.observe(70), judging.observe(80));
    judging.judgement.start();
    await judging.judgement.settled();
    await judging.judgement.settled();
    expect(judging.failures).toMatchObject([{ code: 'db.closed' }]);
    expect(await judging.failing()).toEqual([]);
    expect(await judging.judgements()).toEqual([]);
    down = false;
    await judging.judgement.settled();
    expect((await judging.judgements()).map(({ change }) => change)).toEqual(await judging.changes());
  });

  test('a database that takes no word any more is an outage, whatever the change failed by', async () => {
    let down = false;
    const { database } = judging;
    judging.database = brokenWhen(database, () => down);
    judging.trouble = () => {
      if (down) throw new TypeError('the driver has been destroyed');
    };
    await judging.again();
    await judging.tell(judging.observe(60), judging.observe(70));
    down = true;
    await judging.judgement.settled();
    expect(judging.failures).toMatchObject([{ message: 'nothing can be written' }]);
    expect(await judging.failing()).toEqual([]);
    down = false;
    await judging.judgement.settled();
    expect(await judging.judgements()).toHaveLength(1);
  });
});

/** The same database, that cannot be written to while it is broken. */
function brokenWhen(database: Database, isBroken: () => boolean): Database {
  const write = new Proxy(database.write, {
    get(target, name) {
      if (isBroken()) throw new Error('nothing can be written');
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  }) as Db;
  return { ...database, write };
}
