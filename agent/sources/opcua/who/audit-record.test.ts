import { statementSchema } from '@witnessmark/shared/facts';
import type { Instant } from '@witnessmark/shared/time';
import fc from 'fast-check';
import { coerceNodeId, DataType, Variant, VariantArrayType } from 'node-opcua-client';
import { expect, test } from 'vitest';
import type { CrawledNode } from '../crawled-node.ts';
import { Namespaces } from '../namespaces.ts';
import { auditRecord } from './audit-record.ts';
import { auditStatement } from './audit-statement.ts';
import { Places } from './places.ts';

const at: Instant = { wall: '2026-11-23T05:00:00.000Z', mono: 1000, boot: '0'.repeat(32) };
const places = new Places({ items: new Map(), device: [], revisions: [] }, new Namespaces(['', 'urn:own']));

const node: CrawledNode = {
  nodeId: coerceNodeId('ns=1;s=Level'),
  nodeClass: 'Variable',
  browseName: { uri: 'urn:own', name: 'Level' },
  type: null,
  typeId: null,
  property: false,
  parent: null,
  plainPath: '/Objects/Level',
  qualifiedPath: '/Objects/nsu=urn:own;Level',
  depth: 2,
  rootDepth: 1,
};
/** The same node as a member of an item. */
const held = new Places(
  {
    items: new Map([
      [
        'setpoints/Tanks.txt',
        {
          is: 'values',
          kind: 'setpoint',
          members: [{ name: 'Steps', node, unit: null, range: null }],
          facts: [],
        },
      ],
    ]),
    device: [],
    revisions: [],
  },
  places.namespaces,
);

function text(value: string): Variant {
  return new Variant({ dataType: DataType.String, value });
}
function id(value: string): Variant {
  return new Variant({ dataType: DataType.NodeId, value: coerceNodeId(value) });
}
const none = new Variant({ dataType: DataType.Null });

function write(over: Readonly<Record<number, Variant>> = {}): Variant[] {
  const fields = [
    id('i=2100'),
    new Variant({ dataType: DataType.DateTime, value: new Date('2026-11-23T04:59:59Z') }),
    id('ns=1;s=Level'),
    text('Attribute/Write'),
    new Variant({ dataType: DataType.Boolean, value: true }),
    text('1:2:Write'),
    text('kovac'),
    new Variant({ dataType: DataType.UInt32, value: 13 }),
    text(''),
    new Variant({ dataType: DataType.Double, value: 1 }),
    new Variant({ dataType: DataType.Double, value: 2 }),
    none,
    none,
    none,
  ];
  return fields.map((field, index) => over[index] ?? field);
}

function statementOf(fields: readonly Variant[], within = places) {
  const record = auditRecord(fields, at);
  if (record === null || record.is === 'overflow') return null;
  return auditStatement(
    { ...record, is: record.is },
    {
      subject: 'brewery/opcua',
      authenticity: 'authenticated',
      placed: { at, errorMs: null },
      liveness: { proof: 'none' },
      places: within,
      station: null,
    },
  );
}

test('a node that belongs to no item is told by its own name, with namespace URI', () => {
  expect(statementOf(write())?.touches).toEqual([{ device: 'nsu=urn:own;s=Level', old: '1.0', new: '2.0' }]);
});

test('a value inside a value is taken out', () => {
  const inner = new Variant({ dataType: DataType.Double, value: 7 });
  const outer = new Variant({ dataType: DataType.Variant, value: inner });
  expect(statementOf(write({ 10: outer }))?.touches[0]?.new).toBe('7.0');
});

test('a written part of an array is named by where it lies', () => {
  const part = (...values: number[]) =>
    new Variant({
      dataType: DataType.Int16,
      arrayType: VariantArrayType.Array,
      value: new Int16Array(values),
    });
  const fields = write({ 8: text('3:4'), 9: part(1, 2), 10: part(1, 9) });
  expect(statementOf(fields, held)?.touches).toEqual([
    { path: 'setpoints/Tanks.txt', member: 'Steps[4]', device: 'nsu=urn:own;s=Level', old: '2', new: '9' },
  ]);
});

test.each(['', 'Anonymous', 'System/CreateSession'])('the user %j is nobody', user => {
  expect(statementOf(write({ 6: text(user) }))).toMatchObject({ identities: [], reach: 'path' });
});

test('a maker’s own type is known by what it carries, and any other event is let pass', () => {
  expect(auditRecord(write({ 0: id('ns=1;i=7') }), at)?.is).toBe('write');
  expect(auditRecord(write({ 0: id('i=2132') }), at)).toBeNull();
  expect(auditRecord([], at)).toBeNull();
});

test('a value too long for a statement stands there by its hash', () => {
  const long = text('x'.repeat(10_000));
  expect(statementOf(write({ 10: long }))?.touches[0]?.new).toMatch(/^sha256:[0-9a-f]{64}$/);
});

const anyVariant = fc.oneof(
  fc.string({ maxLength: 6000 }).map(text),
  fc.double().map(value => new Variant({ dataType: DataType.Double, value })),
  fc.boolean().map(value => new Variant({ dataType: DataType.Boolean, value })),
  fc.constantFrom(none, id('i=2100'), id('ns=9;s=x'), id('i=0')),
  fc.date({ noInvalidDate: false }).map(value => new Variant({ dataType: DataType.DateTime, value })),
  fc.array(fc.integer({ min: -0x8000, max: 0x7fff }), { maxLength: 500 }).map(
    value =>
      new Variant({
        dataType: DataType.Int16,
        arrayType: VariantArrayType.Array,
        value: new Int16Array(value),
      }),
  ),
);

test('whatever a server puts into its events, what is told is a statement', () => {
  const types = fc.constantFrom(id('i=2100'), id('i=2127'), id('i=2071'), id('i=2069'), id('ns=2;i=1'));
  fc.assert(
    fc.property(types, fc.array(anyVariant, { maxLength: 16 }), (type, rest) => {
      const statement = statementOf([type, ...rest]);
      if (statement !== null) expect(statementSchema.safeParse(statement).error).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});
