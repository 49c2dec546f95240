import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differing, readOf, told } from '../iec/testing/index.ts';
import { parseAwl, recogniseAwl } from './index.ts';

const source = (code: string, more = '') => `FUNCTION_BLOCK FB 10
TITLE =Motor's block
//Runs the pump
AUTHOR : Plant
VERSION : 0.2

VAR_INPUT
  Start : BOOL ; //command
  Limit : INT  := 80;
END_VAR
VAR
  Step : INT ;
END_VAR
BEGIN
NETWORK
TITLE =First
// its comment

${code}
END_FUNCTION_BLOCK
${more}`;

const lines = (text: string) => told(readOf(parseAwl(text, 'x.awl')));
const code = (text: string) =>
  lines(source(text))
    .filter(line => /^\S+ 10 (?:instruction|call|jump|label|return|other): /.test(line))
    .map(line => line.replace(/^\S+ 10 /, ''));

describe('a source of STL', () => {
  test('a block has its header, its declarations and its networks with titles', () => {
    const [unit] = readOf(parseAwl(source('      U     #Start;\n'), 'x.awl')).units;
    expect(unit).toMatchObject({
      kind: 'function-block',
      name: 'FB 10',
      number: 10,
      title: "Motor's block",
      comment: 'Runs the pump',
    });
    expect(unit?.attributes).toEqual([
      { name: 'Author', value: 'Plant' },
      { name: 'Language', value: 'STL' },
      { name: 'Version', value: '0.2' },
    ]);
    expect(
      unit?.members.map(({ section, name, type, value, comment }) => [section, name, type, value, comment]),
    ).toEqual([
      ['Input', 'Start', 'Bool', null, 'command'],
      ['Input', 'Limit', 'Int', '80', null],
      ['Static', 'Step', 'Int', null, null],
    ]);
    expect(unit?.networks).toMatchObject([
      { number: '1', title: 'First', comment: 'its comment', language: 'STL' },
    ]);
  });

  test('German and international mnemonics are one code', () => {
    const german = code(
      '      U(    ;\n      O     E 0.0;\n      ON    A 4.1;\n      )     ;\n      SPB   M001;\n      L     S5T#2S;\n      SE    T 5;\n      AUF   DB 12;\nM001: BEA   ;\n      ZV    Z 3;\n',
    );
    const international = code(
      '      A(    ;\n      O     I 0.0;\n      ON    Q 4.1;\n      )     ;\n      JC    M001;\n      L     S5T#2s;\n      SD    T 5;\n      OPN   DB 12;\nM001: BEU   ;\n      CU    C 3;\n',
    );
    expect(german).toEqual(international);
    expect(german).toContain('instruction: SD T 5:write');
    expect(german).toContain('instruction: L S5T#2000ms');
    expect(german).toContain('label: M001');
  });

  test('a call has its instance and its parameters over several lines', () => {
    expect(
      code(
        '      CALL "Pump" , "Pump_DB"\n           ( On := #Start ,\n             Speed := 50 );\n      NOP   0;\n',
      ),
    ).toEqual([
      'call: CALL "PUMP":call , "PUMP_DB":read ( ON := #START:read , SPEED := 50 )',
      'instruction: NOP 0',
    ]);
  });

  test('comments belong to their statements and change none of them', () => {
    const plain = source('      U     #Start;\n      =     M 0.0;\n');
    const said = source(
      '      U     #Start; // pressed\n      // on its own line; even with ; in it\n      =     M 0.0;\n',
    );
    expect(lines(said)).toEqual(lines(plain));
    const body = readOf(parseAwl(said, 'x.awl')).units[0]?.networks[0]?.body;
    expect(body).toMatchObject({
      statements: [{ comment: 'pressed\non its own line; even with ; in it' }, {}],
    });
  });

  test('what is no operation is kept, counted and said', () => {
    const { unknown, problems } = readOf(parseAwl(source('      FROB  M 0.0;\n'), 'x.awl'));
    expect(unknown).toMatchObject([{ where: ['FB 10'], text: 'FROB  M 0.0' }]);
    expect(problems).toHaveLength(1);
  });

  test('values of a data block are its start values, whatever was declared', () => {
    const text = `DATA_BLOCK DB 5
STRUCT
 Delay : TIME := T#1S;
 List : ARRAY [1 .. 3 ] OF INT := 3 (0);
 Mask : WORD := W#16#00ff;
END_STRUCT ;
BEGIN
 Delay := T#90S;
 List[2] := 7;
END_DATA_BLOCK
TYPE UDT 3
STRUCT
 A : REAL := 1.0E1;
END_STRUCT;
END_TYPE
`;
    expect(lines(text)).toEqual([
      '/data-block:DB 5',
      '/data-block:DB 5 Static DELAY : Time := T#1m30s',
      '/data-block:DB 5 Static DELAY [declared value = T#1s]',
      '/data-block:DB 5 Static LIST : Array[1..3] of Int := 3(0)',
      '/data-block:DB 5 Static LIST Static [2] : Int := 7',
      '/data-block:DB 5 Static MASK : Word := 16#FF',
      '/data-type:UDT 3',
      '/data-type:UDT 3 Static A : Real := 10.0',
    ]);
  });

  test('it is known by its ending and what it declares', () => {
    expect(recogniseAwl('a.AWL', source(''))).toBe(true);
    expect(recogniseAwl('a.awl', 'BEGIN { print }')).toBe(false);
    expect(recogniseAwl('a.txt', source(''))).toBe(false);
  });

  const operation = fc.constantFrom(
    'U     E 0.0',
    'UN    #Start',
    'O     "Tag"',
    '=     M 1.1',
    'L     DB10.DBW 4',
    'T     #Step',
    '>I',
    'S     A 2.0',
    'UC    FC 3',
  );

  test('white space, case and comments do not change what it says; one operation does, and only there', () => {
    fc.assert(
      fc.property(
        fc.array(operation, { minLength: 2, maxLength: 20 }),
        fc.nat(),
        fc.constantFrom(' ', '\t', '    '),
        (operations, seed, blank) => {
          const write = (list: readonly string[]) => list.map(each => `${each};`).join('\n');
          const before = lines(source(write(operations)));
          const loose = operations.map(each => `${blank}${each.replace(/ +/, blank)} ; // said`).join('\r\n');
          expect(lines(source(loose))).toEqual(before);
          const at = seed % operations.length;
          const edited = operations.map((each, place) => (place === at ? 'UN    M 99.7' : each));
          const { gone, come } = differing(before, lines(source(write(edited))));
          expect([gone.length, come]).toEqual([1, ['/function-block:FB 10 instruction: AN M 99.7:read']]);
        },
      ),
      { numRuns: 60 },
    );
  });
});
