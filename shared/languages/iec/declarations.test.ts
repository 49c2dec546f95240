import { describe, expect, test } from 'vitest';
import { noFindings, Reader } from './reader.ts';
import { sourceUnits } from './source-units.ts';
import { told } from './testing/index.ts';

function read(text: string, open = false) {
  const findings = noFindings();
  const units = sourceUnits(new Reader(text, findings, []), { open, listName: 'List' });
  return { units, ...findings, told: told({ units }) };
}

/** What is read without a problem. */
function lines(text: string, open = false): string[] {
  const { told: found, problems, unknown } = read(text, open);
  expect({ problems, unknown }).toEqual({ problems: [], unknown: [] });
  return found;
}

/** Of one declaration in a list of variables. */
function declared(text: string): string[] {
  return lines(`VAR ${text} END_VAR`)
    .slice(1)
    .map(line => line.replace('/variable-list LIST VAR ', ''));
}

describe('a declaration', () => {
  test.each([
    ['a : INT;', 'A : INT'],
    ['a : Int := 16#FF;', 'A : INT := 255'],
    ['a : TIME := t#2s;', 'A : TIME := T#2000ms'],
    ['a : REAL := -1.50;', 'A : REAL := -1.5'],
    ['a AT %IX0.3 : BOOL;', 'A AT %IX0.3 : BOOL'],
    ['a AT%i*:BOOL;', 'A AT %I* : BOOL'],
    ['AT %QW3 : WORD;', '%QW3 AT %QW3 : WORD'],
    ["a : STRING[80] := 'x';", "A : STRING(80) := 'x'"],
    ['a : STRING(80);', 'A : STRING(80)'],
    ['a : INT(-5..10) := 3;', 'A : INT(-5..10) in -5..10 := 3'],
    ['a : INT(0..N);', 'A : INT(0..N)'],
    ['a : ARRAY [1..3, 0..N] OF POINTER TO St;', 'A : ARRAY[1..3, 0..N] OF POINTER TO ST'],
    ['a : ARRAY[1..3] OF INT := [1, 2(0)];', 'A : ARRAY[1..3] OF INT := [1, 2(0)]'],
    ['a : ARRAY[1..3] OF INT := 1, 2, 3;', 'A : ARRAY[1..3] OF INT := 1, 2, 3'],
    ['a : St := (x := 1, y := (z := TRUE));', 'A : ST := (X := 1, Y := (Z := TRUE))'],
    ['a : FB_Arbiter(01);', 'A : FB_ARBITER := (1)'],
    ['a : FB_X(n := 2) := (b := 3);', 'A : FB_X := (N := 2) (B := 3)'],
    ['a : REFERENCE TO INT REF= b;', 'A : REFERENCE TO INT := B'],
    ['a : (Red, Green) := Red;', 'A : (RED, GREEN) := RED'],
    ['a : Lib.Type := Lib.CONST + 1;', 'A : LIB.TYPE := LIB.CONST + 1'],
    ['a : BOOL R_EDGE;', 'A : BOOL R_EDGE'],
    ['to_ : INT;', 'TO_ : INT'],
  ])('%s', (text, line) => {
    expect(declared(text)).toEqual([line]);
  });

  test('of several names is one each', () => {
    expect(declared('a, b AT %QX0.1, c : BOOL := TRUE;')).toEqual([
      'A : BOOL := TRUE',
      'B AT %QX0.1 : BOOL := TRUE',
      'C : BOOL := TRUE',
    ]);
  });

  test('keeps its comment, its attributes and how its type and value were written', () => {
    const { units } = read(
      "VAR {attribute 'hide'} {attribute 'x' := 'y'}\n (* why *) a : fb_Valve := (t := t#2s); // what\n END_VAR",
    );
    expect(units[0]?.members[0]).toMatchObject({
      name: 'a',
      key: 'A',
      type: 'fb_Valve',
      typeKey: 'FB_VALVE',
      value: '(t := t#2s)',
      valueKey: '(T := T#2000ms)',
      comment: 'why\nwhat',
      attributes: [
        { name: 'hide', value: '' },
        { name: 'x', value: 'y' },
      ],
    });
  });

  test('of a structure in place has members', () => {
    expect(declared('a : STRUCT b : INT := 1; c : STRUCT d : BOOL; END_STRUCT; END_STRUCT;')).toEqual([
      'A : STRUCT',
      'A STRUCT B : INT := 1',
      'A STRUCT C : STRUCT',
      'A STRUCT C STRUCT D : BOOL',
    ]);
  });
});

test('a section says whether what it declares is kept over a restart, in one order of its words', () => {
  expect(lines('VAR_GLOBAL RETAIN PERSISTENT a : INT; END_VAR')).toEqual(
    lines('var_global persistent retain A : int; end_var'),
  );
  expect(lines('VAR_GLOBAL RETAIN a : INT; END_VAR')).not.toEqual(lines('VAR_GLOBAL a : INT; END_VAR'));
});

describe('a block', () => {
  test('with all that the third edition knows', () => {
    expect(
      lines(
        `FUNCTION_BLOCK ABSTRACT PUBLIC Fb EXTENDS Base IMPLEMENTS IA, Lib.IB
         VAR_INPUT CONSTANT x : INT; END_VAR
         METHOD PROTECTED Run : REFERENCE TO Fb
         VAR_INPUT y : INT; END_VAR
         Run REF= THIS^;
         END_METHOD
         PROPERTY P : INT
         GET P := x; END_GET
         SET x := P; END_SET
         END_PROPERTY
         ACTION Act: x := 1; END_ACTION
         x := 2;
         END_FUNCTION_BLOCK`,
      ),
    ).toEqual([
      '/function-block FB',
      '/function-block FB [modifier = ABSTRACT]',
      '/function-block FB [modifier = PUBLIC]',
      '/function-block FB [extends = BASE]',
      '/function-block FB [implements = IA]',
      '/function-block FB [implements = LIB.IB]',
      '/function-block FB VAR_INPUT CONSTANT X : INT',
      '/function-block FB network  ST',
      '/function-block FB assignment: X:write := 2',
      '/function-block FB/method RUN',
      '/function-block FB/method RUN [modifier = PROTECTED]',
      '/function-block FB/method RUN [returns = REFERENCE TO FB]',
      '/function-block FB/method RUN VAR_INPUT Y : INT',
      '/function-block FB/method RUN network  ST',
      '/function-block FB/method RUN assignment: RUN:write REF= THIS^:read',
      '/function-block FB/property P',
      '/function-block FB/property P [returns = INT]',
      '/function-block FB/property P/method GET',
      '/function-block FB/property P/method GET network  ST',
      '/function-block FB/property P/method GET assignment: P:write := X:read',
      '/function-block FB/property P/method SET',
      '/function-block FB/property P/method SET network  ST',
      '/function-block FB/property P/method SET assignment: X:write := P:read',
      '/function-block FB/action ACT',
      '/function-block FB/action ACT network  ST',
      '/function-block FB/action ACT assignment: X:write := 1',
    ]);
  });

  test('in instructions is told from one in statements', () => {
    expect(lines('PROGRAM p VAR a, b : BOOL; END_VAR\nLD a\nST b\nEND_PROGRAM').slice(-3)).toEqual([
      '/program P network  IL',
      '/program P instruction: LD A:read',
      '/program P instruction: ST B:write',
    ]);
  });

  test('whose declaration stands alone needs no end', () => {
    expect(lines('FUNCTION f : BOOL\nVAR_INPUT a : INT; END_VAR', true)).toHaveLength(3);
    expect(read('FUNCTION f : BOOL\nVAR_INPUT a : INT; END_VAR').problems).toHaveLength(1);
  });

  test('that lacks its end leaves the next one whole', () => {
    const { told: found, problems } = read('PROGRAM a\nx := 1;\nPROGRAM b\ny := 2;\nEND_PROGRAM');
    expect(found).toContain('/program B assignment: Y:write := 2');
    expect(problems).toEqual([{ line: 3, says: '`END_PROGRAM` expected' }]);
  });

  test('goes on behind what ends nothing in it', () => {
    const { told: found, unknown } = read('PROGRAM a\nx := 1;\nEND_IF\ny := 2;\nEND_PROGRAM');
    expect(unknown.map(part => part.text)).toEqual(['END_IF']);
    expect(found).toEqual(
      expect.arrayContaining(['/program A assignment: X:write := 1', '/program A assignment: Y:write := 2']),
    );
  });
});

describe('a data type', () => {
  test('is a structure, an enumeration, a union or another name', () => {
    expect(
      lines(
        `TYPE A EXTENDS B : STRUCT x : INT := 1; END_STRUCT END_TYPE
         TYPE E : (Off, On := 5, Auto) INT := On; U : UNION a : INT; b : WORD; END_UNION; END_TYPE
         TYPE L : INT(0..100) := 50; END_TYPE`,
      ),
    ).toEqual([
      '/data-type A',
      '/data-type A [extends = B]',
      '/data-type A STRUCT X : INT := 1',
      '/data-type E',
      '/data-type E [base = INT]',
      '/data-type E [initial = ON]',
      '/data-type E ENUM OFF :  := 0',
      '/data-type E ENUM ON :  := 5',
      '/data-type E ENUM AUTO :  := 6',
      '/data-type U',
      '/data-type U UNION A : INT',
      '/data-type U UNION B : WORD',
      '/data-type L',
      '/data-type L ALIAS L : INT(0..100) in 0..100 := 50',
    ]);
  });
});

test('a configuration says which task runs which program, and how often', () => {
  expect(
    lines(
      `CONFIGURATION c VAR_GLOBAL g : INT; END_VAR RESOURCE r ON PLC
       TASK fast(INTERVAL := T#0.02s, PRIORITY := 0); PROGRAM p WITH fast : Main(a := 1);
       END_RESOURCE END_CONFIGURATION`,
    ),
  ).toEqual([
    '/controller C',
    '/controller C VAR_GLOBAL G : INT',
    '/controller C/other R',
    '/controller C/other R [on = PLC]',
    '/controller C/other R PROGRAM P : MAIN := (A := 1)',
    '/controller C/other R PROGRAM P [task = FAST]',
    '/controller C/other R/task FAST',
    '/controller C/other R/task FAST [interval = T#20ms]',
    '/controller C/other R/task FAST [priority = 0]',
  ]);
});

describe('what does not compile', () => {
  test.each([
    ['VAR a INT; b : INT; END_VAR', ['a INT;']],
    ['VAR a : ; b : INT; END_VAR', ['a : ;']],
    ['VAR a : INT := ; b : INT; END_VAR', ['a : INT := ;']],
    ['VAR 5 : INT; b : INT; END_VAR', ['5 : INT;']],
    ['what is this VAR b : INT; END_VAR', ['what is this']],
  ])('%s is said, kept and read around', (text, kept) => {
    const { problems, unknown, told: found } = read(text);
    expect(problems.length).toBeGreaterThan(0);
    expect(unknown.map(part => part.text)).toEqual(kept);
    expect(found).toContain('/variable-list LIST VAR B : INT');
  });

  test('a semicolon that is missing before the next line is said', () => {
    const { problems, told: found } = read('VAR a : INT\nb : BOOL;\nEND_VAR');
    expect(found.slice(1)).toEqual(['/variable-list LIST VAR A : INT', '/variable-list LIST VAR B : BOOL']);
    expect(problems).toHaveLength(1);
  });
});
