import { DataType } from 'node-opcua-client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { plantValue } from './operator.ts';
import { OpcuaRig, textOf } from './rig.ts';

const manyRules = [{ path: '/Objects/Plant/Many/*', kind: 'setpoint', group: 'Many' }];

function addMany(rig: OpcuaRig, count: number): void {
  for (let index = 0; index < count; index++) {
    rig.server.model.add('Many', `V${index}`, plantValue(DataType.Int32, index));
  }
}

describe('a server with tight limits', () => {
  let rig: OpcuaRig;
  beforeAll(async () => {
    rig = await OpcuaRig.start({
      limits: {
        maxBrowseContinuationPoints: 2,
        maxByteStringLength: 1000,
        operationLimits: { maxNodesPerRead: 100, maxNodesPerBrowse: 10, maxMonitoredItemsPerCall: 50 },
      },
    });
    addMany(rig, 250);
  });
  afterEach(() => rig.leave());
  afterAll(() => rig.stop());

  test('is read in batches it takes', async () => {
    const { source } = rig.source({ rules: manyRules });
    await source.connect(rig.signal);
    const reading = await source.read({ kinds: ['setpoint'] }, rig.signal);
    expect(reading.load.requests).toBe(3);
    const lines = textOf(reading.items, 'setpoints/Many.txt').trimEnd().split('\n');
    expect(lines).toHaveLength(250);
    expect(lines).toContain('Many.V249 = 249  # DInt');
  });

  test('gives a file in parts no larger than it allows', async () => {
    const content = Buffer.from('x'.repeat(2500));
    const file = rig.server.model.file('Lager.rcp');
    file.replace(content);
    const { source } = rig.source();
    await source.connect(rig.signal);
    const { items } = await source.read({ paths: ['files/Files/Lager.rcp'] }, rig.signal);
    expect(textOf(items, 'files/Files/Lager.rcp')).toBe(content.toString());
    expect(file.largestRead).toBe(1000);
    expect(file.handles.size).toBe(0);
  });
});

describe('a server with 10,000 variables', () => {
  let rig: OpcuaRig;
  beforeAll(async () => {
    rig = await OpcuaRig.start();
    addMany(rig, 10_000);
  });
  afterEach(() => rig.leave());
  afterAll(() => rig.stop());

  test('is crawled, subscribed and read in few requests', async () => {
    const { source, hints } = rig.source({
      rules: manyRules,
    });
    await source.connect(rig.signal);
    const reading = await source.read({ kinds: ['setpoint'] }, rig.signal);
    expect(reading.load.requests).toBeLessThanOrEqual(12);
    expect(textOf(reading.items, 'setpoints/Many.txt').split('\n')).toHaveLength(10_001);
    rig.server.setByProgram('Many.V9999', 1);
    await expect.poll(() => hints.length, { timeout: 10_000 }).toBe(1);
  });

  test('is refused whole where it is more than the configuration allows', async () => {
    const { source } = rig.source({ rules: manyRules, crawl: { nodes: 5000 } });
    await expect(source.connect(rig.signal)).rejects.toMatchObject({
      code: 'opcua.too-large',
      detail: 'more than 5000 nodes',
    });
  });

  test('is not gone into where a rule ignores the folder', async () => {
    const rules = [{ path: '/Objects/Plant/Many', kind: 'ignore' }];
    const { source } = rig.source({ rules, crawl: { nodes: 500 } });
    await source.connect(rig.signal);
    const { items } = await source.read({}, rig.signal);
    expect(items.map(item => item.path)).toEqual(['config/opcua.txt']);
  });
});
