import { createHash } from 'node:crypto';
import { isItemPath } from '@witnessmark/shared/items';
import { DataType, OPCUAClient, StatusCodes } from 'node-opcua-client';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { plantValue } from './operator.ts';
import { OpcuaRig, textOf } from './rig.ts';
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

test('a connection tells who answers, what can be seen, and the device’s clock', async () => {
  const { source } = rig.source();
  const connection = await source.connect(rig.signal);
  expect(connection.connection).toBe(1);
  expect(connection.identity).toEqual({
    applicationUri: 'urn:witnessmark:plant:opcua',
    productUri: 'urn:witnessmark:plant',
    manufacturer: 'Plant Works',
    serial: 'PW-0001',
    certificate: rig.pin,
  });
  expect(connection.sees.logic).toMatchObject({ sees: false });
  expect(connection.sees.setpoint).toEqual({ sees: true });
  expect(Math.abs(Date.parse(connection.deviceTime?.raw ?? '') - Date.now())).toBeLessThan(60_000);
});

test('a kind that no rule names is blind, with that reason', async () => {
  const { source } = rig.source({ rules: [] });
  const { sees } = await source.connect(rig.signal);
  expect(sees.setpoint).toMatchObject({ sees: false, reason: expect.stringContaining('setpoint') });
});

test('values gather in items with type, unit and range, and process values stay out', async () => {
  const { source } = rig.source();
  await source.connect(rig.signal);
  const reading = await source.read({}, rig.signal);
  expect(reading.complete).toBe(true);
  expect(Object.fromEntries(reading.items.map(item => [item.path, item.kind]))).toEqual({
    'config/Settings.txt': 'config',
    'config/opcua.txt': 'config',
    'files/Files/Lager.rcp': 'recipe',
    'recipes/Lager.txt': 'recipe',
    'recipes/Pils.txt': 'recipe',
    'setpoints/Tanks.txt': 'setpoint',
  });
  const tanks = textOf(reading.items, 'setpoints/Tanks.txt');
  expect(tanks).toContain('Tank1.LevelSP = 42.5  # LReal, %, 0..100\n');
  expect(tanks).toContain('Tank1.TempSP = 12.0  # LReal, °C, -5..110\n');
  expect(tanks).toContain('Tank1.Steps[3] = 40  # Int\n');
  expect(tanks).toContain('Tank1.Batch = 17  # LInt\n');
  expect(tanks).not.toContain('Tank1.Level =');
  expect(tanks).not.toContain('EURange');
  const own = textOf(reading.items, 'config/opcua.txt');
  expect(own).toContain('Security.Mode = "SignAndEncrypt"');
  expect(own).toContain('Security.Policy = "Aes256_Sha256_RsaPss"');
  expect(own).toContain('Namespace.urn:witnessmark:plant:brewery = true');
  expect(own).toContain('SerialNumber = "PW-0001"');
  expect(own).not.toMatch(/StartTime|CurrentTime/);
});

test('the same state gives the same bytes, and known content is not handed over again', async () => {
  const { source } = rig.source();
  await source.connect(rig.signal);
  const { items } = await source.read({}, rig.signal);
  const first = await source.read({ known: () => null }, rig.signal);
  expect(first.items.map(item => 'content' in item && Buffer.from(item.content).toString())).toEqual(
    items.map(item => 'content' in item && Buffer.from(item.content).toString()),
  );
  const known = new Map(
    items.map(item => [
      item.path,
      'content' in item ? createHash('sha256').update(item.content).digest('hex') : '',
    ]),
  );
  const again = await source.read({ known: path => known.get(path) ?? null }, rig.signal);
  expect(again.items.every(item => 'same' in item)).toBe(true);
});

test('only the asked kinds and paths are read', async () => {
  const { source } = rig.source();
  await source.connect(rig.signal);
  const recipes = await source.read({ kinds: ['recipe'] }, rig.signal);
  expect(new Set(recipes.items.map(item => item.kind))).toEqual(new Set(['recipe']));
  const one = await source.read({ paths: ['setpoints/Tanks.txt', 'setpoints/None.txt'] }, rig.signal);
  expect(one.items.map(item => item.path)).toEqual(['setpoints/Tanks.txt']);
  expect(one.complete).toBe(true);
});

test('each item’s instants lie inside the reading’s', async () => {
  const { source } = rig.source();
  await source.connect(rig.signal);
  const reading = await source.read({}, rig.signal);
  for (const item of reading.items) {
    expect(item.requestedAt.mono).toBeGreaterThanOrEqual(reading.requestedAt.mono);
    expect(item.arrivedAt.mono).toBeLessThanOrEqual(reading.arrivedAt.mono);
    expect(item.arrivedAt.mono).toBeGreaterThanOrEqual(item.requestedAt.mono);
  }
  expect(reading.load.requests).toBeGreaterThan(0);
  expect(reading.load.bytes).toBeGreaterThan(0);
});

test('a write is told as a hint for its item, and the next reading shows it', async () => {
  const { source, hints } = rig.source();
  await source.connect(rig.signal);
  const operator = await rig.operator();
  await operator.write('Tank2.LevelSP', 61.25);
  await expect
    .poll(() => hints, { timeout: 5000 })
    .toEqual([expect.objectContaining({ why: 'notification', paths: ['setpoints/Tanks.txt'] })]);
  const { items } = await source.read({ paths: ['setpoints/Tanks.txt'] }, rig.signal);
  expect(textOf(items, 'setpoints/Tanks.txt')).toContain('Tank2.LevelSP = 61.25');
  await operator.write('Tank2.LevelSP', 42.5);
});

test('the smallest change of a setpoint is told: there is no deadband', async () => {
  const { source, hints } = rig.source();
  await source.connect(rig.signal);
  rig.server.setByProgram('Tank1.LevelSP', 42.5000001);
  await expect.poll(() => hints.length, { timeout: 5000 }).toBe(1);
  rig.server.setByProgram('Tank1.LevelSP', 42.5);
});

test('without a subscription everything is still read', async () => {
  const { source, hints } = rig.source({ publishing: 'off' });
  await source.connect(rig.signal);
  rig.server.setByProgram('Settings.MaxPressure', 3.5);
  const { items } = await source.read({}, rig.signal);
  expect(textOf(items, 'config/Settings.txt')).toContain('Settings.MaxPressure = 3.5');
  expect(hints).toEqual([]);
  rig.server.setByProgram('Settings.MaxPressure', 2.5);
});

test('a variable that cannot be read makes its item unreadable by name, and no other', async () => {
  const { source } = rig.source();
  await source.connect(rig.signal);
  const node = rig.server.model.variable('Tank1.TempSP');
  const value = node.readValue().value;
  node.setValueFromSource(value, StatusCodes.BadSensorFailure);
  const broken = await source.read({}, rig.signal);
  expect(broken.items.find(item => item.path === 'setpoints/Tanks.txt')).toMatchObject({
    state: 'unreadable',
    reason: expect.stringMatching(/Tank1\/TempSP: BadSensorFailure/),
  });
  expect(broken.items.filter(item => item.state !== 'present')).toHaveLength(1);
  node.setValueFromSource(value, StatusCodes.Good);
});

test('a node that comes is found after the model change event, a node that goes at once', async () => {
  const { source, hints } = rig.source();
  await source.connect(rig.signal);
  rig.server.model.add('Settings', 'MaxSpeed', plantValue(DataType.Double, 12));
  rig.server.model.announceModelChange();
  await expect.poll(() => hints.map(hint => hint.why), { timeout: 5000 }).toContain('model-changed');
  const grown = await source.read({}, rig.signal);
  expect(textOf(grown.items, 'config/Settings.txt')).toContain('Settings.MaxSpeed = 12.0');
  hints.length = 0;
  rig.server.setByProgram('Settings.MaxSpeed', 13);
  await expect
    .poll(() => hints.flatMap(hint => hint.paths ?? []), { timeout: 5000 })
    .toContain('config/Settings.txt');
  rig.server.model.remove('Settings.MaxSpeed');
  const shrunk = await source.read({}, rig.signal);
  expect(textOf(shrunk.items, 'config/Settings.txt')).not.toContain('MaxSpeed');
});

test('hostile names and values become value text that holds them', async () => {
  const { source } = rig.source({
    rules: [{ path: '/Objects/Plant/Odd/*', kind: 'setpoint', group: 'Odd' }],
  });
  const names = ['..', 'a/b', 'Füllstand°', 'x\ny', '日本', '*', 'nul\u0000'];
  for (const name of names) rig.server.model.add('Odd', name, plantValue(DataType.Double, Number.NaN));
  rig.server.model.add('Odd', 'zero', plantValue(DataType.Double, -0));
  rig.server.model.add('Odd', 'long', plantValue(DataType.String, 'ß'.repeat(20_000)));
  await source.connect(rig.signal);
  const text = textOf((await source.read({}, rig.signal)).items, 'setpoints/Odd.txt');
  expect(text.trimEnd().split('\n')).toHaveLength(names.length + 2);
  expect(text).toContain('Odd.zero = -0.0  # LReal');
  expect(text).toContain('ß'.repeat(20_000));
  for (const name of [...names, 'zero', 'long']) rig.server.model.remove(`Odd.${name}`);
});

test('groups named by the device make paths whatever their names are', async () => {
  const names = ['tank', 'Tank', 'x'.repeat(300), '..', 'a/b', 'CON'];
  const { source } = rig.source({ rules: [{ path: '/Objects/Plant/*/Odd', kind: 'setpoint', group: '$1' }] });
  for (const name of names) rig.server.model.add(name, 'Odd', plantValue(DataType.Int32, 1));
  await source.connect(rig.signal);
  const reading = await source.read({ kinds: ['setpoint'] }, rig.signal);
  const paths = reading.items.map(item => item.path);
  expect(paths.filter(isItemPath)).toHaveLength(names.length);
  expect(new Set(paths.map(itemPath => itemPath.toLowerCase())).size).toBe(names.length);
  for (const name of names) rig.server.model.remove(`${name}.Odd`);
});

test('the source’s own session cannot write, call or register, and nothing of it reaches the server', async () => {
  const create = vi.spyOn(OPCUAClient, 'create');
  const { source } = rig.source();
  await source.connect(rig.signal);
  const made = create.mock.results.map(result => result.value as { getSessions(): unknown[] });
  create.mockRestore();
  const session = made.flatMap(client =>
    client.getSessions(),
  )[0] as import('node-opcua-client').ClientSession;
  const nodeId = 'ns=2;s=Tank1.LevelSP';
  const refused = expect.objectContaining({ code: 'opcua.not-a-read' });
  await expect(
    session.write({ nodeId, attributeId: 13, value: { value: plantValue(DataType.Double, 1) } }),
  ).rejects.toEqual(refused);
  await expect(session.call({ objectId: 'i=2253', methodId: 'i=11492', inputArguments: [] })).rejects.toEqual(
    refused,
  );
  await expect(session.registerNodes([nodeId])).rejects.toEqual(refused);
  await source.read({}, rig.signal);
  expect(rig.server.violations).toEqual([]);
  expect(rig.server.writes.filter(write => write.user === plantUsers.watcher.name)).toEqual([]);
});

test('the plant notices a watcher that writes', async () => {
  const careless = await rig.operator(plantUsers.watcher);
  await expect(careless.write('Tank1.LevelSP', 1)).rejects.toThrow('BadUserAccessDenied');
  expect(rig.server.violations.splice(0)).toEqual(['witness: WriteRequest']);
});
