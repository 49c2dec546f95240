import type { Statement } from '@witnessmark/shared/facts';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { OpcuaRig } from './rig.ts';
import { plantUsers } from './users.ts';

let rig: OpcuaRig;
beforeAll(async () => {
  rig = await OpcuaRig.start();
});
beforeEach(() => {
  rig.server.auditing = 'all';
  rig.server.jumpClock(0);
});
afterEach(async () => {
  await rig.leave();
  expect(rig.server.violations).toEqual([]);
});
afterAll(() => rig.stop());

const node = 'nsu=urn:witnessmark:plant:brewery;s=Tank1.LevelSP';
const patience = { timeout: 15_000 };

function by(statements: readonly Statement[], kind: string, ...acts: Statement['act'][]): Statement[] {
  return statements.filter(({ witness, act }) => witness.kind === kind && acts.includes(act));
}

test('an audit event names the user, the member, and old and new value as the item has them', async () => {
  const { source, statements } = rig.source({ canary: 60 });
  await source.connect(rig.signal);
  const engineer = await rig.operator(plantUsers.engineer);
  const before = Date.now();
  await engineer.write('Tank1.LevelSP', 61.5);
  await expect.poll(() => by(statements, 'opcua-audit', 'wrote').length, patience).toBe(1);
  const [wrote] = by(statements, 'opcua-audit', 'wrote');
  expect(wrote).toMatchObject({
    witness: { kind: 'opcua-audit', name: 'brewery/opcua' },
    authenticity: 'authenticated',
    reach: 'account',
    identities: [{ scheme: 'opcua-user', value: 'engineer' }],
    place: { path: 'opcua' },
    touches: [
      { path: 'setpoints/Tanks.txt', member: 'Tank1.LevelSP', device: node, old: '42.5', new: '61.5' },
    ],
    deviceTime: { zone: 'utc' },
  });
  expect(wrote?.clockErrorMs).toBeLessThan(1000);
  const at = Date.parse(wrote?.from.wall ?? '');
  expect(Math.abs(at - before)).toBeLessThanOrEqual((wrote?.clockErrorMs ?? 0) + 1000);
  await engineer.write('Tank1.LevelSP', 42.5);
});

test('who signs in and leaves is told; our own sessions are not', async () => {
  const { source, statements } = rig.source({ canary: 2 });
  await source.connect(rig.signal);
  const operator = await rig.operator();
  await expect
    .poll(() => by(statements, 'opcua-audit', 'logged-on').map(one => one.identities[0]?.value), patience)
    .toEqual(['operator']);
  await operator.stop();
  await expect.poll(() => by(statements, 'opcua-audit', 'disconnected').length, patience).toBe(1);
  const sessions = by(statements, 'opcua-audit', 'connected', 'logged-on', 'disconnected');
  expect(sessions.map(({ act }) => act)).toEqual(['connected', 'logged-on', 'disconnected']);
});

test('canaries prove a life without a gap, and of writes only from the first one told', async () => {
  const { source, statements, capabilities } = rig.source({ canary: 2 });
  await source.connect(rig.signal);
  const state = () => capabilities.find(({ id }) => id === 'who.audit')?.state;
  await expect.poll(state, patience).toBe('partly');
  const engineer = await rig.operator(plantUsers.engineer);
  await engineer.write('Tank1.LevelSP', 50);
  await expect.poll(state, patience).toBe('yes');
  const watched = () => by(statements, 'opcua-audit', 'watched');
  await engineer.write('Tank1.LevelSP', 42.5);
  await expect
    .poll(() => watched().filter(one => one.place?.path === 'opcua').length, patience)
    .toBeGreaterThan(1);
  const [first, ...more] = watched();
  expect(first?.place?.path).toBe('opcua/sessions');
  let end = first?.to.mono;
  for (const one of more) {
    expect(one.from.mono).toBe(end);
    expect(one.to.mono).toBeGreaterThan(one.from.mono);
    end = one.to.mono;
  }
  const wrote = by(statements, 'opcua-audit', 'wrote')[1];
  expect(wrote?.liveness).toMatchObject({ proof: 'canary' });
  expect(by(statements, 'opcua-audit', 'unwatched')).toHaveLength(1);
});

test('a server that takes the subscription and stays silent is unavailable, and never alive', async () => {
  rig.server.auditing = 'nothing';
  const { source, statements, capabilities } = rig.source({ canary: 60 });
  await source.connect(rig.signal);
  const audit = () => capabilities.find(({ id }) => id === 'who.audit');
  await expect.poll(() => audit()?.state, patience).toBe('no');
  expect(audit()?.found).toContain('attribution by audit: unavailable');
  const engineer = await rig.operator(plantUsers.engineer);
  await engineer.write('Tank1.LevelSP', 42.5);
  await source.close();
  expect(by(statements, 'opcua-audit', 'watched', 'wrote')).toEqual([]);
  expect(by(statements, 'opcua-audit', 'unwatched').length).toBeGreaterThan(0);
});

test('when the canary dies, the life ends at the last proof and the reason is told', async () => {
  const { source, statements } = rig.source({ canary: 2 });
  await source.connect(rig.signal);
  const engineer = await rig.operator(plantUsers.engineer);
  await engineer.write('Tank1.LevelSP', 43);
  await expect
    .poll(() => by(statements, 'opcua-audit', 'watched').some(one => one.place?.path === 'opcua'), patience)
    .toBe(true);
  rig.server.auditing = 'nothing';
  const silence = () =>
    by(statements, 'opcua-audit', 'unwatched').find(({ because }) => because?.includes('did not come'));
  await expect.poll(silence, patience).toBeDefined();
  const alive = by(statements, 'opcua-audit', 'watched').at(-1);
  expect(silence()?.from.mono).toBe(alive?.to.mono);
  const seen = statements.length;
  await engineer.write('Tank1.LevelSP', 42.5);
  await source.close();
  expect(by(statements.slice(seen), 'opcua-audit', 'watched', 'wrote')).toEqual([]);
});

test('a clock that is an hour off is measured, and the record is placed by the agent’s own', async () => {
  rig.server.jumpClock(3_600_000);
  const { source, statements } = rig.source({ canary: 60 });
  await source.connect(rig.signal);
  const engineer = await rig.operator(plantUsers.engineer);
  const before = Date.now();
  await engineer.write('Tank1.LevelSP', 42.5);
  const after = Date.now();
  await expect.poll(() => by(statements, 'opcua-audit', 'wrote').length, patience).toBe(1);
  const [wrote] = by(statements, 'opcua-audit', 'wrote');
  const at = Date.parse(wrote?.from.wall ?? '');
  const error = wrote?.clockErrorMs ?? Number.NaN;
  expect(error).toBeLessThan(2000);
  expect(at).toBeGreaterThanOrEqual(before - error);
  expect(at).toBeLessThanOrEqual(after + error);
  expect(Date.parse(wrote?.deviceTime?.raw ?? '') - at).toBeGreaterThan(3_500_000);
});

test('a time stamp that cannot be of the clock the server tells is kept raw, with an unknown error', async () => {
  rig.server.jumpClock(3_600_000);
  const { source, statements } = rig.source({ canary: 60 });
  await source.connect(rig.signal);
  // The plant stamps the events of sessions by the machine's clock, an hour behind the one it tells.
  await rig.operator();
  await expect.poll(() => by(statements, 'opcua-audit', 'logged-on').length, patience).toBe(1);
  const [logged] = by(statements, 'opcua-audit', 'logged-on');
  expect(logged).toMatchObject({ clockErrorMs: null, deviceTime: { zone: 'unknown' } });
});

test('a write the server refused is told as an attempt and not as a write', async () => {
  const { source, statements } = rig.source({ canary: 'off' });
  await source.connect(rig.signal);
  const stranger = await rig.operator(plantUsers.watcher);
  await expect(stranger.write('Tank1.LevelSP', 1)).rejects.toThrow('BadUserAccessDenied');
  rig.server.violations.splice(0);
  await expect.poll(() => by(statements, 'opcua-audit', 'other').length, patience).toBe(1);
  expect(by(statements, 'opcua-audit', 'wrote')).toEqual([]);
});

test('of an array only the elements that became others are touched', async () => {
  const { source, statements } = rig.source();
  await source.connect(rig.signal);
  const engineer = await rig.operator(plantUsers.engineer);
  await engineer.write('Tank1.Steps', new Int16Array([10, 21, 30, 40]));
  await expect.poll(() => by(statements, 'opcua-audit', 'wrote').length, patience).toBe(1);
  expect(by(statements, 'opcua-audit', 'wrote')[0]?.touches).toMatchObject([
    { member: 'Tank1.Steps[1]', old: '20', new: '21' },
  ]);
  await engineer.write('Tank1.Steps', new Int16Array([10, 20, 30, 40]));
});

test('session diagnostics tell who was connected and for whom writes were counted', async () => {
  rig.server.auditing = 'sessions';
  const { source, statements } = rig.source({ sessions: 2, canary: 2 });
  await source.connect(rig.signal);
  const counted = () => by(statements, 'opcua-sessions', 'could-touch').filter(one => one.touches.length > 0);
  const watched = () => by(statements, 'opcua-sessions', 'watched');
  const operator = await rig.operator();
  await expect.poll(() => by(statements, 'opcua-sessions', 'connected').length, patience).toBe(1);
  const seen = counted().length;
  await operator.write('Tank1.LevelSP', 44);
  await expect.poll(() => counted().length, patience).toBeGreaterThan(seen);
  expect(counted().at(-1)).toMatchObject({
    place: { path: 'opcua', station: expect.stringContaining('PlantHmi') },
    touches: [{ old: expect.stringMatching(/^\d+$/), new: expect.stringMatching(/^\d+$/) }],
  });
  await expect.poll(() => watched().length, patience).toBeGreaterThan(0);
  expect(watched()[0]).toMatchObject({ place: { path: 'opcua' }, liveness: { gapless: true } });
  await operator.write('Tank1.LevelSP', 42.5);
});

test('writes that are counted and not told take the proof of writes back', async () => {
  const { source, statements, capabilities } = rig.source({ sessions: 2, canary: 2 });
  await source.connect(rig.signal);
  const audit = () => capabilities.find(({ id }) => id === 'who.audit');
  const engineer = await rig.operator(plantUsers.engineer);
  await engineer.write('Tank1.LevelSP', 45);
  await expect.poll(() => audit()?.state, patience).toBe('yes');
  rig.server.auditing = 'sessions';
  await engineer.write('Tank1.LevelSP', 42.5);
  const taken = () =>
    by(statements, 'opcua-audit', 'unwatched').find(one => one.because?.includes('told none'));
  await expect.poll(taken, patience).toBeDefined();
  expect(taken()?.place?.path).toBe('opcua');
  await expect.poll(() => audit()?.state, patience).toBe('partly');
});

test('a session that came and went between two readings is told as somebody unknown', async () => {
  const { source, statements } = rig.source({ sessions: 4, audit: false });
  await source.connect(rig.signal);
  await expect.poll(() => by(statements, 'opcua-sessions', 'watched').length + 1, patience).toBe(1);
  const passer = await rig.operator();
  await passer.stop();
  const unknown = () =>
    by(statements, 'opcua-sessions', 'could-touch', 'connected').find(one => one.identities.length === 0);
  await expect.poll(unknown, patience).toBeDefined();
});

test('configured off, no session of our own is opened and nobody is told of', async () => {
  const { source, statements } = rig.source({ audit: false });
  // Sessions of earlier clients may outlast them on the server, but no restart.
  await rig.server.restart();
  expect(rig.server.sessionCount).toBe(0);
  rig.server.mostSessions = 0;
  await source.connect(rig.signal);
  await source.read({}, rig.signal);
  expect(rig.server.mostSessions).toBe(1);
  const engineer = await rig.operator(plantUsers.engineer);
  await engineer.write('Tank1.LevelSP', 42.5);
  await source.read({}, rig.signal);
  expect(statements).toEqual([]);
});

test('a server with few sessions keeps two for others: no canary flies, and nothing is called alive', async () => {
  const small = await OpcuaRig.start({ limits: { maxSessions: 3 } });
  try {
    const { source, statements } = small.source({ canary: 2 });
    await source.connect(small.signal);
    const spared = () =>
      by(statements, 'opcua-audit', 'unwatched').find(({ because }) =>
        because?.includes('no session of our own'),
      );
    const operator = await small.operator();
    await expect.poll(() => by(statements, 'opcua-audit', 'logged-on').length, patience).toBe(1);
    await operator.stop();
    await source.close();
    expect(spared()?.because).toMatch(/free/);
    expect(by(statements, 'opcua-audit', 'watched')).toEqual([]);
    expect(small.server.mostSessions).toBe(2);
  } finally {
    await small.stop();
  }
});

test('with canary, audit and sessions at work every request is a reading, also on the canary’s own session', async () => {
  rig.server.services.clear();
  const { source, statements } = rig.source({ canary: 2, sessions: 2 });
  await source.connect(rig.signal);
  await source.read({}, rig.signal);
  await expect.poll(() => by(statements, 'opcua-sessions', 'unwatched').length, patience).toBeGreaterThan(0);
  await source.close();
  expect([...rig.server.services].sort()).toEqual([
    'ActivateSessionRequest',
    'BrowseRequest',
    // Of a file's reading methods alone: the plant calls any other one a violation.
    'CallRequest',
    'CloseSessionRequest',
    'CreateMonitoredItemsRequest',
    'CreateSessionRequest',
    'CreateSubscriptionRequest',
    'PublishRequest',
    'ReadRequest',
  ]);
});
