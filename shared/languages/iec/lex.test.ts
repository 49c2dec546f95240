import { describe, expect, test } from 'vitest';
import { lex } from './lex.ts';

const keys = (text: string) => lex(text).lexemes.map(({ key }) => key);

describe('a text is cut into', () => {
  test('names, words, numbers and operators, whatever their case and the space between them', () => {
    expect(keys('IF Motor.Speed>=1_000 THEN')).toEqual(['IF', 'MOTOR', '.', 'SPEED', '>=', '1000', 'THEN']);
    expect(keys('if motor . speed >= 1000 then')).toEqual(keys('IF Motor.Speed>=1_000 THEN'));
  });

  test('ranges, literals with a type, addresses', () => {
    expect(keys('1..5 INT#-5 WORD#16#FF %ix0.3 %QW10 %I* BOOL#TRUE')).toEqual([
      ...['1', '..', '5', 'INT#-5', 'WORD#255', '%IX0.3', '%QW10', '%I*', 'BOOL#TRUE'],
    ]);
  });

  test('letters of every alphabet', () => {
    expect(keys('Насос_1 := Tür')).toEqual(['НАСОС_1', ':=', 'TÜR']);
  });

  test('texts with their escapes, never over the end of a line', () => {
    expect(keys(`'it$'s' "w"`)).toEqual([`'it$'s'`, '"w"']);
    const { lexemes, problems } = lex("'open\nx");
    expect(lexemes.map(({ text }) => text)).toEqual(["'open", 'x']);
    expect(problems).toEqual([{ line: 1, says: 'text without closing quote' }]);
  });

  test('set and reset after an operand, and a variable S anywhere else', () => {
    expect(keys('x S= y; a[1] R= b; p^ S= c; r REF= t')).toEqual([
      ...[
        'X',
        'S=',
        'Y',
        ';',
        'A',
        '[',
        '1',
        ']',
        'R=',
        'B',
        ';',
        'P',
        '^',
        'S=',
        'C',
        ';',
        'R',
        'REF=',
        'T',
      ],
    ]);
    expect(keys('IF S=1 AND R=2')).toEqual(['IF', 'S', '=', '1', 'AND', 'R', '=', '2']);
  });

  test('words behind a point are names of parts', () => {
    expect(lex('a.TO').lexemes.at(-1)?.kind).toBe('name');
    expect(lex('a TO').lexemes.at(-1)?.kind).toBe('keyword');
  });

  test('pragmas, with braces in their texts', () => {
    expect(keys("{attribute 'a' := 'b}c'} x {{ if (a) { b; } }} y")).toEqual([
      ...["{attribute 'a' := 'b}c'}", 'X', '{{ if (a) { b; } }}', 'Y'],
    ]);
    expect(keys("{it's} x")).toEqual(["{it's}", 'X']);
  });
});

describe('comments', () => {
  test('are no lexemes, of three kinds, and told where they stand', () => {
    const { lexemes, remarks } = lex('(* one\n   two *) x // three\n/* four */ y');
    expect(lexemes.map(({ key, line }) => [key, line])).toEqual([
      ['X', 2],
      ['Y', 3],
    ]);
    expect(remarks.map(({ text, line, before }) => [text, line, before])).toEqual([
      ['one two', 1, 0],
      ['three', 2, 1],
      ['four', 3, 1],
    ]);
  });

  test('stand in each other, but where they do not close that way they do not', () => {
    expect(keys('(* a (* b *) c *) x')).toEqual(['X']);
    expect(keys('(* a (* b *) x (* c *) y')).toEqual(['X', 'Y']);
    expect(lex('(* a (* b *) x', { nested: false }).lexemes).toHaveLength(1);
  });

  test('without an end swallow the rest, which is kept', () => {
    const { lexemes, rest, problems } = lex('x (* open y');
    expect(lexemes).toHaveLength(1);
    expect(rest).toEqual({ from: 1, line: 1 });
    expect(problems).toHaveLength(1);
  });
});

describe('what is made to be slow is not', () => {
  const long = 200_000;
  test.each([
    ['comments that open', '(*'.repeat(long)],
    ['comments that open and close inside out', '(*'.repeat(long) + '*)'.repeat(long)],
    ['stars', `(*${'*'.repeat(long)}x${'*'.repeat(long)}*)`],
    ['braces', '{'.repeat(long)],
    ['braces with an apostrophe', "{'".repeat(long)],
    ['braces that close late', `${"{'a}".repeat(long / 4)}`],
    ['digits', '1'.repeat(long)],
    ['zeros of a real', `1.${'0'.repeat(long)}1`],
    ['quotes', "'".repeat(long)],
    ['based numbers', '16#'.repeat(long)],
    ['signs of time', 'T#'.repeat(long)],
  ])('%s', (_, text) => {
    const start = performance.now();
    lex(text);
    // A square of this length takes minutes.
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
