import {
  array,
  assert,
  constantFrom,
  integer,
  letrec,
  nat,
  oneof,
  option,
  property,
  record,
  string,
  tuple,
} from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBr } from '../br/index.ts';
import { parseCodesysExp } from '../codesys-exp/index.ts';
import type { Parsed } from '../model/index.ts';
import { parsePlcopen } from '../plcopen/index.ts';
import { parseSt } from '../st/index.ts';
import { parseTwincat } from '../twincat/index.ts';
import { lex } from './lex.ts';
import { artefact, artefactsAreThere, differing, printed, readOf, told } from './testing/index.ts';

const name = constantFrom('a', 'b', 'Motor_1', 'axis.Status.Done', 'THIS^.x', 'arr[i + 1].y', 'p^', 'Насос');
const literal = constantFrom(
  '1',
  '16#FF',
  '1.50',
  'T#1m2s',
  "'te$'xt'",
  'TRUE',
  'INT#-5',
  'D#2020-1-5',
  'Mode#Run',
  '%IX0.1',
);
const { statement } = letrec<{ expression: string; statement: string; statements: string }>(tie => ({
  expression: oneof(
    { depthSize: 'small', withCrossShrink: true },
    name,
    literal,
    tuple(
      tie('expression'),
      constantFrom('+', '-', '*', 'AND', 'OR', '>=', '<>', 'MOD'),
      tie('expression'),
    ).map(parts => parts.join(' ')),
    tie('expression').map(inner => `( ${inner} )`),
    tie('expression').map(inner => `NOT ( ${inner} )`),
    tuple(tie('expression'), tie('expression')).map(([first, second]) => `f ( ${first} , n := ${second} )`),
  ),
  statements: array(tie('statement'), { maxLength: 3 }).map(list => list.join(' ')),
  statement: oneof(
    { depthSize: 'small', withCrossShrink: true },
    tuple(name, tie('expression')).map(([target, value]) => `${target} := ${value} ;`),
    tuple(tie('expression'), name).map(([input, output]) => `fb ( IN := ${input} , Q => ${output} ) ;`),
    constantFrom('RETURN ;', 'EXIT ;', 'Act ( ) ;'),
    tuple(tie('expression'), tie('statements'), option(tie('statements'))).map(
      ([when, then, otherwise]) =>
        `IF ${when} THEN ${then} ${otherwise === null ? '' : `ELSE ${otherwise}`} END_IF ;`,
    ),
    tuple(tie('expression'), tie('statements')).map(
      ([what, body]) => `CASE ${what} OF 1 , 2..4 : ${body} END_CASE ;`,
    ),
    tuple(tie('expression'), tie('statements')).map(
      ([to, body]) => `FOR i := 1 TO ${to} DO ${body} END_FOR ;`,
    ),
    tuple(tie('statements'), tie('expression')).map(
      ([body, until]) => `REPEAT ${body} UNTIL ${until} END_REPEAT ;`,
    ),
  ),
}));
const program = record({
  declarations: array(
    tuple(
      constantFrom('x', 'y', 'z1'),
      constantFrom('INT', 'STRING ( 80 )', 'ARRAY [ 1..3 ] OF St', 'St'),
      option(literal),
    ),
    { maxLength: 4 },
  ),
  statements: array(statement, { maxLength: 6 }),
}).map(({ declarations, statements }) => {
  const vars = declarations.map(
    ([own, type, value]) => `${own} : ${type} ${value === null ? '' : `:= ${value}`} ;`,
  );
  return `PROGRAM p VAR ${vars.join(' ')} END_VAR ${statements.join(' ')} END_PROGRAM`;
});

const facts = (text: string) => told(readOf(parseSt(text, 'p.st')));

describe('any program', () => {
  test('is understood, and printed and read again is the same', () => {
    assert(
      property(program, text => {
        const source = readOf(parseSt(text, 'p.st'));
        expect(source.problems).toEqual([]);
        expect(source.unknown).toEqual([]);
        expect(facts(printed(source.units))).toEqual(told(source));
      }),
    );
  });

  test('laid out anew, in other letters and with other comments, is the same', () => {
    const layout = array(constantFrom(' ', '\n', '\t ', '\r\n\r\n', ' (* a remark *) ', ' // to the end\n'), {
      minLength: 1,
      maxLength: 40,
    });
    assert(
      property(program, layout, nat(), (text, blanks, seed) => {
        let at = seed;
        const pieces = text
          .split(' ')
          .map(word => (at++ % 3 === 0 && !word.includes("'") ? swapped(word) : word));
        const again = pieces.map(word => word + (blanks[at++ % blanks.length] ?? ' ')).join('');
        expect(facts(again)).toEqual(facts(text));
      }),
    );
  });
});

function swapped(word: string): string {
  return word === word.toUpperCase() ? word.toLowerCase() : word.toUpperCase();
}

describe.skipIf(!artefactsAreThere)('of a recorded file', () => {
  const path = 'st/oscat_OpenPLC_lang.st';
  const text = artefactsAreThere ? new TextDecoder().decode(artefact(path)).slice(0, 60_000) : '';
  const whole = text.slice(0, text.lastIndexOf('END_FUNCTION')).trimEnd();
  const { lexemes } = lex(whole);
  const before = facts(whole);

  test('one number changed is one line that differs, wherever it stands', () => {
    const numbers = lexemes.filter(({ kind, text: digits }) => kind === 'number' && /^\d+$/.test(digits));
    expect(numbers.length).toBeGreaterThan(100);
    assert(
      property(nat(numbers.length - 1), at => {
        const number = numbers[at];
        if (number === undefined) throw new Error('a number expected');
        const edited = `${whole.slice(0, number.from)}${Number(number.key) + 1}${whole.slice(number.to)}`;
        const { gone, come } = differing(before, facts(edited));
        expect([gone.length, come.length]).toEqual([1, 1]);
      }),
      { numRuns: 25 },
    );
  });

  test('one name, operator or text changed is seen', () => {
    const others = lexemes.filter(
      ({ kind, key }) => kind === 'text' || key === '+' || key === '>' || key === 'AND',
    );
    assert(
      property(nat(others.length - 1), at => {
        const lexeme = others[at];
        if (lexeme === undefined) throw new Error('a lexeme expected');
        const other = { '+': '-', '>': '<', AND: 'OR' }[lexeme.key] ?? "'something else'";
        const edited = `${whole.slice(0, lexeme.from)}${other}${whole.slice(lexeme.to)}`;
        expect(differing(before, facts(edited))).not.toEqual({ gone: [], come: [] });
      }),
      { numRuns: 25 },
    );
  });
});

type Parser = (content: Uint8Array | string, path: string) => Parsed;

const parsers: readonly (readonly [string, Parser, string])[] = [
  ['st', parseSt, 'plcopen/SPEMMCRA_plc.st'],
  ['br', parseBr, 'br/br_coffee_brewing.st'],
  ['codesys-exp', parseCodesysExp, 'codesys-exp/oscat_CYCLE_4.EXP'],
  ['twincat', parseTwincat, 'twincat/kfevac_PRG_SXR_VAC_interlock.v1.TcPOU'],
  ['plcopen', parsePlcopen, 'plcopen/SPEMMCRA_plc.xml'],
];

/** Nothing that a file holds is lost: either the model says it, or a verbatim part. */
function isBounded(parsed: Parsed): void {
  if (parsed.state === 'refused') expect(parsed.says).not.toBe('');
  else expect(parsed.problems.length).toBeLessThanOrEqual(4_000);
}

describe.each(parsers)('the parser of %s', (_, parse, path) => {
  const pieces = constantFrom(
    ...[
      'IF',
      'THEN',
      'END_IF',
      'CASE',
      'OF',
      ':',
      ';',
      ':=',
      '(',
      ')',
      '[',
      ']',
      "'",
      '"',
      '{',
      '}',
      '(*',
      '*)',
      '//',
    ],
    ...[
      'VAR',
      'END_VAR',
      'TYPE',
      'STRUCT',
      'END_STRUCT',
      'END_TYPE',
      'PROGRAM',
      'END_PROGRAM',
      'METHOD',
      'a',
      'b.',
      '1',
      '16#',
      'T#',
    ],
    ...[
      '_FBD_BODY',
      '_NETWORK',
      '_ASSIGN',
      '_LD_ASSIGN',
      '_LD_AND',
      '_EXPRESSION',
      '_OUTPUTS : 2',
      '\n',
      '\u0000',
      '\ud800',
      '%',
      '..',
    ],
    ...[
      '<TcPlcObject>',
      '<POU Name="x">',
      '<ST>',
      '</ST>',
      '</POU>',
      '</TcPlcObject>',
      '<project>',
      '<types>',
      '<pous>',
      '<pou>',
      '</pou>',
    ],
    ...[
      'CONFIGURATION',
      'RESOURCE',
      'TASK',
      'NAMESPACE',
      'GET',
      'END_GET',
      'PROPERTY',
      'UNTIL',
      'REPEAT',
      'FOR',
      'TO',
      'DO',
      ',',
    ],
  );

  test('takes any words', () => {
    assert(
      property(array(pieces, { maxLength: 60 }), string(), (words, noise) => {
        isBounded(parse(words.join(' ') + noise, 'a'));
        isBounded(parse(`PROGRAM p\n${words.join(' ')}`, 'a'));
      }),
      { numRuns: 300 },
    );
  });

  test.skipIf(!artefactsAreThere)('takes a recorded file with pieces cut out, doubled and changed', () => {
    const bytes = artefactsAreThere ? artefact(path) : new Uint8Array();
    assert(
      property(
        array(tuple(nat(bytes.length - 1), nat(200), integer({ min: 0, max: 2 }), nat(255)), {
          minLength: 1,
          maxLength: 6,
        }),
        edits => {
          let edited = Array.from(bytes);
          for (const [at, length, how, byte] of edits) {
            const piece = edited.slice(at, at + length);
            if (how === 0) edited.splice(at, length);
            else if (how === 1) edited = [...edited.slice(0, at), ...piece, ...edited.slice(at)];
            else edited[at % edited.length] = byte;
          }
          isBounded(parse(Uint8Array.from(edited), path));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('is not slowed by what is made to slow it', () => {
    const long = 30_000;
    for (const piece of [
      '(',
      '[',
      'a.',
      'a[',
      'f(',
      'IF a THEN ',
      'CASE a OF 1: ',
      'x := ',
      'a,',
      'VAR ',
      'TYPE a : ',
      'a : STRUCT ',
      '{a} ',
      'METHOD m ',
      'END_IF ',
      'NAMESPACE n ',
      '-',
      'NOT ',
      'a : ',
      ';',
      '_NETWORK\n',
      '1..',
    ]) {
      const start = performance.now();
      isBounded(parse(`PROGRAM p\n${piece.repeat(long)}`, 'a'));
      isBounded(parse(`FUNCTION f : ${piece.repeat(long)}`, 'a'));
      isBounded(parse(`VAR a : ${piece.repeat(long)}`, 'a'));
      // A square of this length takes minutes.
      expect(performance.now() - start, piece).toBeLessThan(10_000);
    }
  }, 120_000);
});
