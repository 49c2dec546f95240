import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withoutUnwatched } from './watches.ts';

const watch = (from: number, to: number, witness = 'a', path = 'opcua') => ({
  witness,
  witnessKind: 'opcua-audit',
  authenticity: 'authenticated' as const,
  path,
  during: { from, to },
  clockErrorMs: 0,
});

test('a stretch that was taken back is cut out of the life of that witness on that path alone', () => {
  const lives = [watch(0, 100), watch(0, 100, 'b'), watch(0, 100, 'a', 'panel')];
  expect(withoutUnwatched(lives, [{ witness: 'a', path: 'opcua', from: 40, to: 60 }])).toEqual([
    watch(0, 40),
    watch(60, 100),
    ...lives.slice(1),
  ]);
});

test('no moment inside of what was taken back is left, and none outside of it is lost', () => {
  const stretch = fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 20 }));
  fc.assert(
    fc.property(fc.array(stretch, { maxLength: 6 }), fc.array(stretch, { maxLength: 6 }), (lives, gaps) => {
      const left = withoutUnwatched(
        lives.map(([from, length]) => watch(from, from + length)),
        gaps.map(([from, length]) => ({ witness: 'a', path: 'opcua', from, to: from + length })),
      );
      for (let moment = 0.5; moment < 70; moment += 1) {
        const within = ([from, length]: [number, number]) => moment > from && moment < from + length;
        const kept = left.some(({ during }) => moment > during.from && moment < during.to);
        expect(kept).toBe(lives.some(within) && !gaps.some(within));
      }
    }),
  );
});
