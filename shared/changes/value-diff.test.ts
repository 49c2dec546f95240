import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatValueText, type Member } from '../values/index.ts';
import { diffValueTexts, itemDiffSchema, type MemberChange } from './index.ts';

const text = (...members: Member[]) => formatValueText(members);
const level = (value: number, more: Partial<Member> = {}): Member => ({
  name: 'Tank1.LevelSP',
  type: 'Real',
  value,
  unit: '%',
  range: [0, 100],
  ...more,
});
const one = (old: Member, now: Member): MemberChange => {
  const [change, ...rest] = diffValueTexts(text(old), text(now)).members;
  if (change === undefined || rest.length > 0) throw new Error('not one change');
  return change;
};

describe('the difference of two value texts', () => {
  test('gives old, new, unit, range, step and step in percent of the range', () => {
    expect(one(level(42.5), level(55))).toEqual({
      name: 'Tank1.LevelSP',
      sign: 'changed',
      type: 'Real',
      oldType: null,
      old: '42.5',
      new: '55.0',
      unit: '%',
      range: [0, 100],
      oldUnit: '%',
      oldRange: [0, 100],
      step: '12.5',
      stepPercent: 12.5,
    });
  });

  test.each<[string, Member, Member, Partial<MemberChange>]>([
    ['decimals as they are written', level(0.1), level(0.3), { step: '0.2', stepPercent: 0.2 }],
    ['a step down', level(3), level(-1.25), { step: '-4.25', stepPercent: -4.25 }],
    ['numbers far apart', level(0), level(1e30), { step: String(Math.fround(1e30)) }],
    ['NaN', level(1), level(Number.NaN), { new: 'NaN', step: null, stepPercent: null }],
    ['an empty range', level(1), level(2, { range: [5, 5] }), { step: '1.0', stepPercent: null }],
    [
      'an endless range',
      level(1),
      level(2, { range: [0, Number.POSITIVE_INFINITY] }),
      { range: null, stepPercent: null },
    ],
    ['minus zero', level(0), level(-0), { old: '0.0', new: '-0.0', step: '0.0' }],
    [
      '64-bit integers',
      { name: 'a', type: 'LInt', value: -(2n ** 63n) },
      { name: 'a', type: 'LInt', value: 2n ** 63n - 1n },
      { step: '18446744073709551615' },
    ],
    [
      'durations',
      { name: 't', type: 'Time', value: 'T#3s' },
      { name: 't', type: 'Time', value: 'T#1s500ms' },
      { step: 'T#-1s500ms' },
    ],
    [
      'text',
      { name: 's', type: 'String', value: 'a' },
      { name: 's', type: 'String', value: 'b' },
      { old: '"a"', new: '"b"', step: null },
    ],
    [
      'bit strings',
      { name: 'w', type: 'Word', value: 1n },
      { name: 'w', type: 'Word', value: 3n },
      { new: '16#0003', step: null },
    ],
    ['a value lost', level(1), { ...level(1), value: null }, { new: 'null', step: null }],
  ])('compares %s', (_what, old, now, expected) => {
    expect(one(old, now)).toMatchObject({ sign: 'changed', ...expected });
  });

  test('tells added, removed, retyped and described apart', () => {
    const old = text(
      level(1),
      { name: 'gone', type: 'Int', value: 1 },
      { name: 'same', type: 'Int', value: 1 },
      { name: 'typed', type: 'Int', value: 1 },
    );
    const now = text(
      level(1, { unit: 'mm', range: [0, 50] }),
      { name: 'new', type: 'Int', value: 1 },
      { name: 'same', type: 'Int', value: 1 },
      { name: 'typed', type: 'DInt', value: 1 },
    );
    const diff = diffValueTexts(old, now);
    expect(diff.members.map(({ name, sign }) => [name, sign])).toEqual([
      ['Tank1.LevelSP', 'described'],
      ['gone', 'removed'],
      ['new', 'added'],
      ['typed', 'retyped'],
    ]);
    expect(diff.members[0]).toMatchObject({ oldUnit: '%', unit: 'mm', oldRange: [0, 100], range: [0, 50] });
    expect(diff.members[3]).toMatchObject({ oldType: 'Int', type: 'DInt', step: null });
    expect(diff).toMatchObject({ unchanged: 1, differing: 4, truncated: false });
  });

  test('takes values that are written differently and mean the same for equal', () => {
    const same = diffValueTexts(
      'a = 42.50  # Real\nt = T#1000ms  # Time\n',
      'a = 42.5  # Real\nt = T#1s  # Time\n',
    );
    expect(same).toMatchObject({ differing: 0, unchanged: 2, members: [], unparsed: [] });
  });

  test('shows lines that are no value text where they differ', () => {
    const diff = diffValueTexts('a = 1  # Int\n<<<<\nkept\n', 'a = 1  # Int\nkept\n====\n');
    expect(diff.unparsed).toEqual([
      { sign: '-', old: 2, new: null, text: '<<<<' },
      { sign: '+', old: null, new: 3, text: '====' },
    ]);
  });

  test('stands for an item that came or went with null', () => {
    expect(diffValueTexts(null, text(level(1))).members).toMatchObject([
      { sign: 'added', old: null, new: '1.0' },
    ]);
    expect(diffValueTexts(text(level(1)), null).members).toMatchObject([
      { sign: 'removed', old: '1.0', new: null },
    ]);
    expect(diffValueTexts(null, null)).toMatchObject({ differing: 0, unchanged: 0 });
  });

  test('is bounded and says what it left out', () => {
    const many = Array.from(
      { length: 20_000 },
      (_, at): Member => ({ name: `a[${at}]`, type: 'Int', value: 1 }),
    );
    const diff = diffValueTexts(null, formatValueText(many));
    expect(diff.members).toHaveLength(5000);
    expect(diff.members[4999]?.name).toBe('a[4999]');
    expect(diff).toMatchObject({ differing: 20_000, truncated: true });
    const long = diffValueTexts(null, text({ name: 's', type: 'String', value: '😀'.repeat(100_000) }));
    expect(long.members[0]?.new?.length).toBeLessThan(5000);
    expect(long.members[0]?.new?.isWellFormed()).toBe(true);
    expect(long.truncated).toBe(true);
    const odd = diffValueTexts('x\n'.repeat(1000), 'y\n'.repeat(1000));
    expect(odd.unparsed).toHaveLength(200);
    expect(odd.truncated).toBe(true);
  });

  test('is empty exactly for equal texts, fits its schema, and turned round swaps old and new', () => {
    const member = fc.record({
      name: fc.constantFrom('a', 'b', 'c[1]', 'c[10]', 'c[2]'),
      type: fc.constantFrom('Real', 'LReal'),
      value: fc.oneof(fc.float(), fc.constantFrom(0, -0, 1)),
    }) as fc.Arbitrary<Member>;
    const value = fc.uniqueArray(member, { selector: ({ name }) => name }).map(list => formatValueText(list));
    fc.assert(
      fc.property(value, value, (old, now) => {
        const there = diffValueTexts(old, now);
        const back = diffValueTexts(now, old);
        expect(itemDiffSchema.parse(JSON.parse(JSON.stringify(there)))).toEqual(there);
        expect(there.differing === 0).toBe(old === now);
        expect(there.members.map(each => each.new)).toEqual(back.members.map(each => each.old));
      }),
    );
  });
});
