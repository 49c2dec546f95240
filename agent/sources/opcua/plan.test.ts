import { NodeId } from 'node-opcua-client';
import { expect, test } from 'vitest';
import { plainSegment, qualifiedSegment, uaNamespace } from './browse-path.ts';
import { opcuaRuleSchema } from './config.ts';
import type { CrawledNode } from './crawled-node.ts';
import { ItemPaths } from './paths.ts';
import { makePlan, type Plan } from './plan.ts';
import { noProgramModel } from './program-model.ts';
import { compileRules } from './rules.ts';

let nextId = 1;

function node(parent: CrawledNode | null, name: string, over: Partial<CrawledNode> = {}): CrawledNode {
  const browseName = { uri: 'urn:plant', name, ...over.browseName };
  return {
    nodeId: new NodeId(NodeId.NodeIdType.NUMERIC, nextId++, 2),
    nodeClass: 'Variable',
    type: null,
    typeId: null,
    property: false,
    parent,
    plainPath: `${parent?.plainPath ?? '/Objects'}/${plainSegment(name)}`,
    qualifiedPath: `${parent?.qualifiedPath ?? '/Objects'}/${qualifiedSegment(browseName)}`,
    depth: (parent?.depth ?? 1) + 1,
    rootDepth: 2,
    ...over,
    browseName,
  };
}

function plan(nodes: readonly CrawledNode[], ...rules: object[]): Plan {
  const own = 'config/opcua.txt';
  return makePlan(
    nodes,
    compileRules(
      rules.map(rule =>
        opcuaRuleSchema.parse({ kind: 'setpoint', group: 'All', path: '/Objects/**', ...rule }),
      ),
      'brew/opcua',
    ),
    {
      writable: () => true,
      idText: id => String(id.value),
      paths: new ItemPaths([own]),
      own,
      subject: 'x',
      model: noProgramModel,
      programs: 'auto',
      program: 'config/opcua.program.txt',
      mimeType: () => null,
    },
  );
}

function names(made: Plan): string[] {
  const item = made.items.get('setpoints/All.txt');
  return item?.is === 'values' ? item.members.map(member => member.name) : [];
}

test('equal names are told apart by namespace, and where that is not enough by node id', () => {
  const plant = node(null, 'Plant', { nodeClass: 'Object' });
  const one = node(plant, 'X');
  const other = node(plant, 'X', { browseName: { uri: 'urn:vendor', name: 'X' } });
  const twin = node(plant, 'Y');
  const twin2 = node(plant, 'Y');
  expect(names(plan([plant, one, other, twin, twin2], {}))).toEqual([
    'nsu=urn:plant;X',
    'nsu=urn:vendor;X',
    `nsu=urn:plant;Y@${String(twin.nodeId.value)}`,
    `nsu=urn:plant;Y@${String(twin2.nodeId.value)}`,
  ]);
});

test('a dot in a name cannot make two members one', () => {
  const plant = node(null, 'Plant', { nodeClass: 'Object' });
  const a = node(plant, 'a', { nodeClass: 'Object' });
  const made = names(plan([plant, a, node(a, 'b'), node(plant, 'a.b')], {}));
  expect(new Set(made).size).toBe(2);
});

test('unit and range describe their variable and are no members', () => {
  const plant = node(null, 'Plant', { nodeClass: 'Object' });
  const level = node(plant, 'LevelSP');
  const ua = (name: string) => node(level, name, { property: true, browseName: { uri: uaNamespace, name } });
  const [range, unit] = [ua('EURange'), ua('EngineeringUnits')];
  const vendor = node(level, 'Comment', { property: true });
  const made = plan([plant, level, range, unit, vendor], {});
  expect(names(made)).toEqual(['LevelSP', 'LevelSP.Comment']);
  const item = made.items.get('setpoints/All.txt');
  expect(item?.is === 'values' && item.members[0]).toMatchObject({ range: range.nodeId, unit: unit.nodeId });
});

test('no rule takes the source’s own item', () => {
  const plant = node(null, 'Plant', { nodeClass: 'Object' });
  expect(() => plan([plant, node(plant, 'X')], { kind: 'config', group: 'opcua' })).toThrow(
    expect.objectContaining({ code: 'opcua.rule-invalid' }),
  );
});

test('identification in the DI namespace goes to the own item unless a rule takes it', () => {
  const plant = node(null, 'Plant', { nodeClass: 'Object' });
  const serial = node(plant, 'SerialNumber', {
    property: true,
    browseName: { uri: 'http://opcfoundation.org/UA/DI/', name: 'SerialNumber' },
  });
  expect(plan([plant, serial]).device.map(member => member.name)).toEqual(['SerialNumber']);
  expect(plan([plant, serial], {}).device).toEqual([]);
});
