import { describe, expect, test } from 'vitest';
import type { Member } from '../values/index.ts';
import { type RecipeMaster, recogniseLoad } from './index.ts';

const values = (prefix: string, temp: number, time: string): Member[] => [
  { name: `${prefix}Temp`, type: 'Real', value: temp, unit: '°C' },
  { name: `${prefix}Time`, type: 'Time', value: time },
];
const master = (name: string, version: string, members: Member[]): RecipeMaster => ({
  name,
  version,
  members,
});
const lager6 = master('Lager', 'v6', values('', 9, 'T#2h'));
const lager7 = master('Lager', 'v7', values('', 10, 'T#2h'));
const pils = master('Pils', 'v1', values('Pils.', 12, 'T#1h'));
const before = [...values('Active.', 9, 'T#2h'), { name: 'Other', type: 'Int', value: 1 } satisfies Member];
const after = [...values('Active.', 10, 'T#120m'), { name: 'Other', type: 'Int', value: 2 } satisfies Member];

describe('the load of a recipe', () => {
  test('is recognised when the active area holds all of a master’s values, below any name', () => {
    expect(recogniseLoad(before, after, [lager6, lager7, pils])).toEqual({
      recipe: 'Lager',
      version: 'v7',
      members: ['Active.Temp', 'Active.Time'],
    });
    expect(recogniseLoad([], values('', 12, 'T#1h'), [pils])).toEqual({
      recipe: 'Pils',
      version: 'v1',
      members: ['Temp', 'Time'],
    });
  });

  test('is none where a value differs, is missing, or has another type', () => {
    expect(recogniseLoad(before, after, [lager6, pils])).toBeNull();
    expect(recogniseLoad(before, after.slice(1), [lager7])).toBeNull();
    const retyped: Member[] = [
      { name: 'Temp', type: 'LReal', value: 10 },
      ...values('', 10, 'T#2h').slice(1),
    ];
    expect(recogniseLoad(before, after, [master('Lager', 'v8', retyped)])).toBeNull();
    expect(recogniseLoad(before, after, [])).toBeNull();
  });

  test('is none where the area held the recipe before', () => {
    const other = after.map(member => (member.name === 'Other' ? { ...member, value: 3 } : member));
    expect(recogniseLoad(after, other, [lager7])).toBeNull();
  });

  test('names the newest of equal versions, the fuller of two recipes, and none of two equal recipes', () => {
    const again = master('Lager', 'v9', lager7.members as Member[]);
    expect(recogniseLoad(before, after, [lager7, again])).toMatchObject({ recipe: 'Lager', version: 'v9' });
    const fuller = master('Bock', 'v1', [
      ...values('X.Active.', 10, 'T#2h'),
      { name: 'X.Other', type: 'Int', value: 2 },
    ]);
    expect(recogniseLoad(before, after, [lager7, fuller])).toEqual({
      recipe: 'Bock',
      version: 'v1',
      members: ['Active.Temp', 'Active.Time', 'Other'],
    });
    expect(
      recogniseLoad(before, after, [lager7, master('Export', 'v1', lager7.members as Member[])]),
    ).toBeNull();
  });

  test('is not seen in a single value', () => {
    expect(recogniseLoad([], after, [master('One', 'v1', values('', 10, 'T#2h').slice(0, 1))])).toBeNull();
  });

  test('stays quick with many members of one name', () => {
    const many = Array.from({ length: 20_000 }, (_, at): Member[] => values(`A[${at}].`, 9, 'T#2h')).flat();
    expect(recogniseLoad([], many, [lager7, pils])).toBeNull();
  });
});
