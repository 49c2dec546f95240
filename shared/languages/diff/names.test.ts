import { expect, test } from 'vitest';
import { sketch } from '../findings/sketch.fixture.ts';
import { compare } from './compare.ts';
import { codeLimits } from './schema.ts';

const namesOf = (old: string, now: string) =>
  compare(sketch(old), sketch(now)).networks.map(({ names }) => names);

test('a network tells the names of both its sides, also of what did not change', () => {
  const [names] = namesOf('rung 2: Start Guard ( a | b ) {Motor}', 'rung 2: Start ( a | b ) {Motor}');
  expect(names?.toSorted()).toEqual(['Guard', 'Motor', 'Start', 'a', 'b']);
  const [inText] = namesOf('st: IF Ready THEN x := y + 1; END_IF;', 'st: IF Ready THEN x := y + 2; END_IF;');
  expect(inText?.toSorted()).toEqual(['Ready', 'x', 'y']);
});

test('names are bounded, a network at a time', () => {
  const many = Array.from({ length: codeLimits.networkNames + 50 }, (_, n) => `out${n} := in${n};`).join(' ');
  const [names] = namesOf(`st: ${many}`, `st: ${many} last := 1;`);
  expect(names).toHaveLength(codeLimits.networkNames);
});
