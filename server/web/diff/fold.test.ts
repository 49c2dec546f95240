import fc from 'fast-check';
import { expect, test } from 'vitest';
import { folded } from './fold.ts';

const linesOf = (signs: string) => signs.split('').map(sign => ({ sign: sign as ' ' | '+' | '-' }));
const shape = (signs: string) =>
  folded(linesOf(signs)).map(({ lines, isFolded }) => `${isFolded ? 'fold' : 'show'} ${lines.length}`);

test('three lines around a change stay, the rest is folded', () => {
  expect(shape(`${' '.repeat(10)}+${' '.repeat(10)}`)).toEqual(['fold 7', 'show 7', 'fold 7']);
});

test('a gap that folding would not make shorter is shown', () => {
  expect(shape(`+${' '.repeat(9)}-`)).toEqual(['show 4', 'show 3', 'show 4']);
  expect(shape(`+${' '.repeat(10)}-`)).toEqual(['show 4', 'fold 4', 'show 4']);
});

test('no line is lost or put elsewhere, and none that changed is folded', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(' ', ' ', ' ', ' ', '+', '-'), { maxLength: 120 }), signs => {
      const lines = linesOf(signs.join(''));
      const runs = folded(lines);
      expect(runs.flatMap(run => run.lines)).toEqual(lines);
      expect(runs.map(({ from }) => lines[from])).toEqual(runs.map(run => run.lines[0]));
      for (const run of runs)
        if (run.isFolded) expect(run.lines.every(({ sign }) => sign === ' ')).toBe(true);
    }),
  );
});
