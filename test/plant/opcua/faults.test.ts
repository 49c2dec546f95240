import { OPCUAClient } from 'node-opcua-client';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { OpcuaRig, textOf } from './rig.ts';

let rig: OpcuaRig;
beforeAll(async () => {
  rig = await OpcuaRig.start();
});
afterEach(async () => {
  rig.server.proxy.restore();
  await rig.leave();
  expect(rig.server.violations).toEqual([]);
});
afterAll(() => rig.stop());

const failure = (code: string) => expect.objectContaining({ code });

test('a frozen server fails the reading at its deadline, and the next connection is a new one', async () => {
  const { source } = rig.source({ timeouts: { requestMs: 1000, connectMs: 4000 } });
  await source.connect(rig.signal);
  rig.server.proxy.freeze();
  const started = performance.now();
  await expect(source.read({}, rig.signal)).rejects.toEqual(failure('opcua.timed-out'));
  expect(performance.now() - started).toBeLessThan(3000);
  await expect(source.connect(rig.signal)).rejects.toEqual(failure('opcua.timed-out'));
  rig.server.proxy.restore();
  expect((await source.connect(rig.signal)).connection).toBe(2);
  expect((await source.read({}, rig.signal)).complete).toBe(true);
});

test('nothing asked while the server was frozen is answered later', async () => {
  const { source } = rig.source({ timeouts: { requestMs: 1000 } });
  await source.connect(rig.signal);
  rig.server.proxy.freeze();
  await expect(source.read({}, rig.signal)).rejects.toEqual(failure('opcua.timed-out'));
  await expect(source.read({}, rig.signal)).rejects.toEqual(failure('opcua.link-lost'));
  rig.server.proxy.restore();
  await expect(source.read({}, rig.signal)).rejects.toEqual(failure('opcua.link-lost'));
});

test('a broken connection is told at once, and no reading hides it', async () => {
  const { source, hints } = rig.source();
  await source.connect(rig.signal);
  rig.server.proxy.drop();
  await expect.poll(() => hints.map(hint => hint.why), { timeout: 5000 }).toEqual(['reconnected']);
  await expect(source.read({}, rig.signal)).rejects.toEqual(failure('opcua.link-lost'));
  expect((await source.connect(rig.signal)).connection).toBe(2);
});

test('a pulled cable is no route or a lost link, never a hang', async () => {
  const { source } = rig.source();
  rig.server.proxy.cut();
  await expect(source.connect(rig.signal)).rejects.toMatchObject({
    code: expect.stringMatching(/^opcua\.(no-route|link-lost|refused)$/),
  });
  const { source: nowhere } = rig.source({ endpoint: 'opc.tcp://127.0.0.1:1' });
  await expect(nowhere.connect(rig.signal)).rejects.toEqual(failure('opcua.no-route'));
});

test('a restarted server is a new connection with the same identity', async () => {
  const { source, hints } = rig.source();
  const before = await source.connect(rig.signal);
  await rig.server.restart();
  await expect.poll(() => hints.map(hint => hint.why), { timeout: 5000 }).toContain('reconnected');
  const after = await source.connect(rig.signal);
  expect(after.connection).toBe(before.connection + 1);
  expect(after.identity).toEqual(before.identity);
});

test('a session the server has forgotten is a lost link, not one quietly made anew', async () => {
  const { source } = rig.source({ publishing: 'off' });
  await source.connect(rig.signal);
  rig.server.endSessions();
  await expect(source.read({}, rig.signal)).rejects.toEqual(failure('opcua.link-lost'));
  expect((await source.connect(rig.signal)).connection).toBe(2);
  expect((await source.read({}, rig.signal)).complete).toBe(true);
});

test('an aborted reading rejects within a second and leaves no request behind', async () => {
  const { source } = rig.source({ timeouts: { requestMs: 60_000 } });
  await source.connect(rig.signal);
  rig.server.proxy.freeze();
  const stop = new AbortController();
  const reading = source.read({}, stop.signal);
  stop.abort(new Error('hands off'));
  const started = performance.now();
  await expect(reading).rejects.toThrow('hands off');
  expect(performance.now() - started).toBeLessThan(1000);
  await expect.poll(() => rig.server.proxy.connections, { timeout: 5000 }).toBe(0);
});

test('an aborted connect leaves nothing open', async () => {
  const { source } = rig.source();
  rig.server.proxy.freeze();
  const stop = new AbortController();
  const connecting = source.connect(stop.signal);
  await expect.poll(() => rig.server.proxy.connections, { timeout: 5000 }).toBe(1);
  stop.abort(new Error('hands off'));
  await expect(connecting).rejects.toThrow('hands off');
  await expect.poll(() => rig.server.proxy.connections, { timeout: 5000 }).toBe(0);
});

test('after close nothing leaves any more, also where the server is frozen', async () => {
  const { source, hints } = rig.source();
  await source.connect(rig.signal);
  rig.server.proxy.freeze();
  await source.close();
  await expect.poll(() => rig.server.proxy.connections, { timeout: 5000 }).toBe(0);
  await expect(source.read({}, rig.signal)).rejects.toEqual(failure('opcua.link-lost'));
  await expect(source.connect(rig.signal)).rejects.toEqual(failure('opcua.link-lost'));
  expect(hints).toEqual([]);
});

test.each([
  ['split', () => rig.server.proxy.split(7)],
  ['joined', () => rig.server.proxy.join(15)],
  ['delayed', () => rig.server.proxy.delay(20)],
] as const)('%s segments are read like any other', async (_, disturb) => {
  const { source } = rig.source({ publishing: 'off' });
  disturb();
  await source.connect(rig.signal);
  const { items } = await source.read({}, rig.signal);
  expect(textOf(items, 'setpoints/Tanks.txt')).toContain('Tank1.LevelSP = 42.5');
});

test('a wrong password is told as such', async () => {
  const { source } = rig.source({ user: { name: 'witness', password: 'wrong' } });
  await expect(source.connect(rig.signal)).rejects.toEqual(failure('opcua.user-refused'));
});

test('a server without a free session is told as such', async () => {
  const crowded = await OpcuaRig.start({ limits: { maxSessions: 1 } });
  try {
    const first = await crowded.operator();
    const { source } = crowded.source();
    await expect(source.connect(crowded.signal)).rejects.toEqual(failure('opcua.no-free-session'));
    await first.stop();
    expect((await source.connect(crowded.signal)).connection).toBe(1);
  } finally {
    await crowded.stop();
  }
});

test('the device’s clock is told raw, however wrong it is', async () => {
  const { source } = rig.source();
  rig.server.jumpClock(-86_400_000);
  const { deviceTime } = await source.connect(rig.signal);
  const behind = Date.now() - Date.parse(deviceTime?.raw ?? '');
  expect(Math.abs(behind - 86_400_000)).toBeLessThan(60_000);
  rig.server.jumpClock(0);
});

test('the library is never asked to repair a connection by itself', () => {
  // The rig's tests above hold only while this default of ours does.
  const client = OPCUAClient.create({ connectionStrategy: { maxRetry: 0 } });
  expect(client.reconnectOnFailure).toBe(false);
});
