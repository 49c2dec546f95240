import type { Instant } from '@witnessmark/shared/time';
import { NodeId } from 'node-opcua-client';
import { expect, test } from 'vitest';
import { diNamespace } from '../browse-path.ts';
import type { CrawledNode } from '../crawled-node.ts';
import { compareLocks, type LockReading, locksIn } from './locks.ts';

function at(mono: number): Instant {
  return { wall: new Date(mono).toISOString(), mono, boot: '0'.repeat(32) };
}

function reading(
  mono: number,
  held: Readonly<Record<string, { user: string; client: string }>>,
): LockReading {
  return { requestedAt: at(mono), arrivedAt: at(mono + 1), held: new Map(Object.entries(held)) };
}

const who = { subject: 'brewery/opcua', authenticity: 'authenticated' } as const;
const kovac = { user: 'kovac', client: 'PG-3' };

test('whoever takes a lock could touch what it guards, and lets go of it when it is gone', () => {
  const taken = compareLocks(reading(10, {}), reading(20, { Press: kovac }), who);
  expect(taken).toMatchObject([
    {
      act: 'could-touch',
      identities: [{ scheme: 'opcua-user', value: 'kovac' }],
      place: { path: 'opcua', station: 'PG-3' },
      from: at(10),
      to: at(21),
    },
  ]);
  const left = compareLocks(reading(20, { Press: kovac }), reading(30, {}), who);
  expect(left.map(({ act }) => act)).toEqual(['disconnected']);
  expect(compareLocks(reading(20, { Press: kovac }), reading(30, { Press: kovac }), who)).toEqual([]);
});

test('a lock that passed on is told of both', () => {
  const other = { user: 'novak', client: 'PG-4' };
  const passed = compareLocks(reading(20, { Press: kovac }), reading(30, { Press: other }), who);
  expect(passed.map(({ act, identities }) => [act, identities[0]?.value])).toEqual([
    ['disconnected', 'kovac'],
    ['could-touch', 'novak'],
  ]);
});

function node(parent: CrawledNode | null, name: string, uri = diNamespace): CrawledNode {
  return {
    nodeId: new NodeId(NodeId.NodeIdType.STRING, name, 1),
    nodeClass: parent === null ? 'Object' : 'Variable',
    browseName: { uri, name },
    type: null,
    typeId: null,
    property: true,
    parent,
    plainPath: `${parent?.plainPath ?? '/Objects'}/${name}`,
    qualifiedPath: `${parent?.qualifiedPath ?? '/Objects'}/${name}`,
    depth: 2,
    rootDepth: 1,
  };
}

test('a lock is an object of DI that tells whether it is locked', () => {
  const lock = node(null, 'Lock');
  const parts = ['Locked', 'LockingUser', 'LockingClient'].map(name => node(lock, name));
  expect(locksIn(parts)).toMatchObject([{ of: '/Objects/Lock', locked: { browseName: { name: 'Locked' } } }]);
  expect(locksIn(parts.slice(1))).toEqual([]);
  expect(locksIn([node(lock, 'Locked', 'urn:own')])).toEqual([]);
});
