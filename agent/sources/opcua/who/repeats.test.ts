import { coerceNodeId } from 'node-opcua-client';
import { expect, test } from 'vitest';
import { Namespaces } from '../namespaces.ts';
import type { AuditRecord } from './audit-record.ts';
import { Places } from './places.ts';
import { Repeats } from './repeats.ts';

const places = new Places({ items: new Map(), device: [], revisions: [] }, new Namespaces(['', 'urn:own']));

function write(user: string, node: string, mono: number): AuditRecord {
  return {
    is: 'write',
    arrivedAt: { wall: new Date(mono).toISOString(), mono, boot: '0'.repeat(32) },
    time: null,
    sourceNode: coerceNodeId(node),
    sourceName: '',
    succeeded: true,
    auditEntry: '',
    user,
    attribute: 13,
    indexRange: '',
    old: null,
    fresh: null,
    method: null,
    inputs: [],
    session: null,
  };
}

test('a heartbeat outside of every item is told once an hour, and another user or node at once', () => {
  const repeats = new Repeats();
  const told = (user: string, node: string, mono: number) =>
    repeats.worthTelling(write(user, node, mono), places);
  expect(told('scada', 'ns=1;s=Beat', 0)).toBe(true);
  expect(told('scada', 'ns=1;s=Beat', 1000)).toBe(false);
  expect(told('kovac', 'ns=1;s=Beat', 1000)).toBe(true);
  expect(told('scada', 'ns=1;s=Other', 1000)).toBe(true);
  expect(told('scada', 'ns=1;s=Beat', 3_600_000)).toBe(true);
});

test('what is remembered is bounded', () => {
  const repeats = new Repeats();
  for (let node = 0; node < 1001; node++)
    repeats.worthTelling(write('scada', `ns=1;i=${node + 1}`, 0), places);
  expect(repeats.worthTelling(write('scada', 'ns=1;i=1', 1), places)).toBe(true);
  expect(repeats.worthTelling(write('scada', 'ns=1;i=1001', 1), places)).toBe(false);
});
