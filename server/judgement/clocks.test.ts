import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeEmbedded } from '../db/testing/index.ts';
import { toBody } from '../events/index.ts';
import { ClockBook } from '../fleet/index.ts';
import { instant } from '../ingest/testing/index.ts';
import { ana, TestJudging } from './judging.fixture.ts';

describeEmbedded('what is known of clocks', newPlace => {
  let judging: TestJudging;
  let orders = 0;
  beforeEach(async () => {
    judging = await TestJudging.open(newPlace);
  });
  afterEach(async () => {
    await judging.close();
    expect(judging.failures).toEqual([]);
  });

  /** As after a start of the server, while the agent is not there. */
  async function restart(): Promise<void> {
    const book = new ClockBook(judging.core.core.database);
    await book.load();
    judging.clocks = book;
    await judging.again();
  }
  const measured = (seconds: number, offsetMs: number) =>
    judging.core.core.clocks.measured(judging.core.agent.id, Date.parse(instant(seconds).wall), {
      offsetMs,
      errorMs: 5,
    });
  async function rejudge() {
    const changes = await judging.changes();
    await judging.core.core.log.append([
      {
        type: 'attribution.rejudge-ordered',
        key: `order-${++orders}`,
        actor: { kind: 'person', id: ana },
        subject: 'attribution',
        body: toBody('attribution.rejudge-ordered', { because: 'rules', reason: 'a test', changes }),
      },
    ]);
    await judging.judgement.settled();
  }
  const verdicts = async () =>
    (await judging.judgements()).map(({ change, revision, parts }) => [change, revision, parts[0]?.verdict]);

  /** Somebody else wrote another value five minutes before the change. */
  async function oneWrite(): Promise<void> {
    await judging.isAnas();
    await judging.tell(judging.wrote('other', '60', '65', 5), judging.observe(60));
    judging.stream.waitUntil(300);
    await judging.tell(judging.wrote('kovac', '60', '70', 315), judging.observe(70));
  }

  test('outlives a restart: no verdict gets weaker while an agent is away', async () => {
    await measured(0, 3);
    await measured(320, 3);
    await restart();
    await oneWrite();
    await judging.judgement.settled();
    const before = await verdicts();
    expect(before).toMatchObject([[expect.any(String), 1, 'witnessed']]);
    await restart();
    await rejudge();
    expect(await verdicts()).toEqual(before);
  });

  test('is of the time of the change: a clock that was put right afterwards makes nothing surer', async () => {
    await measured(0, 400_000);
    await measured(320, 400_000);
    await measured(330, 2);
    await measured(400, 2);
    await restart();
    await oneWrite();
    await rejudge();
    expect((await verdicts()).at(-1)?.at(-1)).toBe('ambiguous');
  });

  test('is of the agent that told a record, whoever holds the stream now', async () => {
    await measured(0, 3);
    await measured(320, 3);
    await restart();
    await oneWrite();
    await judging.judgement.settled();
    const { write } = judging.core.core.database;
    await write.updateTable('stream').set({ holder: 'agent-of-now' }).execute();
    await rejudge();
    expect((await verdicts()).map(([, , verdict]) => verdict)).toEqual(['witnessed']);
  });
});
