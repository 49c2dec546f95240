import { DataType, NodeId, Variant, VariantArrayType } from 'node-opcua-client';
import { expect, test } from 'vitest';
import { sessionRecords } from './session-records.ts';

/** The structures as the client gives them, without their encoding. */
function listed(value: readonly (object | null)[]): Variant {
  const variant = new Variant({ dataType: DataType.Null });
  Object.assign(variant, { dataType: DataType.ExtensionObject, arrayType: VariantArrayType.Array, value });
  return variant;
}

const one = (index: number) => ({ sessionId: NodeId.resolveNodeId(`i=${index + 1}`) });

test('every session listed is a whole reading', () => {
  const { sessions, incomplete } = sessionRecords(listed([one(0), one(1)]), null);
  expect([sessions.size, incomplete]).toEqual([2, null]);
});

test.each([
  ['more sessions than are looked at', Array.from({ length: 1001 }, (_, index) => one(index)), 1000],
  ['an empty entry', [one(0), null], 1],
  ['a session without its id', [one(0), {}], 1],
])('%s make the reading incomplete', (_, value, kept) => {
  const { sessions, incomplete } = sessionRecords(listed(value), null);
  expect(sessions.size).toBe(kept);
  expect(incomplete).toEqual(expect.any(String));
});

test('who had a session is known in order, and an empty history is none', () => {
  const security = listed([
    { ...one(0), clientUserIdOfSession: 'a', clientUserIdHistory: ['a', 'c', 'a'] },
    { ...one(1), clientUserIdOfSession: 'b', clientUserIdHistory: [] },
  ]);
  const { sessions, incomplete } = sessionRecords(listed([one(0), one(1)]), security);
  expect([...sessions.values()].map(({ user, users }) => [user, users])).toEqual([
    ['a', { count: 3, last: ['a', 'c', 'a'] }],
    ['b', null],
  ]);
  expect(incomplete).toBeNull();
});
