import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differing, readOf, told } from '../iec/testing/index.ts';
import type { Statement } from '../model/index.ts';
import { parseScl } from './index.ts';

const block = (
  code: string,
  members = '   VAR\n      a : Int;\n      list : Array[0..9] of Int;\n   END_VAR\n',
) =>
  `FUNCTION_BLOCK "B"\n{ S7_Optimized_Access := 'TRUE' }\nVERSION : 0.1\n${members}BEGIN\n${code}\nEND_FUNCTION_BLOCK\n`;
const read = (code: string) => readOf(parseScl(block(code), 'b.scl'));
const code = (text: string) =>
  told(read(text))
    .filter(line => /^\S+ +\w+: /.test(line))
    .map(line => line.replace('/function-block:B ', ''));

describe('a source of SCL', () => {
  test('statements hold what is done under their conditions', () => {
    expect(code('IF #a > 5 THEN #a := 0; ELSIF #a = 1 THEN RETURN; ELSE #a := #a + 1; END_IF;')).toEqual([
      'if: IF #A:read > 5 THEN',
      '  assignment: #A:write := 0',
      '  elsif: ELSIF #A:read = 1 THEN',
      '    return: RETURN',
      '  else: ELSE',
      '    assignment: #A:write := #A:read + 1',
    ]);
    expect(code('CASE #a OF 1, 3..5: #a := 2; "MAX": ; ELSE #a := 0; END_CASE;')).toEqual([
      'case: CASE #A:read OF',
      '  selection: 1 , 3 .. 5',
      '    assignment: #A:write := 2',
      '  selection: "MAX":read',
      '  else: ELSE',
      '    assignment: #A:write := 0',
    ]);
    expect(
      code('FOR #a := 0 TO 9 BY 2 DO #list[#a] := 0; END_FOR; REPEAT #a := #a - 1; UNTIL #a < 0 END_REPEAT;'),
    ).toEqual([
      'loop: FOR #A:write := 0 TO 9 BY 2 DO',
      '  assignment: #LIST:write [ #A:read ] := 0',
      'loop: REPEAT UNTIL #A:read < 0',
      '  assignment: #A:write := #A:read - 1',
    ]);
  });

  test('a call tells what is read, written and called', () => {
    expect(
      code(
        '#timer(IN := #a, PT := T#1.5s, Q => "DB".done); #a := LIMIT(MN := 0, IN := #list[3], MX := 16#FF);',
      ),
    ).toEqual([
      'call: #TIMER:call ( IN := #A:read , PT := T#1500ms , Q => "DB".DONE:write )',
      'assignment: #A:write := LIMIT:call ( MN := 0 , IN := #LIST[3]:read , MX := 255 )',
    ]);
  });

  test('a name without its mark is the block’s own where the block declares it', () => {
    expect(code('A := b;')).toEqual(['assignment: #A:write := B:read']);
  });

  test('regions, their names and comments are no code', () => {
    const plain = read('#a := 1;\n#a := 2;');
    const folded = read('REGION First step // here\n  (* says *) #a := 1; // why\nEND_REGION\n#a := 2;');
    expect(told(folded)).toEqual(told(plain));
    expect(folded.noise).toMatchObject([{ rule: 'region', text: 'REGION First step' }]);
    const body = folded.units[0]?.networks[0]?.body;
    expect(body?.form === 'statements' && body.statements[0]?.comment).toBe('REGION First step\nsays\nwhy');
  });

  test('moving a statement out of a condition is a change though its words are the same', () => {
    const { gone, come } = differing(
      code('IF #a = 1 THEN #a := 2; #a := 3; END_IF;'),
      code('IF #a = 1 THEN #a := 2; END_IF; #a := 3;'),
    );
    expect({ gone, come }).toEqual({
      gone: ['  assignment: #A:write := 3'],
      come: ['assignment: #A:write := 3'],
    });
  });

  test('a start value in one writing is one value, in another value another', () => {
    const member = (text: string) =>
      readOf(parseScl(block('', `VAR\n${text}\nEND_VAR\n`), 'b.scl')).units[0]?.members[0]?.value;
    expect(member('x : Time := T#2000ms;')).toBe('T#2s');
    expect(member('x : TIME := time#2S;')).toBe('T#2s');
    expect(member('x : Word := 255;')).toBe('16#FF');
    expect(member('x : Int := INT#16#0A;')).toBe('10');
    expect(member('x : LInt := -9_223_372_036_854_775_808;')).toBe('-9223372036854775808');
    expect(member('x : Real := 5;')).toBe('5.0');
    expect(member("x : WString := WSTRING#'aß';")).toBe("'aß'");
    expect(member("x : String := 'a$'b';")).toBe("'a$'b'");
    expect(member('x : Bool := 1;')).toBe('TRUE');
    expect(member('x : Array[0..2] of Int := [1, 2(0)];')).toBe('[1, 2(0)]');
  });

  test('no rule of noise takes a start value: each of them is read where it is written alone', () => {
    const { noise, units } = readOf(parseScl(block(';;', 'VAR\n limit : Int := 80; ;\nEND_VAR\n'), 'b.scl'));
    expect(noise.map(({ rule, text }) => [rule, text])).toEqual([
      ['empty-statement', ';'],
      ['empty-statement', ';'],
    ]);
    expect(units[0]?.members).toMatchObject([{ name: 'limit', value: '80' }]);
  });

  test('a source that does not compile is said to be so and read around the fault', () => {
    const broken = read('#a := 1;\nIF #a = 2 THEN\n #a := 3;\n');
    expect(broken.problems.map(({ says }) => says)).toContain('END_IF expected');
    expect(code('#a := 1;\n) ( ;\n#a := 2;')).toContain('assignment: #A:write := 2');
    expect(read(') ( ;').unknown).toMatchObject([{ where: ['B'], text: ')(' }]);
  });

  test.each([
    [
      'UTF-16',
      (text: string) => new Uint8Array(Buffer.from(`\uFEFF${text}`, 'utf16le')),
      'utf-16le',
      'Förderung Привет',
    ],
    [
      'UTF-8 with a mark',
      (text: string) => new Uint8Array(Buffer.from(`\uFEFF${text}`)),
      'utf-8',
      'Förderung Привет',
    ],
    ['windows-1251', (text: string) => bytes(text, 'windows-1251'), 'windows-1251', 'счетчик энкодера'],
    ['windows-1252', (text: string) => bytes(text, 'windows-1252'), 'windows-1252', 'Förderhöhe für Kübel'],
    [
      'windows-1250',
      (text: string) => bytes(text, 'windows-1250'),
      'windows-1250',
      'żółty przycisk wyłączony, zawór główny',
    ],
  ])('%s is decoded and named', (_, encode, encoding, comment) => {
    const source = readOf(parseScl(encode(block(`#a := 1; // ${comment}`)), 'b.scl'));
    expect(source.encoding).toBe(encoding);
    const body = source.units[0]?.networks[0]?.body;
    expect(body?.form === 'statements' && body.statements[0]?.comment).toBe(comment);
  });

  const name = fc.constantFrom('#a', '#list[3]', '"DB".x', '"Tag"', '#list[#a]');
  const value = fc.constantFrom('1', '16#1F', 'TRUE', 'T#3s', "'text'", '#a', '"DB".x', '2.5');
  const expression = fc
    .array(value, { minLength: 1, maxLength: 3 })
    .chain(parts => fc.constantFrom(' + ', ' AND ', ' > ').map(sign => parts.join(sign)));
  const statement = fc.letrec<{ one: string; many: string }>(tie => ({
    one: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.tuple(name, expression).map(([to, from]) => `${to} := ${from};`),
      fc.tuple(expression, tie('many')).map(([when, then]) => `IF ${when} THEN ${then} END_IF;`),
      fc
        .tuple(expression, tie('many'), tie('many'))
        .map(([when, then, not]) => `IF ${when} THEN ${then} ELSE ${not} END_IF;`),
      fc.tuple(tie('many')).map(([held]) => `WHILE #a > 1 DO ${held} END_WHILE;`),
      fc.constant('#timer(IN := #a, PT := T#1s);'),
    ),
    many: fc.array(tie('one'), { minLength: 1, maxLength: 3 }).map(list => list.join(' ')),
  })).many;

  test('printed and read again it is what it was', () => {
    fc.assert(
      fc.property(statement, text => {
        const once = read(text);
        const body = once.units[0]?.networks[0]?.body;
        const printed = body?.form === 'statements' ? body.statements.map(print).join('\n\n\t') : '';
        expect(once.problems).toEqual([]);
        expect(told(read(printed))).toEqual(told(once));
      }),
      { numRuns: 120 },
    );
  });

  test('one random edit is found as exactly that edit', () => {
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 4 }), fc.nat(), (list, seed) => {
        const at = seed % (list.length + 1);
        const edited = [...list.slice(0, at), '"New".mark := 4711;', ...list.slice(at)];
        expect(differing(code(list.join('\n')), code(edited.join('\n')))).toEqual({
          gone: [],
          come: ['assignment: "NEW".MARK:write := 4711'],
        });
      }),
      { numRuns: 80 },
    );
  });
});

const closings: Partial<Record<Statement['kind'], string>> = {
  if: 'END_IF;',
  case: 'END_CASE;',
  loop: 'END_WHILE;',
};

function print({ kind, tokens, holds }: Statement): string {
  const head = tokens.map(({ text }) => text).join('  ');
  const ends = closings[kind];
  if (ends === undefined)
    return kind === 'else' || kind === 'elsif' ? `${head} ${holds.map(print).join(' ')}` : `${head};`;
  return `${head}\n${holds.map(print).join('\n')}\n${ends}`;
}

/** Text in a code page: each of its bytes decoded once tells which letter it is. */
function bytes(text: string, encoding: string): Uint8Array {
  const decoder = new TextDecoder(encoding);
  const codes = new Map(
    Array.from({ length: 256 }, (_, code) => [decoder.decode(new Uint8Array([code])), code]),
  );
  return Uint8Array.from(Array.from(text), letter => codes.get(letter) ?? 63);
}
