import { afterEach, beforeEach, expect, test } from 'vitest';
import { parsePolicy, strictPolicy } from '../attribution/index.ts';
import { describeEmbedded } from '../db/testing/index.ts';
import { ana, JudgedPlant } from './judged.fixture.ts';

describeEmbedded('where judging stands', newPlace => {
  let judged: JudgedPlant;
  beforeEach(async () => {
    judged = await JudgedPlant.open(newPlace);
    await judged.tell(judged.observe(60, 3), judged.observe(70, 3));
  });
  afterEach(async () => {
    await judged.close();
    expect(judged.failures).toEqual([]);
  });

  const checks = async () => (await judged.plant.health()).checks['judgement'];
  const view = async () => judged.plant.attribution(await judged.change(), null, judged.asking());

  test('is that everything is judged', async () => {
    expect(await checks()).toEqual({ ok: true, says: 'everything is judged' });
    expect(await view()).not.toHaveProperty('notJudged');
    expect((await judged.plant.metrics()).text).toMatch(/^witnessmark_judgement_failing 0$/m);
  });

  test('is told on a change that could not be judged, with the error’s code, in health and in metrics', async () => {
    const { write } = judged.core.core.database;
    const change = await judged.change();
    const times = { since: '2026-01-01T00:00:00.000Z', next_at: '2026-01-01T01:00:00.000Z' };
    const failure = { about: `change:${change}`, code: 'vault.damaged', because: 'statement', tries: 3 };
    await write
      .insertInto('judging_failure')
      .values({ ...failure, ...times })
      .execute();
    await write
      .insertInto('judging_walk')
      .values({
        id: '7/0',
        pos: 7,
        because: 'paths',
        walk_json: '{}',
        cursor: 3,
        done: 12,
        since: times.since,
      })
      .execute();
    expect(await view()).toMatchObject({
      shown: 1,
      notJudged: {
        code: 'vault.damaged',
        says: expect.stringMatching(/\w/),
        tries: 3,
        nextAt: times.next_at,
      },
    });
    expect(await checks()).toEqual({
      ok: false,
      says: '1 not judged (vault.damaged), tried again; judging anew is under way (12 changes so far)',
    });
    const { text } = await judged.plant.metrics();
    expect(text).toMatch(/^witnessmark_judgement_failing 1$/m);
    expect(text).toMatch(/^witnessmark_judgement_walks 1$/m);
    await write.deleteFrom('judging_walk').execute();
  });

  test('tells of a change with more items than are looked at how many are not judged', async () => {
    expect(await view()).not.toHaveProperty('beyond');
    const { write } = judged.core.core.database;
    await write
      .updateTable('change')
      .set({ items: 5003 })
      .where('id', '=', await judged.change())
      .execute();
    expect(await view()).toMatchObject({ shown: 1, beyond: 5002 });
  });

  test('is how many changes stand under another policy, until somebody orders them judged anew', async () => {
    const held = { digest: strictPolicy.digest, adoptedAt: null };
    expect(await judged.plant.judgedUnder(held)).toEqual({ otherwise: 0, orderedAt: null });
    judged.policy = parsePolicy('sessionGraceMinutes: 5\n', 'policy.yaml');
    const newer = { digest: judged.policy.digest, adoptedAt: '2026-01-01T00:00:00.000Z' };
    expect(await judged.plant.judgedUnder(newer)).toEqual({ otherwise: 1, orderedAt: null });
    await judged.plant.rejudge({ because: 'policy', reason: 'adopted' }, 'site', judged.by(ana));
    const ordered = await judged.plant.judgedUnder(newer);
    expect(ordered).toEqual({ otherwise: 1, orderedAt: expect.stringMatching(/Z$/) });
    const later = { ...newer, adoptedAt: '2099-01-01T00:00:00.000Z' };
    expect((await judged.plant.judgedUnder(later)).orderedAt).toBeNull();
    await judged.judgement.settled();
  });
});
