import { describe, expect, test } from 'vitest';
import type { Statement } from '../model/index.ts';
import { bodyOfText } from './of-text.ts';
import { noFindings } from './reader.ts';

function read(text: string) {
  const findings = noFindings();
  const { statements, comment } = bodyOfText(text, 'ST', findings, [], 1);
  return { statements, comment, ...findings, told: statements.flatMap(statement => tell(statement, '')) };
}

function tell(statement: Statement, indent: string): string[] {
  const tokens = statement.tokens.map(({ key, access }) => (access === undefined ? key : `${key}:${access}`));
  return [
    `${indent}${statement.kind} ${tokens.join(' ')}`,
    ...statement.holds.flatMap(held => tell(held, `${indent}  `)),
  ];
}

/** What is read without a problem. */
function told(text: string): string[] {
  const { told: lines, problems, unknown } = read(text);
  expect({ problems, unknown }).toEqual({ problems: [], unknown: [] });
  return lines;
}

describe('a statement says what it does with its names', () => {
  test.each([
    ['a := b;', 'assignment A:write := B:read'],
    ['a.b[i].c := d;', 'assignment A.B:write [ I:read ] . C := D:read'],
    ['p^ := q^.r;', 'assignment P:write ^ := Q:read ^ . R'],
    ['THIS^.x := SUPER^.y;', 'assignment THIS^.X:write := SUPER^.Y:read'],
    ['a := b := c;', 'assignment A:write := B:write := C:read'],
    ['a S= b;', 'assignment A:write S= B:read'],
    ['r REF= x;', 'assignment R:write REF= X:read'],
    ['%QX0.1 := %IX0.1;', 'assignment %QX0.1:write := %IX0.1:read'],
    ['a.3 := b.%X1;', 'assignment A.3:write := B.%X1:read'],
    ['t(IN := a, PT := T#2s, Q => b);', 'call T:call ( IN := A:read , PT := T#2000ms , Q => B:write )'],
    ['t(IN := a, PT := );', 'call T:call ( IN := A:read , PT := )'],
    ['t(NOT Q => b);', 'call T:call ( NOT Q => B:write )'],
    ['fb.m(1).n(2);', 'call FB.M:call ( 1 ) . N ( 2 )'],
    ['Act;', 'call ACT:call'],
    ['x := f(a, -b) ** 2;', 'assignment X:write := F:call ( A:read , - B:read ) ** 2'],
    ['x := AND(a, b);', 'assignment X:write := AND:call ( A:read , B:read )'],
    ['x := NOT (a);', 'assignment X:write := NOT ( A:read )'],
    ['x := (y := 2);', 'assignment X:write := ( Y := 2 )'],
    ['x := [1, 3(0), (a := 1)];', 'assignment X:write := [ 1 , 3 ( 0 ) , ( A := 1 ) ]'],
    ['p ACCESS ADR(x);', 'assignment P:write ACCESS ADR:call ( X:read )'],
    ['RETURN;', 'return RETURN'],
    ['EXIT;', 'jump EXIT'],
    ['JMP there;', 'jump JMP THERE'],
  ])('%s', (text, line) => {
    expect(told(text)).toEqual([line]);
  });
});

describe('a statement holds others', () => {
  test('with its branches behind what it does', () => {
    expect(told('IF a THEN b := 1; ELSIF c THEN d(); ELSE e := 2; END_IF')).toEqual(
      [
        'if IF A:read THEN',
        '  assignment B:write := 1',
        '  elsif ELSIF C:read THEN',
        '    call D:call',
        '  else ELSE',
        '    assignment E:write := 2',
      ].map(line => line.replace('D:call', 'D:call ( )')),
    );
  });

  test('a case its selections, by one label, several, ranges or names', () => {
    expect(told('CASE s OF 1: a := 1; 2, 4..6: b := 2; E.Run: c(); -1: ; ELSE d := 3; END_CASE;')).toEqual([
      'case CASE S:read OF',
      '  selection 1 :',
      '    assignment A:write := 1',
      '  selection 2 , 4 .. 6 :',
      '    assignment B:write := 2',
      '  selection E.RUN:read :',
      '    call C:call ( )',
      '  selection -1 :',
      '  else ELSE',
      '    assignment D:write := 3',
    ]);
  });

  test('loops, and what they count with', () => {
    expect(
      told(
        'FOR i := 1 TO n BY 2 DO a[i] := 0; END_FOR; WHILE x DO EXIT; END_WHILE; REPEAT y := 1; UNTIL z END_REPEAT',
      ),
    ).toEqual([
      'loop FOR I:write := 1 TO N:read BY 2 DO',
      '  assignment A:write [ I:read ] := 0',
      'loop WHILE X:read DO',
      '  jump EXIT',
      'loop REPEAT UNTIL Z:read',
      '  assignment Y:write := 1',
    ]);
  });

  test('what is tried, and what is done where it fails', () => {
    expect(told('__TRY a(); __CATCH(e) b(); __FINALLY c(); __ENDTRY')).toEqual([
      'other __TRY',
      '  call A:call ( )',
      '  other __CATCH ( E:read )',
      '    call B:call ( )',
      '  other __FINALLY',
      '    call C:call ( )',
    ]);
  });

  test('moved out of its condition it is another model, though the tokens are the same', () => {
    expect(told('IF a THEN b := 1; c := 2; END_IF')).not.toEqual(told('IF a THEN b := 1; END_IF c := 2;'));
  });
});

test('comments stay with the statement they stand before, in or behind', () => {
  const { statements, comment } = read(
    '// before\na := 1; // behind\nIF x THEN // head\n b := 2; (* inner *)\n (* last *)\nEND_IF (* end *)\n\n// rest',
  );
  expect(statements.map(one => one.comment)).toEqual(['before\nbehind', 'head\nlast\nend']);
  expect(statements[1]?.holds[0]?.comment).toBe('inner');
  expect(comment).toBe('rest');
});

test('empty statements and folding marks are noise, and counted', () => {
  const { told: lines, noise } = read("{region 'a'} ; x := 1;; {endregion}");
  expect(lines).toEqual(['assignment X:write := 1']);
  expect(noise.map(({ rule }) => rule)).toEqual(['region', 'empty-statement', 'empty-statement', 'region']);
});

describe('what does not compile', () => {
  test.each([
    ['a := ; b := 1;', ['a :='], 'assignment B:write := 1'],
    ['IF THEN a := 1; END_IF b := 2;', [], 'assignment B:write := 2'],
    ['IF a b THEN c := 1; END_IF b := 2;', ['b'], 'assignment B:write := 2'],
    ['a b c; d := 1;', ['a b c'], 'assignment D:write := 1'],
    ['END_FOR; a := 1;', ['END_FOR'], 'assignment A:write := 1'],
    ['x := (1; y := 2;', ['x := (1'], 'assignment Y:write := 2'],
    ['? a := 1; b := 2;', ['? a := 1'], 'assignment B:write := 2'],
  ])('%s is said, kept and read around', (text, kept, line) => {
    const { problems, unknown, told: lines } = read(text);
    expect(problems.length).toBeGreaterThan(0);
    expect(unknown.map(part => part.text)).toEqual(kept);
    expect(lines).toContain(line);
  });

  test('a semicolon that is missing between two lines is said, and both are read', () => {
    const { problems, told: lines, unknown } = read('a := 1\nb := 2;');
    expect(lines).toEqual(['assignment A:write := 1', 'assignment B:write := 2']);
    expect(problems).toEqual([{ line: 1, says: '`;` expected' }]);
    expect(unknown).toEqual([]);
  });

  test('nested beyond the limit it is kept, not followed', () => {
    const deep = 50_000;
    for (const text of [
      `x := ${'('.repeat(deep)}1${')'.repeat(deep)};`,
      'IF a THEN '.repeat(deep),
      'f('.repeat(deep),
      'a[ '.repeat(deep),
    ])
      expect(read(text).unknown.length).toBeGreaterThan(0);
  });
});

describe('instructions', () => {
  test('stand on a line each, with labels, brackets and calls', () => {
    const findings = noFindings();
    const text =
      'start: LD a\nAND( b\nOR c\n)\nST d\nS e\nCAL t(IN := a,\n PT := T#1s)\nLIMIT 1, 2\nJMPC start\nRET';
    const { statements } = bodyOfText(text, 'IL', findings, [], 1);
    expect(findings.problems).toEqual([]);
    expect(statements.flatMap(statement => tell(statement, ''))).toEqual([
      'label START',
      'instruction LD A:read',
      'instruction AND ( B:read',
      'instruction OR C:read',
      'instruction )',
      'instruction ST D:write',
      'instruction S E:write',
      'call CAL T:call ( IN := A:read , PT := T#1000ms )',
      'call LIMIT:call 1 , 2',
      'jump JMPC START:read',
      'return RET',
    ]);
  });
});
