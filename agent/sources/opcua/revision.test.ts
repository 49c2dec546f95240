import { DataType, DataValue, NodeId, StatusCodes, Variant } from 'node-opcua-client';
import { expect, test } from 'vitest';
import type { CrawledNode } from './crawled-node.ts';
import { Namespaces } from './namespaces.ts';
import { revisionOf } from './revision.ts';

const namespaces = new Namespaces(['', 'urn:own']);

function member(name: string) {
  const node: CrawledNode = {
    nodeId: new NodeId(NodeId.NodeIdType.STRING, name, 1),
    nodeClass: 'Variable',
    browseName: { uri: 'urn:own', name },
    type: null,
    typeId: null,
    property: true,
    parent: null,
    plainPath: `/Objects/${name}`,
    qualifiedPath: `/Objects/nsu=urn:own;${name}`,
    depth: 2,
    rootDepth: 1,
  };
  return { name, node, unit: null, range: null };
}

function value(dataType: DataType, content: unknown, statusCode = StatusCodes.Good): DataValue {
  return new DataValue({ value: new Variant({ dataType, value: content }), statusCode });
}

test('one hash, number or text stands as itself', () => {
  const of = (dataType: DataType, content: unknown) =>
    revisionOf([member('Hash')], [value(dataType, content)], namespaces);
  expect(of(DataType.ByteString, Buffer.from('0a1b', 'hex'))).toBe('16#0A1B');
  expect(of(DataType.Int32, 26)).toBe('16#1A');
  expect(of(DataType.String, 'V3.2 build 7')).toBe('V3.2 build 7');
  expect(of(DataType.String, 'x'.repeat(500))).toMatch(/^16#[0-9A-F]{64}$/);
});

test('several stand together, and another one of them is another checksum', () => {
  const members = [member('Revision'), member('Counter')];
  const of = (revision: string, counter: number) =>
    revisionOf(members, [value(DataType.String, revision), value(DataType.Int32, counter)], namespaces);
  expect(of('V3', 7)).toBe('Revision V3, Counter 7');
  expect(of('V3', 8)).not.toBe(of('V3', 7));
});

test('half of what stands for a program is nothing', () => {
  const members = [member('Revision'), member('Counter')];
  const bad = value(DataType.Int32, 7, StatusCodes.BadUserAccessDenied);
  expect(revisionOf(members, [value(DataType.String, 'V3'), bad], namespaces)).toBeNull();
  expect(revisionOf(members, [value(DataType.String, 'V3')], namespaces)).toBeNull();
  expect(revisionOf([], [], namespaces)).toBeNull();
});
