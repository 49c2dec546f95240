import { array, assert, constantFrom, nat, property } from 'fast-check';
import { expect, test } from 'vitest';
import { type Edit, editsBetween, editsOfIds } from './index.ts';

const words = ['a', 'b', 'c', 'd', 'e'];
const lines = array(constantFrom(...words), { maxLength: 60 });

function applied(old: readonly string[], now: readonly string[], edits: readonly Edit[]): string[] {
  const made: string[] = [];
  let at = 0;
  for (const edit of edits) {
    made.push(...old.slice(at, edit.oldFrom), ...now.slice(edit.newFrom, edit.newTo));
    at = edit.oldTo;
  }
  return [...made, ...old.slice(at)];
}

test('edits make one sequence of the other, and texts and numbers have the same', () => {
  assert(
    property(lines, lines, (old, now) => {
      const edits = editsBetween(old, now);
      expect(applied(old, now, edits)).toEqual(now);
      const ids = (texts: readonly string[]) => Int32Array.from(texts, text => words.indexOf(text));
      expect(editsOfIds(ids(old), ids(now))).toEqual(edits);
    }),
  );
});

test('few edits in a long text are found as they are, many are found within bounds', () => {
  const old = Array.from({ length: 5000 }, (_, at) => `line ${at % 700}`);
  assert(
    property(array(nat(4999), { minLength: 1, maxLength: 5 }), places => {
      const now = old.map((line, at) => (places.includes(at) ? 'another' : line));
      const edits = editsBetween(old, now);
      expect(applied(old, now, edits)).toEqual(now);
      expect(edits.reduce((sum, { newFrom, newTo }) => sum + newTo - newFrom, 0)).toBe(new Set(places).size);
    }),
    { numRuns: 20 },
  );
  const turned = [...old].reverse();
  expect(applied(old, turned, editsBetween(old, turned))).toEqual(turned);
});
