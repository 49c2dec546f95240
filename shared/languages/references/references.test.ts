import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anySource } from '../compare/model.fixture.ts';
import { sketch } from '../findings/sketch.fixture.ts';
import { referenceKey, references } from './index.ts';

const brief = (text: string) => references(sketch(text)).map(({ name, access }) => `${access} ${name}`);

test('tells what statements read, write and call', () => {
  expect(brief('st: IF Ready THEN Flow := Raw * 2; T1(IN := Start); END_IF;')).toEqual([
    'declared Main',
    'read Ready',
    'write Flow',
    'read Raw',
    'call T1',
    'read Start',
  ]);
});

test('tells what rungs read, write and call, and no constants', () => {
  expect(brief('rung 4: a /b TON:T1[IN=x PT=T#3s] {S q}')).toEqual([
    'declared Main',
    'read a',
    'read b',
    'call TON',
    'write T1',
    'read x',
    'write q',
  ]);
});

test('tells members and the types that are no elementary ones', () => {
  expect(brief('var VAR Level : REAL\nvar VAR Tank : Tank_T')).toEqual([
    'declared Main',
    'declared Level',
    'declared Tank',
    'type Tank_T',
  ]);
});

test.each([
  ['"Tank".Level', 'TANK.LEVEL'],
  ['#level', 'LEVEL'],
  ['%MW 4', 'MW4'],
])('looks for %s under %s', (name, key) => {
  expect(referenceKey(name)).toBe(key);
});

test('are the same each time, and each has a key', () => {
  fc.assert(
    fc.property(anySource, model => {
      const all = references(model);
      expect(references(structuredClone(model))).toEqual(all);
      for (const { name, key } of all) expect(key).toBe(referenceKey(name));
    }),
  );
});
