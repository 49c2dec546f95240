import { afterEach, beforeEach, expect, test } from 'vitest';
import { insertRows } from '../db/index.ts';
import { describeDatabases } from '../db/testing/index.ts';
import { toBody } from '../events/index.ts';
import { instant } from '../ingest/testing/index.ts';
import { ana, force, TestJudging } from './judging.fixture.ts';

describeDatabases('who can send what nobody vouches for', newPlace => {
  let judging: TestJudging;
  beforeEach(async () => {
    judging = await TestJudging.open(newPlace);
    judging.judgement.start();
    await judging.isAnas();
  });
  afterEach(async () => {
    await judging.close();
    expect(judging.failures).toEqual([]);
  });

  const forged = (more: object = {}) =>
    judging.stream.says({
      authenticity: 'unauthenticated',
      identities: [{ scheme: 'opcua-user', value: 'other' }],
      clockErrorMs: null,
      from: instant(15),
      to: instant(15),
      ...more,
    });
  const within = { from: instant(35), to: instant(35) };
  const newest = async () => {
    await judging.judgement.settled();
    return (await judging.judgements()).at(-1)?.parts[0];
  };

  test('covers nobody, however much of it comes', async () => {
    await judging.tell(judging.observe(60), judging.wrote('kovac', '60', '70', 35), forged(within));
    const { read, write } = judging.core.core.database;
    const row = await read
      .selectFrom('statement')
      .selectAll()
      .where('authenticity', '=', 'unauthenticated')
      .executeTakeFirstOrThrow();
    const flood = Array.from({ length: 5100 }, (_, n) => ({ ...row, pos: 1_000_000 + n }));
    await write.transaction().execute(tx => insertRows(tx, 'statement', flood));
    await judging.tell(judging.observe(70));
    const [change = ''] = await judging.changes();
    await judging.core.core.log.append([
      {
        type: 'attribution.rejudge-ordered',
        key: 'order',
        actor: { kind: 'person', id: ana },
        subject: 'attribution',
        body: toBody('attribution.rejudge-ordered', {
          because: 'rules',
          reason: 'a test',
          changes: [change],
        }),
      },
    ]);
    expect(await newest()).toMatchObject({ verdict: 'witnessed', actor: { kind: 'person', person: ana } });
  });

  test('has nothing judged anew but what it says it touched, where it is shown', async () => {
    await judging.tell(judging.observe(60), judging.observe(70), judging.observe(80));
    await judging.judgement.settled();
    judging.begun.length = 0;
    await judging.tell(forged(), forged({ touches: [{ path: 'setpoints/DB99.txt' }] }));
    await judging.judgement.settled();
    expect(judging.begun).toEqual([]);
    await judging.tell(forged({ touches: [{ ...force, old: '60', new: '70' }] }));
    expect((await newest())?.reasons.map(({ code }) => code)).toContain('record-unauthenticated');
    expect(judging.begun).toHaveLength(2);
  });
});
