import { sessionRequestSchema } from '@witnessmark/shared/api';
import { WitnessError } from '@witnessmark/shared/errors';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../db/index.ts';
import { describeDatabases, type TestPlace } from '../db/testing/index.ts';
import type { Permission, Reach } from '../identity/index.ts';
import type { Log } from '../log/index.ts';
import { startLog } from '../log/testing/index.ts';
import { project, rebuild } from '../projections/index.ts';
import type { Asker } from './asker.ts';
import { SessionBook } from './book.ts';
import { SessionDesk } from './desk.ts';
import { sessionPolicySchema } from './policy.ts';

const minute = 60_000;
const start = Date.UTC(2026, 10, 23, 6);
const policy = sessionPolicySchema.parse({
  rules: [
    { name: 'glass', breakGlass: true, approvals: 0, longestHours: 4 },
    { name: 'boilers', areas: ['utilities'], approvals: 2, longestHours: 8 },
    { name: 'staff', approvals: 0, longestHours: 8 },
  ],
});
const people = {
  ana: 'person-000000000000000a',
  ben: 'person-000000000000000b',
  eve: 'person-000000000000000e',
};

function shown(person: string, named: boolean) {
  const label = Object.entries(people).find(([, id]) => id === person)?.[0] ?? person;
  return { person, label: named ? label : `engineer ${person.slice(-4)}`, named };
}

describeDatabases('engineer sessions', newPlace => {
  let place: TestPlace;
  let database: Database;
  let log: Log;
  let desk: SessionDesk;
  let book: SessionBook;
  let now = start;
  let requests = 0;
  let ordered: string[] = [];

  beforeEach(async () => {
    now = start;
    ordered = [];
    place = await newPlace();
    database = await place.open();
    log = await startLog(database, project, () => new Date(now).toISOString());
    await log.append(
      (
        [
          ['press-2', 'hall'],
          ['boiler-1', 'utilities'],
        ] as const
      ).map(([id, area]) => ({
        type: 'asset.declared' as const,
        key: `asset/${id}`,
        actor: { kind: 'agent' as const, id: 'agent-1' },
        subject: `asset:${id}`,
        body: { id, name: id.toUpperCase(), site: 'plant', area },
      })),
    );
    desk = new SessionDesk({
      database,
      log,
      policy: () => ({ policy, digest: 'd' }),
      ports: {
        orderReading: async asset => {
          if (asset === 'boiler-1') throw new WitnessError('http.conflict', asset, 'no agent holds it');
          ordered.push(asset);
        },
        lastEqual: async asset => (asset === 'press-2' ? '2026-11-23T05:59:50.000Z' : null),
      },
      now: () => now,
    });
    book = new SessionBook({
      database,
      policy: () => policy,
      now: () => now,
    });
  });
  afterEach(async () => {
    await desk.stop();
    await log.stop();
    await database.close();
    place.remove();
  });

  function asker(person: keyof typeof people, may: Partial<Record<Permission, Reach>> = {}): Asker {
    const all: Partial<Record<Permission, Reach>> = {
      'see-plant': 'site',
      'request-session': 'site',
      ...may,
    };
    requests++;
    return {
      person: people[person],
      request: `request-${requests}`,
      vendor: false,
      sponsor: null,
      reach: permission => all[permission] ?? { areas: [], assets: [] },
      names: async persons => new Map(persons.map(id => [id, shown(id, all['see-names'] !== undefined)])),
    };
  }
  const approver = (person: keyof typeof people) => asker(person, { 'approve-session': 'site' });
  const wish = (more: object = {}) =>
    sessionRequestSchema.parse({
      assets: ['press-2'],
      purpose: 'timer of the ejector',
      until: new Date(now + 60 * minute).toISOString(),
      ...more,
    });

  test('starts at once where no approval is asked for, says what was last read equal and orders a reading', async () => {
    const id = await desk.request(wish(), asker('ana'));
    await desk.start(id, asker('ana'));
    const session = await book.one('S-1', asker('ana'));
    expect(session).toMatchObject({
      id,
      number: 'S-1',
      state: 'running',
      startedAt: new Date(start).toISOString(),
      opening: [{ asset: 'press-2', ordered: true, why: null, lastEqual: '2026-11-23T05:59:50.000Z' }],
      asksAt: new Date(start + 45 * minute).toISOString(),
      endsBy: new Date(start + 90 * minute).toISOString(),
      may: ['extend', 'end'],
    });
    expect(ordered).toEqual(['press-2']);
  });

  test('starts also where nobody can read the asset, and says so', async () => {
    const id = await desk.request(wish({ assets: ['press-2', 'boiler-1'] }), asker('ana'));
    await desk.approve(id, '', approver('ben'));
    await desk.approve(id, '', approver('eve'));
    await desk.start(id, asker('ana'));
    const session = await book.one(id, asker('ana'));
    expect(session?.opening).toMatchObject([
      {
        asset: 'boiler-1',
        ordered: false,
        why: expect.stringContaining('no agent holds it'),
        lastEqual: null,
      },
      { asset: 'press-2', ordered: true },
    ]);
  });

  test('waits for as many different people as policy asks for, and none of them is the one who asked', async () => {
    const id = await desk.request(wish({ assets: ['boiler-1'] }), asker('ana'));
    await expect(desk.start(id, asker('ana'))).rejects.toMatchObject({ code: 'session.state' });
    await expect(desk.approve(id, '', approver('ana'))).rejects.toMatchObject({
      code: 'session.own-approval',
    });
    await desk.approve(id, 'fine', approver('ben'));
    await expect(desk.approve(id, '', approver('ben'))).rejects.toMatchObject({ code: 'session.state' });
    await expect(desk.start(id, asker('ana'))).rejects.toMatchObject({ code: 'session.state' });
    await desk.approve(id, '', approver('eve'));
    await desk.start(id, asker('ana'));
    expect(await book.one(id, asker('ana'))).toMatchObject({
      state: 'running',
      approvals: { needed: 2, given: 2, rule: 'boilers' },
    });
  });

  test('is approved only by who may for every asset of it', async () => {
    const id = await desk.request(wish({ assets: ['press-2', 'boiler-1'] }), asker('ana'));
    const hallOnly = asker('ben', { 'approve-session': { areas: ['hall'], assets: [] } });
    await expect(desk.approve(id, '', hallOnly)).rejects.toMatchObject({ code: 'http.not-allowed' });
  });

  test('of two approvals that come at once, both count', async () => {
    const id = await desk.request(wish({ assets: ['boiler-1'] }), asker('ana'));
    await Promise.all([desk.approve(id, '', approver('ben')), desk.approve(id, '', approver('eve'))]);
    expect((await book.one(id, asker('ana')))?.state).toBe('approved');
  });

  test('of a vendor needs a sponsor and an approval', async () => {
    const vendor = { ...asker('eve'), vendor: true };
    await expect(desk.request(wish(), vendor)).rejects.toMatchObject({ code: 'session.no-sponsor' });
    const id = await desk.request(wish(), { ...vendor, sponsor: people.ana });
    expect(await book.one(id, asker('ben'))).toMatchObject({
      state: 'requested',
      vendor: true,
      sponsor: { person: people.ana, named: false },
    });
  });

  test.each([
    [{ until: new Date(start - minute).toISOString() }, 'session.times'],
    [{ until: new Date(start + 9 * 60 * minute).toISOString() }, 'session.too-long'],
    [{ assets: ['nowhere'] }, 'http.not-found'],
    [{ plan: [{ asset: 'boiler-1', items: 'logic/*' }] }, 'http.invalid-request'],
  ])('that asks for %j is refused', async (more, code) => {
    await expect(desk.request(wish(more), asker('ana'))).rejects.toMatchObject({ code });
    expect((await book.page({ limit: 10 }, asker('ana'))).rows).toEqual([]);
  });

  test('does not tell whether an asset out of reach exists', async () => {
    const narrow = asker('eve', { 'see-plant': { areas: ['hall'], assets: [] } });
    const answers = await Promise.allSettled([
      desk.request(wish({ assets: ['boiler-1'] }), narrow),
      desk.request(wish({ assets: ['boiler-9'] }), narrow),
    ]);
    expect(answers.map(answer => answer.status === 'rejected' && answer.reason.code)).toEqual([
      'http.not-found',
      'http.not-found',
    ]);
  });

  test('goes on through its grace, then time ends it, once', async () => {
    const id = await desk.request(wish(), asker('ana'));
    await desk.start(id, asker('ana'));
    now = start + 75 * minute;
    await desk.endOverdue();
    expect(await book.one(id, asker('ana'))).toMatchObject({ state: 'overdue', may: ['extend', 'end'] });
    now = start + 91 * minute;
    await desk.endOverdue();
    await desk.endOverdue();
    expect(await book.one(id, asker('ana'))).toMatchObject({ state: 'ended', endedHow: 'expiry', may: [] });
    expect(ordered).toEqual(['press-2', 'press-2']);
    const ended = (await log.reader.from(0, 100)).filter(({ event }) => event.type === 'session.ended');
    expect(ended).toHaveLength(1);
  });

  test('is extended in one act, by its own person alone', async () => {
    const id = await desk.request(wish(), asker('ana'));
    await desk.start(id, asker('ana'));
    now = start + 75 * minute;
    const until = new Date(start + 120 * minute).toISOString();
    await expect(desk.extend(id, until, 'more', approver('ben'))).rejects.toMatchObject({
      code: 'session.not-yours',
    });
    await desk.extend(id, until, 'sensor replaced', asker('ana'));
    now = start + 100 * minute;
    await desk.endOverdue();
    expect(await book.one(id, asker('ana'))).toMatchObject({ state: 'running', until });
  });

  test('of a vendor is not extended beyond what one approval may allow', async () => {
    const vendor = { ...asker('eve'), vendor: true, sponsor: people.ana };
    const hours = (count: number) => new Date(start + count * 60 * minute).toISOString();
    const id = await desk.request(wish({ until: hours(6) }), vendor);
    await desk.approve(id, '', approver('ben'));
    await desk.start(id, vendor);
    now = start + 5 * 60 * minute;
    await expect(desk.extend(id, hours(9), 'more', vendor)).rejects.toMatchObject({
      code: 'session.too-long',
    });
    await desk.extend(id, hours(8), 'more', vendor);
    expect(await book.one(id, vendor)).toMatchObject({ until: hours(8) });
  });

  test('is ended by its person, or by who may end any session, and by nobody else', async () => {
    const id = await desk.request(wish(), asker('ana'));
    await desk.start(id, asker('ana'));
    await expect(desk.end(id, 'stop', asker('ben'))).rejects.toMatchObject({ code: 'http.not-allowed' });
    await desk.end(id, 'the line must run', asker('ben', { 'end-any-session': 'site' }));
    expect(await book.one(id, asker('ana'))).toMatchObject({ state: 'ended', endedHow: 'approver' });
    await expect(desk.end(id, 'again', asker('ana'))).rejects.toMatchObject({ code: 'session.state' });
  });

  test('that breaks the glass runs at once and wants a review by somebody else', async () => {
    await expect(desk.request(wish({ breakGlass: true }), asker('ana'))).rejects.toMatchObject({
      code: 'http.not-allowed',
    });
    const id = await desk.request(wish({ breakGlass: true }), asker('ana', { 'break-glass': 'site' }));
    expect(await book.one(id, asker('ana'))).toMatchObject({ state: 'running', breakGlass: true });
    await desk.end(id, 'done', asker('ana'));
    expect(await book.one(id, approver('ben'))).toMatchObject({ reviewWanted: true, may: ['review'] });
    await expect(desk.review(id, 'justified', 'mine', approver('ana'))).rejects.toMatchObject({
      code: 'session.own-approval',
    });
    await desk.review(id, 'justified', 'the line stood', approver('ben'));
    expect(await book.one(id, approver('ben'))).toMatchObject({
      reviewWanted: false,
      review: { verdict: 'justified' },
    });
  });

  test('warns both where a second one runs on the asset', async () => {
    const first = await desk.request(wish(), asker('ana'));
    await desk.start(first, asker('ana'));
    const rule = await book.rule(
      { assets: ['press-2'], kinds: ['logic'], breakGlass: false },
      asker('ben', { 'see-names': 'site' }),
    );
    expect(rule).toMatchObject({ approvals: 0, running: [{ number: 'S-1', who: { label: 'ana' } }] });
    const second = await desk.request(wish(), asker('ben'));
    await desk.start(second, asker('ben'));
    expect((await book.one(first, asker('ana')))?.others).toMatchObject([{ number: 'S-2' }]);
    expect((await book.one(second, asker('ben')))?.others).toMatchObject([{ number: 'S-1' }]);
  });

  test('that was never started lapses with its time', async () => {
    const id = await desk.request(wish(), asker('ana'));
    now = start + 61 * minute;
    expect((await book.one(id, asker('ana')))?.state).toBe('lapsed');
    await expect(desk.start(id, asker('ana'))).rejects.toMatchObject({ code: 'session.state' });
    expect((await book.page({ limit: 10, when: 'past' }, asker('ana'))).rows).toHaveLength(1);
  });

  test('is shown to who may see one of its assets, without the others', async () => {
    const id = await desk.request(wish({ assets: ['press-2', 'boiler-1'] }), asker('ana'));
    const hall = asker('eve', { 'see-plant': { areas: ['hall'], assets: [] } });
    expect((await book.one(id, hall))?.assets.map(asset => asset.id)).toEqual(['press-2']);
    const pump = asker('eve', { 'see-plant': { areas: [], assets: ['pump-1'] } });
    expect(await book.one(id, pump)).toBeNull();
    expect((await book.page({ limit: 10 }, pump)).rows).toEqual([]);
    expect((await book.page({ limit: 10 }, hall)).rows).toHaveLength(1);
  });

  test('tells who sees one of its assets nothing of the others: no plan, no reading, nobody who works there', async () => {
    const plan = [
      { asset: 'press-2', items: 'logic/*' },
      { asset: 'boiler-1', items: 'setpoints/*' },
    ];
    const id = await desk.request(wish({ assets: ['press-2', 'boiler-1'], plan }), asker('ana'));
    const other = await desk.request(wish({ assets: ['boiler-1'] }), asker('ben'));
    for (const session of [id, other]) {
      await desk.approve(session, '', approver('eve'));
      await desk.approve(session, '', asker(session === id ? 'ben' : 'ana', { 'approve-session': 'site' }));
    }
    await desk.start(other, asker('ben'));
    await desk.start(id, asker('ana'));
    now += 10 * minute;
    await desk.end(id, 'done', asker('ana'));
    const hall = asker('eve', { 'see-plant': { areas: ['hall'], assets: [] } });
    const session = await book.one(id, hall);
    expect(session).toMatchObject({
      plan: [{ asset: 'press-2', items: 'logic/*' }],
      opening: [{ asset: 'press-2' }],
      closing: [{ asset: 'press-2' }],
      others: [],
    });
    const { rows } = await book.page({ limit: 10 }, hall);
    expect(JSON.stringify([session, rows])).not.toContain('boiler-1');
    expect((await book.one(id, asker('ana')))?.others).toMatchObject([{ number: 'S-2' }]);
  });

  test('is the same after its tables were made again from the log', async () => {
    const id = await desk.request(wish({ plan: [{ asset: 'press-2', items: 'logic/*' }] }), asker('ana'));
    await desk.start(id, asker('ana'));
    await desk.extend(id, new Date(start + 90 * minute).toISOString(), 'more', asker('ana'));
    await desk.end(id, 'done', asker('ana'));
    const before = await book.one(id, asker('ana'));
    await rebuild(database);
    expect(await book.one(id, asker('ana'))).toEqual(before);
    expect(before).toMatchObject({ state: 'ended', plan: [{ asset: 'press-2', items: 'logic/*' }] });
  });
});
