import { attributionViewSchema } from '@witnessmark/shared/api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parsePolicy } from '../attribution/index.ts';
import { describeEmbedded } from '../db/testing/index.ts';
import { ana, ben, JudgedPlant } from './judged.fixture.ts';

const operators = parsePolicy(
  `
judged: { operator: shift }
operator:
  names: shift
  items:
    - name: press forces
      items: ['setpoints/**']
      members: ['Press.Force']
      limits: { low: 0, high: 100 }
      by: [opcua]
`,
  'policy.yaml',
);

describeEmbedded('who made a change, and why we say so', newPlace => {
  let judged: JudgedPlant;
  beforeEach(async () => {
    judged = await JudgedPlant.open(newPlace);
  });
  afterEach(async () => {
    await judged.close();
    expect(judged.failures).toEqual([]);
  });

  async function view(revision: number | null = null, asking = judged.asking()) {
    const found = await judged.plant.attribution(await judged.change(), revision, asking);
    return attributionViewSchema.parse(found);
  }
  async function forced(): Promise<void> {
    await judged.isAnas();
    await judged.tell(judged.observe(60, 3));
    const at = judged.stream.seconds + 15;
    await judged.tell(judged.wrote('kovac', 'Press.Force', '60', '70', at), judged.observe(70, 3));
  }

  test('a change tells who, the sentence, each step of the reasoning, and the record it rests on', async () => {
    await forced();
    const { groups, statements, shown, revisions } = await view();
    expect([shown, revisions.length]).toEqual([1, 1]);
    const [group] = groups;
    expect(group?.parts).toEqual([{ path: 'setpoints/DB20.txt', member: 'Press.Force' }]);
    expect(group?.who).toMatchObject({ verdict: 'witnessed', reach: 'person', label: 'A. Kovač' });
    expect(group?.sentence).toBe('A. Kovač, witnessed: OPC UA audit event with this value.');
    const explains = group?.reasons.find(({ code }) => code === 'record-explains-value');
    expect(explains?.entries).toEqual([statements[0]?.entry]);
    expect(statements).toMatchObject([
      {
        witness: 'OPC UA audit event',
        act: 'wrote',
        authenticity: 'authenticated',
        path: 'opcua',
        names: ['kovac'],
        station: 'WINCC-2',
        erased: false,
      },
    ]);
    expect(judged.looked.some(ref => ref.startsWith('statement/'))).toBe(true);
  });

  test('a reader who may see no names is told everything but names', async () => {
    await forced();
    judged.looked.length = 0;
    const all = await view(null, judged.asking(ben, false));
    expect(JSON.stringify(all)).not.toMatch(/kovac|Kovač|WINCC/);
    expect(all.groups[0]?.who).toMatchObject({ verdict: 'witnessed', label: 'engineer 000a' });
    expect(all.statements[0]).toMatchObject({ names: [], station: null, path: 'opcua' });
    expect(judged.looked).toEqual([]);
  });

  test('two people’s work in one change stands in two groups, and members of one person in one', async () => {
    await judged.isAnas();
    await judged.tell(judged.observe(60, 3));
    const at = judged.stream.seconds + 25;
    await judged.tell(
      judged.wrote('kovac', 'Press.Force', '60', '70', at),
      judged.wrote('other', 'Press.Count', '3', '4', at),
      judged.observe(70, 4),
    );
    const two = (await view()).groups.map(({ parts, who }) => [parts.map(({ member }) => member), who.reach]);
    expect(two).toHaveLength(2);
    expect(two).toContainEqual([['Press.Count'], 'account']);
    expect(two).toContainEqual([['Press.Force'], 'person']);

    const change = await judged.change();
    const lines = async () =>
      (await judged.plant.blame('press-2', 'setpoints/DB20.txt', null, judged.asking().reader))?.lines;
    const byOther = { change, verdict: 'witnessed', who: 'other from WINCC-2' };
    expect(await lines()).toMatchObject([byOther, { change, verdict: 'witnessed', who: 'A. Kovač' }]);

    const later = judged.stream.seconds + 25;
    await judged.tell(
      judged.wrote('kovac', 'Press.Force', '70', '80', later),
      judged.wrote('kovac', 'Press.Count', '4', '5', later),
      judged.observe(80, 5),
    );
    const { groups } = await view();
    expect(groups).toHaveLength(1);
    expect(groups[0]?.count).toBe(2);
    // Each member's own record is told.
    expect(groups[0]?.reasons.find(({ code }) => code === 'record-explains-value')?.entries).toHaveLength(2);
  });

  test('late evidence shows as a newer revision, and the older one can still be read', async () => {
    await judged.tell(judged.observe(60, 3));
    const at = judged.stream.seconds + 5;
    await judged.tell(judged.observe(70, 3));
    await judged.tell(judged.wrote('kovac', 'Press.Force', '60', '70', at));
    await judged.isAnas();
    const newest = await view();
    expect(newest.revisions.map(({ revision, says, who }) => [revision, says, who.verdict])).toEqual([
      [3, 'because it was declared who an account or a station belongs to', 'witnessed'],
      [2, 'because evidence came late', 'witnessed'],
      [1, 'the first judgement', 'unattributed'],
    ]);
    expect(newest.shown).toBe(3);
    const first = await view(1);
    expect(first.shown).toBe(1);
    expect(first.groups[0]?.who.verdict).toBe('unattributed');
    expect(await judged.plant.attribution(await judged.change(), 9, judged.asking())).toBeNull();
    expect(await judged.plant.attribution('c-aaaaaaaaaaaa', null, judged.asking())).toBeNull();
  });

  test('a claim stands with its state and its note, and nobody claims a part that is not there', async () => {
    await judged.tell(judged.observe(60, 3), judged.observe(70, 3));
    const change = await judged.change();
    const { plant } = judged;
    const missing = { path: 'setpoints/DB20.txt', member: 'Press.Nothing' };
    await expect(plant.claim(change, missing, '', judged.by())).rejects.toMatchObject({
      code: 'http.invalid-request',
    });
    const part = { path: 'setpoints/DB20.txt', member: 'Press.Force' };
    const claim = await plant.claim(change, part, 'sensor replaced', judged.by());
    await judged.judgement.settled();
    const made = await view();
    expect(made.claims).toMatchObject([
      { claim, part, state: 'awaiting', own: true, note: 'sensor replaced' },
    ]);
    expect(made.groups[0]?.candidates).toMatchObject([
      { code: 'claim', says: 'A. Kovač, who says: this was me.' },
    ]);
    await plant.answerClaim(claim, 'confirmed', 'I was there', judged.by(ben));
    await judged.judgement.settled();
    const answered = await view(null, judged.asking(ben));
    expect(answered.claims).toMatchObject([
      { state: 'confirmed', own: false, answer: { who: { label: 'B. Horvat' }, note: 'I was there' } },
    ]);
    expect(answered.groups[0]?.who).toMatchObject({ verdict: 'claimed', label: 'claimed by A. Kovač' });
    expect(await plant.assetOfClaim(claim)).toBe('press-2');
    expect(await plant.assetOfClaim('cl-0000000000000000')).toBeNull();
  });

  test('the whole record is given after its look-up is in the log, and only of a record the judgement used', async () => {
    await forced();
    const [{ entry } = { entry: -1 }] = (await view()).statements;
    const change = await judged.change();
    const raw = await judged.plant.rawStatement(change, entry, judged.by());
    expect(raw).toMatchObject({ act: 'wrote', identities: [{ value: 'kovac' }] });
    const entries = await judged.core.core.log.reader.from(0, 500);
    const reads = entries.filter(({ event }) => event.type === 'vault.read');
    expect(reads.map(({ event }) => [event.actor.id, event.body['why']])).toEqual([
      [ana, 'a record of a witness was read'],
    ]);
    expect(await judged.plant.rawStatement(change, entry + 1, judged.by())).toBeNull();
  });

  test('where policy keeps operators’ names to their shift nobody is named, found by name, or read in the record', async () => {
    judged.policy = operators;
    await forced();
    const { groups, statements, revisions } = await view();
    expect(groups[0]).toMatchObject({
      class: 'operator',
      judged: 'shift',
      rule: 'operator: press forces',
      sentence: 'Somebody of the shift, witnessed: OPC UA audit event with this value.',
    });
    expect(JSON.stringify([groups, statements, revisions])).not.toMatch(/kovac|Kovač|WINCC|000a/);
    const change = await judged.change();
    const [{ entry } = { entry: -1 }] = statements;
    expect(await judged.plant.rawStatement(change, entry, judged.by())).toBeNull();
    const list = async (query: object) =>
      (await judged.plant.changes({ limit: 10, sort: 'change', ...query }, 'site', judged.asking().reader))
        .rows;
    expect(await list({ who: ana })).toEqual([]);
    expect(await list({})).toMatchObject([
      {
        who: { label: 'Somebody of the shift' },
        review: 'not-needed',
        byPolicy: { awaits: 'shift', rules: ['operator: press forces'] },
      },
    ]);
    expect(await list({ review: 'awaiting' })).toEqual([]);
    expect(await list({ review: 'not-needed' })).toHaveLength(1);
  });

  test('somebody orders changes judged anew: what policy makes of them is a new revision, and it is not silent', async () => {
    await forced();
    judged.policy = operators;
    await judged.judgement.settled();
    expect((await view()).revisions).toHaveLength(1);
    const order = { because: 'policy', reason: 'new policy signed' } as const;
    expect(await judged.plant.rejudge({ ...order, asset: 'press-2' }, 'site', judged.by())).toBe(1);
    await judged.judgement.settled();
    const { revisions, groups } = await view();
    expect(revisions[0]).toMatchObject({ revision: 2, because: 'policy', policy: operators.digest });
    expect(groups[0]?.class).toBe('operator');
    // Nothing else would come of it: no revision.
    await judged.plant.rejudge(order, 'site', judged.by());
    await judged.judgement.settled();
    expect((await view()).revisions).toHaveLength(2);
    const elsewhere = { areas: ['yard'], assets: [] };
    expect(await judged.plant.rejudge(order, elsewhere, judged.by())).toBe(0);
    const entries = await judged.core.core.log.reader.from(0, 500);
    const orders = entries.filter(({ event }) => event.type === 'attribution.rejudge-ordered');
    expect(orders.map(({ event }) => event.actor.id)).toEqual([ana, ana]);
  });
});
