import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anySource, member, source, unit } from '../compare/model.fixture.ts';
import { sketch } from '../findings/sketch.fixture.ts';
import { mentions } from './index.ts';

const about = (old: string, now: string) =>
  mentions(sketch(old), sketch(now)).map(({ name, before, after, says }) => [name, before, after, says]);

test('tells a name whose value moved by what that does, though it stands there as often as before', () => {
  expect(about('rung 4: a TON:T1[IN=b PT=T#3s] {q}', 'rung 4: a TON:T1[IN=b PT=T#5s] {q}')).toContainEqual([
    'T1',
    1,
    1,
    'timer preset of T1 3 s → 5 s in network 4 of Main',
  ]);
});

test('tells a name that came and one that went, and none that is in no difference', () => {
  const names = about('st: x := a; y := b;', 'st: x := a; y := c;').map(([name, before, after]) => [
    name,
    before,
    after,
  ]);
  expect(names).toEqual([
    ['y', 1, 1],
    ['b', 1, 0],
    ['c', 0, 1],
  ]);
});

test('tells a member of a data block by itself and with its block', () => {
  const block = (value: string) =>
    source([unit('Tank', { kind: 'data-block', members: [member('Level', { value })] })]);
  expect(mentions(block('80.0'), block('95.0')).map(({ key }) => key)).toEqual(['LEVEL', 'TANK.LEVEL']);
});

test('tells nothing of two that mean the same, and each key once', () => {
  fc.assert(
    fc.property(anySource, anySource, (old, now) => {
      expect(mentions(old, structuredClone(old))).toEqual([]);
      const keys = mentions(old, now).map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
    }),
    { numRuns: 50 },
  );
});
