import { createHash } from 'node:crypto';
import type { Handover } from '@witnessmark/shared/api';
import { canonicalJson } from '@witnessmark/shared/log';
import { formatValueText } from '@witnessmark/shared/values';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { IncomingFact } from '../agents/index.ts';
import { parsePolicy, type SitePolicy, strictPolicy } from '../attribution/index.ts';
import type { TestCore } from '../core/testing/index.ts';
import { describeEmbedded } from '../db/testing/index.ts';
import type { Reach } from '../identity/index.ts';
import { instant, TestStream, type Write } from '../ingest/testing/index.ts';
import { Claims, EvidenceCollector, Judgement } from '../judgement/index.ts';
import { AccessPaths, Identities } from '../registry/index.ts';
import { type Asker, defaultSessionPolicy, SessionDesk } from '../sessions/index.ts';
import type { Plant } from './index.ts';
import { openTestPlant, valuesWrite } from './program.fixture.ts';

const ana = 'person-000000000000000a';
const ben = 'person-000000000000000b';
const hour = 3600;
const at = (seconds: number) => instant(seconds).wall;

/** What a CPU says of itself, with its force light. */
function cpu(force: boolean): Write {
  const content = formatValueText([{ name: 'Force.Active', type: 'Bool', value: force }]);
  return { path: 'config/opcua.txt', kind: 'config', content };
}

describeEmbedded('a handover pack of the plant', newPlace => {
  let core: TestCore;
  let plant: Plant;
  let stream: TestStream;
  let desk: SessionDesk;
  let judgement: Judgement;
  let identities: Identities;
  let now = 0;
  let requests = 0;
  let policy: SitePolicy = strictPolicy;
  const failures: unknown[] = [];

  beforeEach(async () => {
    now = 0;
    policy = strictPolicy;
    failures.length = 0;
    ({ core, plant } = await openTestPlant(newPlace, () => Date.parse(at(now))));
    stream = new TestStream('press-2/opcua');
    await core.hello(stream);
    const { database, log, vault, digests } = core.core;
    const clock = () => Date.parse(at(now));
    identities = new Identities({ database, log, vault, digests });
    desk = new SessionDesk({
      database,
      log,
      policy: () => ({ policy: defaultSessionPolicy, digest: 'd' }),
      ports: { orderReading: () => Promise.resolve(), lastEqual: () => Promise.resolve(null) },
      now: clock,
    });
    judgement = new Judgement({
      database,
      log,
      clocks: plant.clocks,
      collector: new EvidenceCollector({
        database,
        vault,
        identities,
        paths: new AccessPaths(database, log),
        claims: new Claims(database, log),
        clocks: plant.clocks,
      }),
      ports: { diff: plant.diff, causes: plant.causes, policy: () => policy },
      failed: error => failures.push(error),
    });
    judgement.start();
    await beat();
    for (const [person, user] of [
      [ana, 'kovac'],
      [ben, 'novak'],
    ] as const) {
      const meaning = { to: 'person', person } as const;
      const identity = { scheme: 'opcua-user', value: user, asset: 'press-2', meaning } as const;
      await identities.declare({ ...identity, from: null, until: null }, by(person));
    }
    await tell(
      stream.observe([valuesWrite(60, 3), cpu(false)]),
      stream.coverage('setpoint', 'watched'),
      stream.coverage('config', 'watched'),
      stream.coverage('logic', 'blind'),
    );
  });
  afterEach(async () => {
    await desk.stop();
    await judgement.stop();
    await plant.stop();
    await core.remove();
    expect(failures).toEqual([]);
  });

  const by = (person: string) => ({ person, request: `request-${++requests}` });
  function asker(person: string, reach: Reach = 'site'): Asker {
    return {
      ...by(person),
      vendor: false,
      sponsor: null,
      reach: () => reach,
      names: async ids =>
        new Map(
          ids.map(id => [id, { person: id, label: id === ana ? 'A. Kovač' : 'B. Novak', named: true }]),
        ),
    };
  }
  /** The agent's clock is measured; of what it watches it says nothing here. */
  async function beat(): Promise<void> {
    await core.core.beats.beat(
      core.agent,
      {
        watermarks: [],
        load: [],
        spool: { facts: 0, bytes: 0, capacityBytes: 1, quarantined: 0, oldestUnacked: null },
        process: { rssBytes: 1, cpuMs: 1, uptimeS: 1 },
        certificateNotAfter: '2027-01-01T00:00:00.000Z',
        checkpoint: null,
        clock: { sent: at(0), previous: { offsetMs: 3, errorMs: 2 } },
      },
      at(0),
    );
  }
  /** Moves every clock to the same moment. */
  function clock(seconds: number): void {
    now = seconds;
    core.setClock(Date.parse(at(seconds)));
    if (stream.seconds < seconds) stream.waitUntil(seconds);
  }
  async function tell(...facts: readonly IncomingFact[]): Promise<void> {
    expect((await core.accept(...facts)).refused).toEqual([]);
  }
  /** A write at a moment that an authentic record tells, and the reading that found it. */
  async function wrote(seconds: number, user: string, force: [number, number], count = 3): Promise<void> {
    clock(seconds);
    const when = instant(seconds + 15);
    await tell(
      stream.says({
        identities: [{ scheme: 'opcua-user', value: user }],
        touches: [
          { path: 'setpoints/DB20.txt', member: 'Press.Force', old: `${force[0]}`, new: `${force[1]}` },
        ],
        place: { path: 'opcua' },
        from: when,
        to: when,
      }),
      stream.observe([valuesWrite(force[1], count)]),
    );
  }
  async function started(
    more: { plan?: { asset: string; items: string }[] } = {},
    who: () => Asker = () => asker(ana),
  ): Promise<string> {
    clock(2 * hour);
    const until = at(6 * hour);
    const kinds = ['logic', 'setpoint', 'recipe', 'config'] as const;
    const wish = { assets: ['press-2'], purpose: 'timer', kinds: [...kinds], until, plan: [] };
    const id = await desk.request({ ...wish, breakGlass: false, ...more }, who());
    if (who().vendor) await desk.approve(id, '', asker(ben));
    await desk.start(id, who());
    return id;
  }
  /** Ends it, and where `read`, lets readings come that began afterwards. */
  async function ended(id: string, read: boolean): Promise<void> {
    clock(6 * hour - 60);
    await desk.end(id, 'done', asker(ana));
    if (!read) return;
    clock(7 * hour);
    await tell(
      stream.equal('setpoint', 6 * hour - 30, 7 * hour - 10),
      stream.equal('config', 6 * hour - 30, 7 * hour - 10),
    );
  }
  async function packOf(session: string, reader = asker(ben)): Promise<Handover> {
    await judgement.settled();
    const handover = await plant.handover(session, reader);
    if (handover === null) throw new Error('there is no pack');
    return handover;
  }

  test('tells value by value what the session did, by the names its reader may see, and is complete', async () => {
    const id = await started();
    await wrote(3 * hour, 'kovac', [60, 70]);
    await ended(id, true);
    const { pack, sha256, people, assets } = await packOf('S-1');
    expect(pack.work).toMatchObject([
      {
        member: 'Press.Force',
        old: '60.0',
        new: '70.0',
        unit: 'kN',
        verdict: 'witnessed',
        person: ana,
        planned: 'planned',
      },
    ]);
    expect(pack).toMatchObject({
      complete: true,
      unclear: [],
      others: [],
      open: [],
      blind: [{ asset: 'press-2', kind: 'logic' }],
      forces: [{ asset: 'press-2', state: 'off', path: 'config/opcua.txt' }],
    });
    expect(pack.closing.map(({ kind, state }) => [kind, state])).toEqual([
      ['config', 'read'],
      ['setpoint', 'read'],
    ]);
    expect(people).toEqual([{ person: ana, label: 'A. Kovač', named: true }]);
    expect(assets).toEqual([{ id: 'press-2', name: 'Asset press-2' }]);
    expect(JSON.stringify(pack)).not.toContain('Kova');
    expect(createHash('sha256').update(canonicalJson(pack)).digest('hex')).toBe(sha256);
    expect((await packOf(id, asker(ana))).sha256).toBe(sha256);
    expect(await judgedAs()).toEqual([{ state: 'planned', sessions: ['S-1'], breakGlass: false, parts: 1 }]);
  });

  test('of a vendor who left without handing anything over is there all the same, and says what it waits for', async () => {
    await started({}, () => ({ ...asker(ana), vendor: true, sponsor: ben }));
    await wrote(3 * hour, 'kovac', [60, 70]);
    // Nobody ends it: its time and grace pass, and no agent reads any more.
    clock(6 * hour + 31 * 60);
    await desk.endOverdue();
    const { pack } = await packOf('S-1');
    expect(pack).toMatchObject({ state: 'ended', complete: false, work: [{ new: '70.0' }] });
    expect(new Set(pack.open.map(({ what }) => what))).toEqual(new Set(['closing-reading', 'gap']));
    expect(pack.says).toMatch(/not complete yet\.$/);
  });

  test('puts another person’s work meanwhile under that person and not under the session', async () => {
    const id = await started();
    await wrote(3 * hour, 'kovac', [60, 70]);
    await wrote(4 * hour, 'novak', [70, 80]);
    await ended(id, true);
    const { pack } = await packOf('S-1');
    expect(pack.work.map(({ new: now }) => now)).toEqual(['70.0']);
    expect(pack.others).toMatchObject([{ new: '80.0', person: ben, planned: 'unplanned', sessions: [] }]);
    expect(await judgedAs()).toEqual([{ state: 'unplanned', sessions: [], breakGlass: false, parts: 1 }]);
  });

  test('gives nobody away whose name policy keeps to the shift, and is not sure whose it was', async () => {
    policy = parsePolicy(
      'operator: { names: shift, items: [{ name: force, items: ["setpoints/**"], limits: { low: 0, high: 99 }, by: [opcua] }] }',
      'policy.yaml',
    );
    const id = await started();
    await wrote(3 * hour, 'novak', [60, 70]);
    await ended(id, true);
    const { pack, people } = await packOf('S-1');
    expect(pack.unclear).toMatchObject([{ new: '70.0', person: 'of-the-shift', sessions: ['S-1'] }]);
    expect(pack.others).toEqual([]);
    expect(people.map(({ person }) => person)).toEqual([ana]);
  });

  test('says of what no record names that it may have been the session or not', async () => {
    const id = await started();
    clock(3 * hour);
    await tell(stream.observe([valuesWrite(61, 3)]));
    await ended(id, true);
    const { pack } = await packOf('S-1');
    expect(pack).toMatchObject({
      work: [],
      unclear: [{ new: '61.0', planned: 'undecided', sessions: ['S-1'] }],
    });
    expect(pack.open).toMatchObject([{ what: 'nobody-sure', blocks: false }]);
  });

  test('leaves out what changed before and after, and tells of forces as they stood at the end', async () => {
    clock(hour);
    await tell(stream.observe([valuesWrite(61, 3)]));
    const id = await started();
    clock(3 * hour);
    await tell(stream.observe([cpu(true)]));
    await ended(id, true);
    clock(9 * hour);
    await tell(stream.observe([valuesWrite(62, 3), cpu(false)]));
    const { pack } = await packOf(id);
    expect(pack.unclear).toMatchObject([{ path: 'config/opcua.txt', member: 'Force.Active', new: 'true' }]);
    expect(pack.others).toEqual([]);
    expect(pack.forces).toEqual([{ asset: 'press-2', state: 'on', path: 'config/opcua.txt' }]);
  });

  test('holds the plan against the work', async () => {
    const id = await started({
      plan: [
        { asset: 'press-2', items: 'recipes/*' },
        { asset: 'press-2', items: 'setpoints/**' },
      ],
    });
    await wrote(3 * hour, 'kovac', [60, 70]);
    await ended(id, true);
    const { pack } = await packOf(id);
    expect(pack.work).toMatchObject([{ inPlan: true }]);
    expect(pack.notDone).toEqual([{ asset: 'press-2', kind: null, items: 'recipes/*' }]);
  });

  test('is a preview while the session runs, and none before it started', async () => {
    clock(2 * hour);
    const until = at(6 * hour);
    const id = await desk.request(
      { assets: ['press-2'], purpose: 'timer', kinds: ['setpoint'], until, plan: [], breakGlass: false },
      asker(ana),
    );
    expect(await plant.handover(id, asker(ana))).toBeNull();
    await desk.start(id, asker(ana));
    await wrote(3 * hour, 'kovac', [60, 70]);
    const { pack } = await packOf(id);
    expect(pack).toMatchObject({ to: null, complete: false, work: [{ new: '70.0' }] });
    expect(pack.open).toContainEqual(expect.objectContaining({ what: 'running', blocks: true }));
  });

  test('is not there for who sees none of its assets', async () => {
    const id = await started();
    expect(await plant.handover(id, asker(ben, { areas: [], assets: ['mixer-1'] }))).toBeNull();
    expect((await plant.handover(id, asker(ben, { areas: [], assets: ['press-2'] })))?.pack.partial).toBe(
      false,
    );
  });

  /** What the newest change says of itself against sessions. */
  async function judgedAs() {
    const { rows } = await plant.changes({ limit: 1, sort: 'change' }, 'site');
    return (await plant.change(rows[0]?.id ?? ''))?.planned;
  }
});
