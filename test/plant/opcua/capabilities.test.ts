import { type Capability, capabilitiesSchema } from '@witnessmark/shared/facts';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { columnOf, pageCells } from '../../docs/index.ts';
import { OpcuaRig } from './rig.ts';
import { plantUsers } from './users.ts';

let rig: OpcuaRig;
beforeAll(async () => {
  rig = await OpcuaRig.start();
});
afterEach(async () => {
  await rig.leave();
  expect(rig.server.violations).toEqual([]);
});
afterAll(() => rig.stop());

const states = (found: readonly Capability[] = []) =>
  Object.fromEntries(found.map(({ id, state }) => [id, state]));
const of = (found: readonly Capability[] = [], id: string) => found.find(each => each.id === id);

test('a connection tells what the server lets us see, and of audit only what is proven', async () => {
  const { source } = rig.source();
  const { capabilities } = await source.connect(rig.signal);
  expect(capabilitiesSchema.parse(capabilities)).toEqual(capabilities);
  expect(states(capabilities)).toMatchObject({
    identity: 'yes',
    clock: 'yes',
    'values.read': 'yes',
    'values.writable': 'yes',
    'values.notify': 'yes',
    'who.audit': 'unknown',
  });
  expect(of(capabilities, 'who.audit')?.found).toContain('Server.Auditing is true');
  const cells = columnOf(capabilities ?? []);
  expect(pageCells('node-opcua server', cells), 'docs/controllers.md').toEqual(cells);
  expect(of(capabilities, 'values.writable')?.found).toMatch(/clients can write [1-9]/);
});

test('nobody’s name stands in what was found, even while they are connected', async () => {
  const operator = await rig.operator(plantUsers.engineer);
  const { source } = rig.source();
  const { capabilities } = await source.connect(rig.signal);
  await operator.write('Tank1.LevelSP', 42.5);
  const told = JSON.stringify(capabilities);
  for (const { name } of Object.values(plantUsers)) expect(told).not.toContain(name);
});

test('without rules and notifications the sentences say so', async () => {
  const { source } = rig.source({ rules: [], publishing: 'off' });
  const { capabilities } = await source.connect(rig.signal);
  expect(of(capabilities, 'values.read')).toMatchObject({ state: 'partly' });
  expect(of(capabilities, 'values.writable')).toMatchObject({ state: 'unknown' });
  expect(of(capabilities, 'values.notify')).toMatchObject({ state: 'unknown' });
});

test('what was probed stands as long as the connection, and is probed anew on the next', async () => {
  const { source } = rig.source({ publishing: 'off' });
  const first = await source.connect(rig.signal);
  const again = await source.connect(rig.signal);
  expect(again.connection).toBe(first.connection);
  expect(again.capabilities).toBe(first.capabilities);
  rig.server.proxy.cut();
  await expect.poll(async () => (await source.read({}, rig.signal).catch(() => null)) === null).toBe(true);
  rig.server.proxy.restore();
  const next = await source.connect(rig.signal);
  expect(next.connection).toBe(first.connection + 1);
  expect(next.capabilities).not.toBe(first.capabilities);
  expect(states(next.capabilities)).toEqual(states(first.capabilities));
});
