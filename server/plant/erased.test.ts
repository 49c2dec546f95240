import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeEmbedded } from '../db/testing/index.ts';
import { PersonErasure } from '../registry/index.ts';
import { ana, ben, JudgedPlant } from './judged.fixture.ts';

describeEmbedded('a person who was erased', newPlace => {
  let judged: JudgedPlant;
  beforeEach(async () => {
    judged = await JudgedPlant.open(newPlace);
  });
  afterEach(async () => {
    await judged.close();
    expect(judged.failures).toEqual([]);
  });

  async function changeBy(user: string): Promise<string> {
    await judged.tell(judged.observe(60, 3));
    const at = judged.stream.seconds + 15;
    await judged.tell(judged.wrote(user, 'Press.Force', '60', '70', at), judged.observe(70, 3));
    return judged.change();
  }
  const erase = () => {
    const { database, log, vault } = judged.core.core;
    const erasure = new PersonErasure({ database, log, vault, identities: judged.identities });
    return erasure.erase(ana, 'rule 4', judged.by(ben));
  };

  test('goes on having done what they did, with the records shown as erased', async () => {
    await judged.isAnas();
    const change = await changeBy('kovac');
    const view = () => judged.plant.attribution(change, null, judged.asking());
    const who = { verdict: 'witnessed', reach: 'person', label: 'A. Kovač' };
    expect(await view()).toMatchObject({
      groups: [{ who }],
      statements: [{ erased: false, names: ['kovac'], station: 'WINCC-2' }],
    });
    expect(await erase()).toEqual({ identities: 1, records: 1 });
    expect(await view()).toMatchObject({
      groups: [{ who }],
      statements: [{ erased: true, names: [], station: null }],
    });
    expect((await view())?.revisions).toHaveLength(1);
    expect(await judged.core.core.verify()).toMatchObject({ holds: true });
  });

  test('is not called by an account any more whose name was looked up before', async () => {
    const before = '2020-01-01T00:00:00.000Z';
    const name = { scheme: 'opcua-user', value: 'kovac', asset: 'press-2', from: null, until: before };
    await judged.identities.declare({ ...name, meaning: { to: 'person', person: ana } }, judged.by());
    const change = await changeBy('kovac');
    const label = async () =>
      (await judged.plant.attribution(change, null, judged.asking()))?.groups[0]?.who.label;
    expect(await label()).toContain('kovac');
    await erase();
    await expect.poll(label).not.toContain('kovac');
  });
});
