import { afterEach, beforeEach, expect, test } from 'vitest';
import type { IncomingFact } from '../agents/index.ts';
import { strictPolicy } from '../attribution/index.ts';
import type { TestCore } from '../core/testing/index.ts';
import { describeEmbedded } from '../db/testing/index.ts';
import { bodyOf } from '../events/index.ts';
import { instant, TestStream } from '../ingest/testing/index.ts';
import type { Plant } from '../plant/index.ts';
import { openTestPlant, valuesWrite } from '../plant/program.fixture.ts';
import { AccessPaths, Identities, PersonErasure } from '../registry/index.ts';
import { Collector } from '../witnesses/index.ts';
import { Claims } from './claims.ts';
import { EvidenceCollector } from './evidence.ts';
import { Judgement } from './judgement.ts';

const ana = 'person-000000000000000a';
const ben = 'person-000000000000000b';
const path = 'setpoints/DB20.txt';
const force = { path, member: 'Press.Force' };

describeEmbedded('judging changes', newPlace => {
  let core: TestCore;
  let plant: Plant;
  let stream: TestStream;
  let identities: Identities;
  let paths: AccessPaths;
  let claims: Claims;
  let judgement: Judgement;
  let requests = 0;
  const by = (person = ana) => ({ person, request: `request-${++requests}` });
  const failures: unknown[] = [];

  beforeEach(async () => {
    ({ core, plant } = await openTestPlant(newPlace));
    stream = new TestStream('press-2/opcua');
    await core.hello(stream);
    failures.length = 0;
    judgement = open();
    judgement.start();
  });
  afterEach(async () => {
    await judgement.stop();
    await plant.stop();
    await core.remove();
    expect(failures).toEqual([]);
  });

  function open(): Judgement {
    const { database, log, vault, digests } = core.core;
    identities = new Identities({ database, log, vault, digests });
    paths = new AccessPaths(database, log);
    claims = new Claims(database, log);
    const clocks = { errorMs: () => 20 };
    return new Judgement({
      database,
      log,
      clocks,
      collector: new EvidenceCollector({ database, vault, identities, paths, claims, clocks }),
      ports: { diff: plant.diff, causes: plant.causes, policy: () => strictPolicy },
      failed: error => failures.push(error),
    });
  }

  async function tell(...facts: readonly IncomingFact[]): Promise<void> {
    expect((await core.accept(...facts)).refused).toEqual([]);
  }
  async function judged() {
    await judgement.settled();
    const entries = await core.core.log.reader.from(0, 500);
    return entries
      .filter(({ event }) => event.type === 'attribution.judged')
      .map(({ event }) => bodyOf('attribution.judged', event));
  }
  const isAnas = () =>
    identities.declare(
      {
        scheme: 'opcua-user',
        value: 'kovac',
        asset: 'press-2',
        meaning: { to: 'person', person: ana },
        from: null,
        until: null,
      },
      by(),
    );
  const wrote = (more: object = {}) =>
    stream.says({
      identities: [{ scheme: 'opcua-user', value: 'kovac' }],
      place: { path: 'opcua' },
      touches: [{ ...force, old: '60', new: '70' }],
      ...more,
    });

  test('a write that an authentic record tells with its value is its writer’s', async () => {
    await isAnas();
    await tell(stream.observe([valuesWrite(60, 3)]));
    const at = instant(stream.seconds + 15);
    await tell(wrote({ from: at, to: at }), stream.observe([valuesWrite(70, 3)]));
    const [first, ...more] = await judged();
    expect(more).toEqual([]);
    expect(first?.parts).toMatchObject([
      { part: force, verdict: 'witnessed', reach: 'person', actor: { kind: 'person', person: ana } },
    ]);
    expect(first?.classes).toMatchObject([{ class: 'engineering', judged: 'each', rule: null }]);
    const { read } = core.core.database;
    expect(await read.selectFrom('judged').selectAll().execute()).toMatchObject([
      { verdict: 'witnessed', mixed: 0, classes: ',engineering,', awaits: 'each' },
    ]);
    expect(await read.selectFrom('judged_person').selectAll().execute()).toMatchObject([
      { person: ana, how: 'named' },
    ]);
  });

  test('evidence that comes late makes a new revision, and the old one stays', async () => {
    await tell(stream.observe([valuesWrite(60, 3)]));
    const at = instant(stream.seconds + 5);
    await tell(stream.observe([valuesWrite(70, 3)]));
    expect((await judged()).map(({ parts }) => parts[0]?.verdict)).toEqual(['unattributed']);
    await tell(wrote({ from: at, to: at }));
    await judged();
    await isAnas();
    const revisions = await judged();
    expect(revisions.map(({ revision, because }) => [revision, because])).toEqual([
      [1, 'first'],
      [2, 'statement'],
      [3, 'registry'],
    ]);
    expect(revisions.map(({ parts }) => [parts[0]?.verdict, parts[0]?.reach])).toEqual([
      ['unattributed', 'nothing'],
      ['witnessed', 'account'],
      ['witnessed', 'person'],
    ]);
  });

  test('evidence that changes nothing makes no revision', async () => {
    await tell(stream.observe([valuesWrite(60, 3)]), stream.observe([valuesWrite(70, 3)]));
    await judged();
    const later = instant(stream.seconds + 1800);
    await tell(wrote({ from: later, to: later }));
    expect(await judged()).toHaveLength(1);
  });

  test('two people’s work in one group of values within one poll is judged member by member', async () => {
    await isAnas();
    await tell(stream.observe([valuesWrite(60, 3)]));
    const at = instant(stream.seconds + 25);
    await tell(
      wrote({ from: at, to: at }),
      stream.says({
        identities: [{ scheme: 'opcua-user', value: 'other' }],
        touches: [{ path, member: 'Press.Count', old: '3', new: '4' }],
        from: at,
        to: at,
      }),
      stream.observe([valuesWrite(70, 4)]),
    );
    const [first] = await judged();
    const told = first?.parts.map(({ part, reach, verdict }) => [part.member, verdict, reach]);
    expect(told?.toSorted()).toEqual([
      ['Press.Count', 'witnessed', 'account'],
      ['Press.Force', 'witnessed', 'person'],
    ]);
    const { read } = core.core.database;
    expect((await read.selectFrom('judged').selectAll().execute())[0]?.mixed).toBe(1);
  });

  test('erasing the records of one leaves no other behind as the only one it can have been', async () => {
    await isAnas();
    const bens = { scheme: 'opcua-user', value: 'other', asset: 'press-2', from: null, until: null };
    await identities.declare({ ...bens, meaning: { to: 'person', person: ben } }, by());
    await tell(stream.observe([valuesWrite(60, 3)]));
    const at = instant(stream.seconds + 25);
    await tell(
      wrote({ from: at, to: at }),
      wrote({ from: at, to: at, identities: [{ scheme: 'opcua-user', value: 'other' }] }),
      stream.observe([valuesWrite(70, 3)]),
    );
    const before = (await judged()).at(-1)?.parts[0];
    expect(before?.verdict).toBe('ambiguous');
    const { database, log, vault } = core.core;
    const erasure = new PersonErasure({ database, log, vault, identities });
    expect(await erasure.erase(ben, 'rule 4', by())).toEqual({ identities: 1, records: 1 });
    const order = { because: 'rules', reason: 'as it stands now' } as const;
    await plant.rejudge(order, 'site', by());
    const after = (await judged()).at(-1)?.parts[0];
    expect(after?.verdict).toBe('ambiguous');
    expect(after?.candidates.map(({ actor }) => actor)).toEqual([
      { kind: 'person', person: ana },
      { kind: 'person', person: ben },
    ]);
  });

  test('a forged line names nobody, whoever it names', async () => {
    const { log, vault, digests } = core.core;
    const collector = new Collector({ log, vault, digests });
    await isAnas();
    await tell(stream.observe([valuesWrite(60, 3)]));
    const at = instant(stream.seconds + 5);
    await tell(stream.observe([valuesWrite(70, 3)]));
    await collector.take('syslog', [
      {
        asset: 'press-2',
        key: 'forged',
        statement: {
          witness: { kind: 'syslog', name: 'any' },
          act: 'wrote',
          authenticity: 'unauthenticated',
          reach: 'account',
          identities: [{ scheme: 'opcua-user', value: 'kovac' }],
          touches: [{ ...force, old: '60', new: '70' }],
          from: at,
          to: at,
          clockErrorMs: 0,
          liveness: { proof: 'none' },
        },
      },
    ]);
    const last = (await judged()).at(-1);
    expect(last?.parts[0]).toMatchObject({ verdict: 'unattributed', actor: { kind: 'unknown' } });
    expect(last?.parts[0]?.reasons.map(({ code }) => code)).toContain('record-unauthenticated');
    expect(JSON.stringify(last?.parts[0]?.candidates)).not.toContain(ana);
  });

  test('a claim is nothing until another confirms it', async () => {
    await tell(stream.observe([valuesWrite(60, 3)]), stream.observe([valuesWrite(70, 3)]));
    const [{ change } = { change: '' }] = await judged();
    const claim = await claims.make(change, null, 'sensor replaced', by());
    expect((await judged()).at(-1)?.parts[0]?.verdict).toBe('ambiguous');
    await expect(claims.answer(claim, 'confirmed', '', by())).rejects.toMatchObject({ code: 'claim.own' });
    await claims.answer(claim, 'confirmed', 'I was there', by(ben));
    const last = (await judged()).at(-1);
    expect(last?.parts[0]).toMatchObject({ verdict: 'claimed', actor: { person: ana } });
    expect(last?.because).toBe('claim');
  });

  test('an asset’s paths, once declared, are what an attribution names as not watched', async () => {
    await tell(stream.observe([valuesWrite(60, 3)]), stream.observe([valuesWrite(70, 3)]));
    const codes = async () =>
      (await judged()).at(-1)?.parts[0]?.reasons.map(({ code, path: way }) => `${code} ${way ?? ''}`);
    expect(await codes()).toContain('paths-unknown ');
    await paths.declare(
      'press-2',
      [{ id: 'panel', kinds: ['setpoint'], items: null, witnesses: [], closed: [] }],
      'walked the line',
      by(),
    );
    expect(await codes()).toContain('path-not-watched panel');
  });

  test('what happened while nobody judged is judged after the next start', async () => {
    await judgement.stop();
    await tell(stream.observe([valuesWrite(60, 3)]), stream.observe([valuesWrite(70, 3)]));
    expect((await core.core.database.read.selectFrom('judged').selectAll().execute()).length).toBe(0);
    judgement = open();
    judgement.start();
    expect(await judged()).toHaveLength(1);
  });

  test('nobody stands in a judgement by name', async () => {
    await isAnas();
    await tell(stream.observe([valuesWrite(60, 3)]));
    const at = instant(stream.seconds + 15);
    await tell(wrote({ from: at, to: at }), stream.observe([valuesWrite(70, 3)]));
    await judged();
    for (const { bytes } of await core.core.log.reader.from(0, 500))
      expect(Buffer.from(bytes).toString()).not.toContain('kovac');
  });
});
