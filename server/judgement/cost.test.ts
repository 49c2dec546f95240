import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeEmbedded } from '../db/testing/index.ts';
import { TestJudging } from './judging.fixture.ts';

describeEmbedded('on a busy asset', newPlace => {
  const many = 8;
  let judging: TestJudging;
  let middle: number;

  beforeEach(async () => {
    judging = await TestJudging.open(newPlace);
    judging.gatherMs = 600_000;
    await judging.tell(...Array.from({ length: many + 1 }, (_, n) => judging.observe(n)));
    middle = (many / 2) * 10 + 5;
    await judging.again();
    judging.begun.length = 0;
  });
  afterEach(async () => {
    await judging.close();
    expect(judging.failures).toEqual([]);
  });

  /** Changes that were judged for it, and statements that were decrypted. */
  async function costOf(work: () => Promise<void>) {
    judging.begun.length = 0;
    judging.opened = 0;
    await work();
    await judging.judgement.settled();
    return { judged: judging.begun.length, opened: judging.opened };
  }

  test('a record has those changes judged anew whose windows it can lie in, and is opened once', async () => {
    // Its own, and the two that begin and end within the few seconds in which who was where matters.
    expect(await costOf(() => judging.tell(judging.wrote('kovac', '8', '9', middle)))).toEqual({
      judged: 3,
      opened: 1,
    });
    expect(await costOf(() => judging.tell(judging.wrote('kovac', '8', '9', middle + 5)))).toEqual({
      judged: 2,
      opened: 1,
    });
  });

  test('records that come together have a change judged once, and each is opened once', async () => {
    const cost = await costOf(async () => {
      for (let n = 0; n < 5; n += 1)
        await judging.tell(
          ...Array.from({ length: 10 }, () => judging.wrote('kovac', '8', '9', middle + n / 4)),
        );
    });
    expect(cost).toEqual({ judged: 3, opened: 50 });
  });

  test('a record without a bound of its clock concerns the hour around it, and is opened once', async () => {
    const cost = await costOf(() => judging.tell(judging.wrote('kovac', '8', '9', middle, null)));
    expect(cost).toEqual({ judged: many, opened: 1 });
  });

  test('what is asked for again opens nothing again', async () => {
    await judging.tell(...Array.from({ length: 20 }, () => judging.wrote('kovac', '8', '9', middle)));
    await judging.judgement.settled();
    const cost = await costOf(() => judging.tell(judging.wrote('kovac', '8', '9', middle)));
    expect(cost).toEqual({ judged: 3, opened: 1 });
  });

  test('a change is judged at once, without waiting for statements that may still come', async () => {
    judging.begun.length = 0;
    await judging.tell(judging.wrote('kovac', '8', '9', middle));
    expect(judging.begun).toEqual([]);
    const judged = new Promise<void>(resolve => {
      judging.trouble = () => resolve();
    });
    await judging.tell(judging.observe(1000));
    await judged;
    expect(judging.begun.length).toBeGreaterThan(0);
  });
});
