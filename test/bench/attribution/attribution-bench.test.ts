import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { casesOfFamily, families } from './families.ts';
import { scoreFamily } from './score.ts';

const plants = 50;
const ours = 'Witnessmark';

describe.each(families.filter(({ truthful }) => truthful))('in plants with $name', family => {
  test('nobody is named wrongly, whatever the seed', () => {
    // The seed is printed where a property fails.
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000_000 }), seed => {
        const { scores, wrongSeeds } = scoreFamily(family, plants, seed);
        expect(scores.get(ours)?.wrong, `seeds ${wrongSeeds.join(', ')}`).toBe(0);
      }),
      { numRuns: 2, examples: [[1]] },
    );
  });

  test('somebody is named rightly all the same', () => {
    expect(scoreFamily(family, plants, 1).scores.get(ours)?.right).toBeGreaterThan(10);
  });
});

test('where a witness lies or a way is unknown, names can be wrong: the bench can tell', () => {
  for (const family of families.filter(({ truthful }) => !truthful))
    expect(scoreFamily(family, plants, 1).scores.get(ours)?.wrong, family.name).toBeGreaterThan(0);
});

test('a seed gives the same plant again, and another seed another', () => {
  const [family] = families;
  if (family === undefined) throw new Error('no families');
  expect(casesOfFamily(family, 7)).toEqual(casesOfFamily(family, 7));
  expect(casesOfFamily(family, 7)).not.toEqual(casesOfFamily(family, 8));
});

test('each naive rule is wrong in plants whose witnesses tell the truth', () => {
  const wrong = new Map<string, number>();
  for (const family of families.filter(({ truthful }) => truthful))
    for (const [rule, score] of scoreFamily(family, 10, 1).scores)
      wrong.set(rule, (wrong.get(rule) ?? 0) + score.wrong);
  expect(wrong.get(ours)).toBe(0);
  for (const [rule, count] of wrong) if (rule !== ours) expect(count, rule).toBeGreaterThan(0);
});
