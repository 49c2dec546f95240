import { shiftSchema } from '@witnessmark/shared/api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parsePolicy, strictPolicy } from '../attribution/index.ts';
import { describeEmbedded } from '../db/testing/index.ts';
import { toBody } from '../events/index.ts';
import { instant } from '../ingest/testing/index.ts';
import { dumpProjections, rebuild } from '../projections/index.ts';
import { ana, ben, JudgedPlant } from './judged.fixture.ts';

const operators = parsePolicy(
  `
judged: { operator: shift }
operator:
  items:
    - name: press forces
      items: ['setpoints/**']
      members: ['Press.Force']
      limits: { low: 0, high: 100 }
      by: [opcua]
`,
  'policy.yaml',
);
const yard = { areas: ['yard'], assets: [] };

describeEmbedded('operators’ changes, a shift at a time', newPlace => {
  let judged: JudgedPlant;
  let force = 60;
  let count = 3;
  beforeEach(async () => {
    judged = await JudgedPlant.open(newPlace);
    judged.policy = operators;
    force = 60;
    count = 3;
    await judged.isAnas();
    await judged.tell(judged.observe(force, count));
  });
  afterEach(async () => {
    await judged.close();
    expect(judged.failures).toEqual([]);
  });

  /** An operator puts the force up by one, at the panel's usual way. */
  async function adjust(): Promise<void> {
    const at = judged.stream.seconds + 15;
    const [old, next] = [String(force), String(force + 1)];
    force += 1;
    await judged.tell(judged.wrote('kovac', 'Press.Force', old, next, at), judged.observe(force, count));
  }
  async function shifts(reach: Parameters<typeof judged.plant.shifts>[1] = 'site') {
    const { rows } = await judged.plant.shifts({ since: instant(0).wall }, reach, judged.asking());
    return rows.map(row => shiftSchema.parse(row));
  }
  async function onlyShift() {
    const [shift, ...more] = await shifts();
    if (shift === undefined) throw new Error('no shift');
    expect(more).toEqual([]);
    return shift;
  }

  test('they are counted by shift, area and the entry of the policy that lets them wait', async () => {
    await adjust();
    await adjust();
    const shift = await onlyShift();
    // Days stand for the shifts of a site that names none: midnight in Ljubljana.
    expect(shift).toMatchObject({
      area: 'hall',
      from: '2025-12-31T23:00:00.000Z',
      until: '2026-01-01T23:00:00.000Z',
      count: 2,
      since: 2,
      signOffs: [],
      rules: [{ rule: 'operator: press forces', count: 2 }],
    });
    const { rows, truncated } = await judged.plant.shiftChanges('hall', shift.from, 'site', judged.asking());
    expect([rows.map(({ id }) => id), truncated]).toEqual([(await judged.changes()).reverse(), false]);
    expect(await shifts(yard)).toEqual([]);
  });

  test('an interlock that changed among them is not among them', async () => {
    await adjust();
    count = 4;
    await judged.tell(judged.observe(force, count));
    await adjust();
    expect((await onlyShift()).count).toBe(2);
    expect((await judged.plant.overview('site')).queue.unattributed).toBe(1);
  });

  test('who signs off signs what they saw: a list that grew meanwhile is another one', async () => {
    await adjust();
    const { digest, from } = await onlyShift();
    await adjust();
    const wanted = { area: 'hall', from, digest, note: 'all as usual' };
    await expect(judged.plant.signOffShift(wanted, 'site', judged.by())).rejects.toMatchObject({
      code: 'shift.list-changed',
    });
    const now = await onlyShift();
    await judged.plant.signOffShift({ ...wanted, digest: now.digest }, 'site', judged.by());
    expect(await onlyShift()).toMatchObject({
      state: 'signed',
      since: 0,
      signOffs: [{ who: { person: ana }, count: 2, note: 'all as usual' }],
    });
    const again = judged.plant.signOffShift({ ...wanted, digest: now.digest }, 'site', judged.by(ben));
    await expect(again).rejects.toMatchObject({ code: 'shift.nothing' });
  });

  test('what comes, or is judged anew, after the sign-off opens the shift again', async () => {
    await adjust();
    const { digest, from } = await onlyShift();
    await judged.plant.signOffShift({ area: 'hall', from, digest, note: '' }, 'site', judged.by());
    await adjust();
    expect(await onlyShift()).toMatchObject({ count: 2, since: 1, signOffs: [{ count: 1 }] });
    expect((await onlyShift()).state).not.toBe('signed');
  });

  test('who sees one asset of the area learns of a sign-off nothing about the others, not even how much it was', async () => {
    await adjust();
    const { from, until, digest } = await onlyShift();
    const upTo = await judged.core.core.log.reader.count();
    await judged.core.core.log.append([
      {
        type: 'shift.signed-off',
        key: 'request/shift.signed-off',
        actor: { kind: 'person', id: ana },
        subject: 'area:hall',
        // As it stands where another asset of the hall had six changes in this shift.
        body: toBody('shift.signed-off', {
          ...{ area: 'hall', from, until, count: 7, digest, upTo, note: '' },
          assets: ['mixer-9', 'press-2'],
        }),
      },
    ]);
    expect(await onlyShift()).toMatchObject({ count: 1, signOffs: [{ count: 7 }] });
    const press = { areas: [], assets: ['press-2'] };
    expect(await shifts(press)).toMatchObject([{ count: 1, state: 'signed', signOffs: [{ count: 1 }] }]);
    const one = await judged.plant.shiftChanges('hall', from, press, judged.asking());
    expect(one.shift.signOffs).toMatchObject([{ count: 1 }]);
  });

  test('a sign-off is in the log with count and digest, and nobody’s change in it', async () => {
    await adjust();
    const { digest, from } = await onlyShift();
    await judged.plant.signOffShift({ area: 'hall', from, digest, note: 'n' }, 'site', judged.by());
    const entries = await judged.core.core.log.reader.from(0, 500);
    const [signed] = entries.filter(({ event }) => event.type === 'shift.signed-off');
    expect(signed?.event).toMatchObject({
      subject: 'area:hall',
      actor: { id: ana },
      body: { area: 'hall', from, count: 1, digest, assets: ['press-2'], note: 'n' },
    });
  });

  test('no shift begins at another moment, and one without changes has nothing to sign', async () => {
    await adjust();
    const { digest, from } = await onlyShift();
    const wanted = { area: 'hall', digest, note: '' };
    const at = (moment: string) =>
      judged.plant.signOffShift({ ...wanted, from: moment }, 'site', judged.by());
    await expect(at(instant(0).wall)).rejects.toMatchObject({ code: 'shift.unknown' });
    await expect(at('2026-01-01T23:00:00.000Z')).rejects.toMatchObject({ code: 'shift.nothing' });
    await expect(judged.plant.signOffShift({ ...wanted, from }, yard, judged.by())).rejects.toMatchObject({
      code: 'shift.nothing',
    });
  });

  test('what stands there is what a rebuild makes of the log', async () => {
    await adjust();
    const { digest, from } = await onlyShift();
    await judged.plant.signOffShift({ area: 'hall', from, digest, note: '' }, 'site', judged.by());
    judged.policy = strictPolicy;
    await judged.tell(judged.observe(force, 9));
    await judged.plant.assignOwner(await judged.change(), ben, 'look', judged.by());
    const { core } = judged.core;
    const { database } = core;
    const before = await dumpProjections(database);
    expect(before['shift_sign_off']).toHaveLength(1);
    expect(before['queue_owner']).toHaveLength(1);
    await rebuild(database);
    expect(await dumpProjections(database)).toEqual(before);
    expect((await core.verify()).holds).toBe(true);
  });
});
