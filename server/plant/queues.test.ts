import { queueQuerySchema } from '@witnessmark/shared/api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parsePolicy } from '../attribution/index.ts';
import { describeEmbedded } from '../db/testing/index.ts';
import { ana, ben, JudgedPlant } from './judged.fixture.ts';

const allByShift = parsePolicy('judged: { engineering: shift }', 'policy.yaml');

describeEmbedded('the queue of what nobody is named for', newPlace => {
  let judged: JudgedPlant;
  beforeEach(async () => {
    judged = await JudgedPlant.open(newPlace);
    await judged.tell(judged.observe(60, 3));
  });
  afterEach(async () => {
    await judged.close();
    expect(judged.failures).toEqual([]);
  });

  const page = (query: object = {}, asking = judged.asking()) =>
    judged.plant.queue(queueQuerySchema.parse(query), 'site', asking);
  const ids = async (query: object = {}) => (await page(query)).rows.map(({ change }) => change.id);
  const counts = async () => (await judged.plant.overview('site')).queue;

  test('what nobody is named for waits in it, newest or oldest first, page by page', async () => {
    await judged.tell(judged.observe(70, 3), judged.observe(80, 3), judged.observe(90, 3));
    const [a, b, c] = await judged.changes();
    expect(await ids()).toEqual([c, b, a]);
    const first = await page({ limit: 2, order: 'oldest' });
    expect(first.rows.map(({ change }) => change.id)).toEqual([a, b]);
    const second = await page({ limit: 2, order: 'oldest', cursor: first.next ?? '' });
    expect([second.rows.map(({ change }) => change.id), second.next]).toEqual([[c], null]);
    expect(await ids({ state: 'ambiguous' })).toEqual([]);
    expect(first.rows[0]).toMatchObject({ state: 'unattributed', owner: null, claims: [] });
    expect(await counts()).toEqual({ unattributed: 3, ambiguous: 0, claims: 0, shifts: 0 });
  });

  test('who a record names leaves it', async () => {
    const at = judged.stream.seconds + 15;
    await judged.tell(judged.wrote('kovac', 'Press.Force', '60', '70', at), judged.observe(70, 3));
    expect(await ids()).toEqual([]);
  });

  test('a claim waits for its answer, and goes with it', async () => {
    await judged.tell(judged.observe(70, 3));
    const change = await judged.change();
    const claim = await judged.plant.claim(change, null, 'me', judged.by());
    await judged.judgement.settled();
    const { rows } = await page();
    expect(rows).toMatchObject([{ state: 'claims', claims: [{ claim, own: true, note: 'me' }] }]);
    expect(await counts()).toEqual({ unattributed: 0, ambiguous: 0, claims: 1, shifts: 0 });
    expect(await ids({ state: 'ambiguous' })).toEqual([]);
    await judged.plant.answerClaim(claim, 'confirmed', '', judged.by(ben));
    await judged.judgement.settled();
    expect(await ids()).toEqual([]);
  });

  test('a disputed claim leaves the change ambiguous, in the queue', async () => {
    await judged.tell(judged.observe(70, 3));
    const change = await judged.change();
    const claim = await judged.plant.claim(change, null, 'me', judged.by());
    await judged.plant.answerClaim(claim, 'disputed', 'he was away', judged.by(ben));
    await judged.judgement.settled();
    expect((await page()).rows).toMatchObject([{ state: 'ambiguous', claims: [] }]);
  });

  test('somebody takes it, gives it on, and gives it up', async () => {
    await judged.tell(judged.observe(70, 3), judged.observe(80, 3));
    const [a = '', b] = await judged.changes();
    const { plant } = judged;
    await plant.assignOwner(a, ana, 'I look', judged.by());
    expect(await ids({ owner: 'me' })).toEqual([a]);
    expect(await ids({ owner: 'nobody' })).toEqual([b]);
    await plant.assignOwner(a, ben, 'on leave', judged.by());
    expect(await ids({ owner: 'me' })).toEqual([]);
    const [row] = (await page({ owner: ben })).rows;
    expect(row?.owner).toMatchObject({
      who: { label: 'B. Horvat' },
      givenBy: { label: 'A. Kovač' },
      reason: 'on leave',
    });
    await plant.assignOwner(a, null, '', judged.by());
    expect(await ids({ owner: 'nobody' })).toEqual([b, a]);
    await expect(plant.assignOwner('c-aaaaaaaaaaaa', ana, '', judged.by())).rejects.toMatchObject({
      code: 'http.not-found',
    });
  });

  test('what policy signs off a shift at a time does not stand in it', async () => {
    judged.policy = allByShift;
    await judged.tell(judged.observe(70, 3));
    expect(await ids()).toEqual([]);
    expect((await counts()).unattributed).toBe(0);
  });

  test('nobody sees of it what lies outside of their reach', async () => {
    await judged.tell(judged.observe(70, 3));
    const reach = { areas: ['yard'], assets: [] };
    const { rows } = await judged.plant.queue(queueQuerySchema.parse({}), reach, judged.asking());
    expect(rows).toEqual([]);
    expect((await judged.plant.overview(reach)).queue.unattributed).toBe(0);
  });
});
