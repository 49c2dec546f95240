import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fill, parsePattern, placesOf } from './index.ts';

const read = (pattern: string, text: string) => {
  const parsed = parsePattern(pattern);
  if (parsed === null) throw new Error(`${pattern} was refused`);
  const found = parsed.match(text);
  return found === null ? null : Object.fromEntries(found);
};

test('a place takes the shortest run up to the text behind it, the last one what is left', () => {
  expect(
    read('Accepted {how} for {user} from {address:word} port {*}', 'Accepted key for a b from ::1 port 2 x'),
  ).toEqual({ how: 'key', user: 'a b', address: '::1' });
  expect(read('{tag}.{rest}', 'A.B.C')).toEqual({ tag: 'A', rest: 'B.C' });
});

test('the whole text has to fit', () => {
  expect(read('user {name} left', 'user kovac left now')).toBeNull();
  expect(read('user {name} left', 'the user kovac left')).toBeNull();
  expect(read('aXa', 'aXa')).toEqual({});
  expect(read('a{b}a', 'a')).toBeNull();
});

test('a word has no blank, a number digits alone', () => {
  expect(read('{name:word} left', 'a b left')).toBeNull();
  expect(read('port {n:number}', 'port 12a')).toBeNull();
  expect(read('port {n:number}', 'port 12')).toEqual({ n: '12' });
});

test.each(['{a}{b}', '{a', 'a}', '{a} {a}', '{}', '{a:list}'])('%s is no text with places', written => {
  expect(parsePattern(written)).toBeNull();
});

test('doubled braces are braces', () => {
  expect(read('{{{name}}}', '{kovac}')).toEqual({ name: 'kovac' });
  expect(fill('{{{name}}}', new Map([['name', 'kovac']]))).toBe('{kovac}');
});

test('what has no value for one of its places is not told by half', () => {
  expect(fill('{domain}\\{user}', new Map([['user', 'kovac']]))).toBeNull();
  expect(placesOf('{domain}\\{user} {{x}}')).toEqual(['domain', 'user']);
});

test('what is filled into a text is found there again', () => {
  const word = fc.stringMatching(/^[a-z0-9]{1,8}$/);
  fc.assert(
    fc.property(word, word, word, (a, b, c) => {
      const text = fill('{a}: {b} | {c}', new Map(Object.entries({ a, b, c })));
      expect(read('{a}: {b} | {c}', text ?? '')).toEqual({ a, b, c });
    }),
  );
});

test('a hostile text costs time that grows with its length alone', () => {
  const pattern = parsePattern('{a}x{b}x{c}x{d}x{e}x{f}y');
  const at = (n: number) => {
    const text = 'x'.repeat(n);
    const from = performance.now();
    for (let round = 0; round < 20; round += 1) expect(pattern?.match(text)).toBeNull();
    return performance.now() - from;
  };
  at(100_000);
  // One that tries again would need n⁵ steps: not in a lifetime.
  expect(at(100_000)).toBeLessThan(5000);
});
