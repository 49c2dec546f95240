import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Discovery, discoverOpcua, opcuaSourceSchema, renderDiscovery } from '@witnessmark/agent/opcua';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OpcuaRig, testContext, textOf } from './rig.ts';
import { plantUsers } from './users.ts';

let rig: OpcuaRig;
let discovery: Discovery;
beforeAll(async () => {
  rig = await OpcuaRig.start({ processPeriodMs: 20 });
  const config = opcuaSourceSchema.parse({
    type: 'opcua',
    endpoint: rig.server.endpointUrl,
    serverCertificate: rig.pin,
    user: { name: plantUsers.watcher.name, password: plantUsers.watcher.password },
    roots: ['/Objects/Plant'],
    requestsPerSecond: 1000,
  });
  const blinking = setInterval(() => {
    const enabled = rig.server.model.variable('Tank1.Enabled').readValue().value.value;
    rig.server.setByProgram('Tank1.Enabled', !enabled);
  }, 170);
  const dir = await mkdtemp(path.join(tmpdir(), 'opcua-discover-'));
  try {
    discovery = await discoverOpcua(config, testContext(dir), { watchFor: 2000 }, rig.signal);
  } finally {
    clearInterval(blinking);
    await rm(dir, { recursive: true, force: true });
  }
});
afterAll(async () => {
  expect(rig.server.violations).toEqual([]);
  await rig.stop();
});

const finding = (name: string) =>
  discovery.findings.find(one => one.node.plainPath === `/Objects/Plant/${name}`);

test('what clients can write and what stood still is proposed', () => {
  expect(finding('Tank1/LevelSP')).toMatchObject({
    proposed: 'setpoint',
    why: expect.stringContaining('stood still'),
  });
  expect(finding('Recipe Lager/MashTemp')).toMatchObject({ proposed: 'recipe' });
  expect(finding('Settings/TimeZone')).toMatchObject({ proposed: 'config' });
});

test('what moves by itself is left out and told how often it moved', () => {
  expect(finding('Tank1/Level')).toMatchObject({
    proposed: null,
    why: expect.stringMatching(/changed [0-9]+ times in \d+ s/),
  });
  expect(finding('Tank1/Enabled')).toMatchObject({ proposed: null, writable: true });
});

test('units and ranges are not proposed as values of their own', () => {
  expect(discovery.findings.some(one => one.node.plainPath.includes('EURange'))).toBe(false);
});

test('the proposed rules take in exactly what was proposed', async () => {
  const { source } = rig.source({ rules: discovery.rules });
  await source.connect(rig.signal);
  const { items } = await source.read({}, rig.signal);
  const tank = textOf(items, 'setpoints/Tank1.txt');
  expect(tank).toContain('Tank1.LevelSP = 42.5');
  expect(tank).not.toMatch(/Tank1\.(Level|Cycles|Enabled) =/);
  expect(textOf(items, 'recipes/Recipe%20Lager.txt')).toContain('MashTemp');
  expect(textOf(items, 'files/Files/Lager.rcp')).toContain('Mash=66');
});

test('the text names the reasons and ends with rules that can be pasted', () => {
  const text = renderDiscovery(discovery);
  expect(text).toContain('/Objects/Plant/Tank1/Level\n');
  expect(text).toContain('it moves by itself');
  expect(text).toMatch(/rules:\n {2}- path: /);
});
