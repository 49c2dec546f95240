import type { Instant } from '@witnessmark/shared/time';
import { expect, test } from 'vitest';
import { compareSessions, joined, type SessionReading } from './session-compare.ts';
import type { SessionRecord } from './session-records.ts';

function at(mono: number): Instant {
  return { wall: new Date(mono).toISOString(), mono, boot: '0'.repeat(32) };
}

const who = { subject: 'brewery/opcua', authenticity: 'authenticated' } as const;
const own = { reader: 'me', canaries: new Set(['canary']), between: 0 };

function session(id: string, over: Partial<SessionRecord> = {}): SessionRecord {
  return {
    id,
    name: id,
    client: 'Hmi',
    user: '',
    mechanism: '',
    reads: 1,
    writes: 0,
    written: 0,
    users: null,
    ...over,
  };
}

function reading(mono: number, cumulated: number | null, ...sessions: SessionRecord[]): SessionReading {
  const all = [session('me', { reads: mono }), ...sessions];
  return {
    requestedAt: at(mono),
    arrivedAt: at(mono + 1),
    sessions: new Map(all.map(one => [one.id, one])),
    cumulated,
    incomplete: null,
  };
}

test('nobody came, nothing was counted: the two readings watched everything in between', () => {
  const compared = compareSessions(reading(10, 5, session('a')), reading(20, 5, session('a')), own, who);
  expect(compared).toEqual({ statements: [], counts: new Map(), incomplete: null, written: 0 });
});

test('counted writes are told with their numbers and who the session is', () => {
  const before = reading(10, 5, session('a', { user: 'op', writes: 3, written: 2 }));
  const after = reading(20, 5, session('a', { user: 'op', writes: 5, written: 3 }));
  const { counts, written, incomplete } = compareSessions(before, after, own, who);
  expect([...counts.values()]).toMatchObject([
    {
      act: 'could-touch',
      identities: [{ scheme: 'opcua-user', value: 'op' }],
      reach: 'account',
      touches: [{ old: '3', new: '5' }],
      from: at(10),
      to: at(21),
    },
  ]);
  expect([written, incomplete]).toEqual([1, null]);
});

test('counts that follow one another are joined over both times', () => {
  const [a, b, c] = [3, 5, 9].map((writes, index) => reading(10 * (index + 1), 5, session('a', { writes })));
  if (!a || !b || !c) throw new Error('three readings');
  const first = compareSessions(a, b, own, who).counts.get('a');
  const next = compareSessions(b, c, own, who).counts.get('a');
  expect(first && next && joined(first, next)).toMatchObject({
    from: at(10),
    to: at(31),
    touches: [{ old: '3', new: '9' }],
  });
});

test('what is counted for a session that went to another user may be the work of the one before', () => {
  const before = reading(10, 5, session('a', { user: 'novak', writes: 3 }));
  const after = reading(20, 5, session('a', { user: 'kovac', writes: 5 }));
  const { statements, incomplete } = compareSessions(before, after, own, who);
  expect(statements.map(({ act, identities }) => [act, identities[0]?.value])).toEqual([
    ['could-touch', 'novak'],
    ['could-touch', 'kovac'],
  ]);
  expect(incomplete).toMatch(/another user/);
});

test('a session that ended may have written until its end', () => {
  const { statements } = compareSessions(reading(10, 5, session('a')), reading(20, 5), own, who);
  expect(statements.map(({ act }) => act)).toEqual(['disconnected', 'could-touch']);
});

test('sessions that came and went unseen are somebody unknown', () => {
  const { statements, incomplete } = compareSessions(reading(10, 5), reading(20, 7), own, who);
  expect(statements).toMatchObject([{ act: 'could-touch', identities: [], touches: [{ new: '2' }] }]);
  expect(incomplete).toBeNull();
});

test('our own canaries are nobody else', () => {
  const after = reading(20, 8, session('canary', { writes: 0 }));
  const { statements } = compareSessions(reading(10, 5), after, { ...own, between: 3 }, who);
  expect(statements).toEqual([]);
});

test.each([
  ['the sum is not told', reading(10, null), reading(20, null), own],
  ['a canary’s fate is not known', reading(10, 5), reading(20, 5), { ...own, between: null }],
  ['the sum ran back', reading(10, 5), reading(20, 3), own],
  ['our own session is not listed', reading(10, 5), reading(20, 5), { ...own, reader: 'other' }],
  ['our own readings are not counted', reading(10, 5), reading(10, 5), own],
  [
    'the writes of a session are not counted',
    reading(10, 5, session('a')),
    reading(20, 5, session('a', { writes: null })),
    own,
  ],
])('nothing is called watched where %s', (_, before, after, mine) => {
  expect(compareSessions(before, after, mine, who).incomplete).not.toBeNull();
});

test('a session that went to another user and back names both, and nothing is called watched', () => {
  const users = (...last: string[]) => ({ user: 'a', users: { count: last.length, last } });
  const before = reading(10, 5, session('s', users('a')));
  const passed = compareSessions(before, reading(20, 5, session('s', users('a', 'c', 'a'))), own, who);
  expect(passed.incomplete).toBe('a session went to another user in between');
  expect(passed.statements.map(({ act, identities }) => [act, identities[0]?.value])).toEqual([
    ['could-touch', 'c'],
    ['could-touch', 'a'],
  ]);
  expect(passed.statements[0]?.raw?.data).not.toContain('users');
  const again = compareSessions(before, reading(20, 5, session('s', users('a', 'a'))), own, who);
  expect(again).toMatchObject({ incomplete: null, statements: [] });
});

test('a reading in which a session is missing lets nothing be called watched', () => {
  const whole = reading(10, 5);
  const part = { ...reading(20, 5), incomplete: 'one is missing' };
  expect(compareSessions(whole, part, own, who).incomplete).toBe('one is missing');
  expect(compareSessions(part, reading(30, 5), own, who).incomplete).toBe('one is missing');
});
