import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differences, differing } from './differing.ts';

const part = (text: string, range: { from: number; to: number } | undefined) =>
  range === undefined ? null : text.slice(range.from, range.to);

test('of two versions of a line only what differs is told', () => {
  const [old, now] = ['a AND Main.Fault OR c → q', 'a AND Main.alarm OR c → q'];
  const range = differing(old, now);
  expect([part(old, range?.old), part(now, range?.new)]).toEqual(['Fault', 'alarm']);
});

test('lines with little in common are not taken for versions of one', () => {
  expect(differing('Motor := Start;', 'CASE #State OF;')).toBeNull();
  expect(differing('same', 'same')).toBeNull();
});

test('lines are paired where as many came as went', () => {
  const line = (sign: ' ' | '+' | '-', text: string) => ({ sign, text });
  const lines = [
    line(' ', 'before'),
    line('-', 'x := first + 1'),
    line('-', 'y := second + 1'),
    line('+', 'x := first + 2'),
    line('+', 'y := second + 3'),
    line(' ', 'between'),
    line('-', 'z := third + 1'),
    line('+', 'z := third + 2'),
    line('+', 'w := third + 2'),
  ];
  const found = differences(lines);
  expect(lines.map(each => part(each.text, found.get(each)))).toEqual([
    null,
    '1',
    '1',
    '2',
    '3',
    null,
    null,
    null,
    null,
  ]);
});

test('what is left of both lines around the ranges is the same', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (head, old, now, tail) => {
      const [from, to] = [head + old + tail, head + now + tail];
      const range = differing(from, to);
      if (range === null) return;
      expect(from.slice(0, range.old.from) + from.slice(range.old.to)).toBe(
        to.slice(0, range.new.from) + to.slice(range.new.to),
      );
    }),
  );
});
