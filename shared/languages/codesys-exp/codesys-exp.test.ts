import { describe, expect, test } from 'vitest';
import { iecNoise } from '../iec/index.ts';
import { artefact, artefactsAreThere, artefactsIn, readOf, told } from '../iec/testing/index.ts';
import { parseCodesysExp, recogniseCodesysExp } from './index.ts';

const head = "(* @NESTEDCOMMENTS := 'Yes' *)\n(* @PATH := '\\/Folder' *)\n(* @OBJECTFLAGS := '0, 8' *)\n";

function lines(text: string): string[] {
  const source = readOf(parseCodesysExp(head + text, 'a.EXP'));
  expect({ problems: source.problems, unknown: source.unknown }).toEqual({ problems: [], unknown: [] });
  return told(source);
}

describe.skipIf(!artefactsAreThere)('of the recorded files', () => {
  test.each(artefactsIn('codesys-exp', /\.EXP$/))('%s is understood whole', path => {
    const source = readOf(parseCodesysExp(artefact(path), path));
    expect(source).toMatchObject({ unknown: [], problems: [], writtenBy: 'CODESYS 2.3' });
    expect(source.units).toHaveLength(1);
    expect(source.noise.map(({ rule }) => rule)).toEqual([
      ...['export-directive', 'project-folder', 'export-directive', 'export-directive', 'export-directive'],
    ]);
    expect(recogniseCodesysExp(path, new TextDecoder().decode(artefact(path)))).toBe(true);
  });

  test('each noise is by a rule of the reviewed list', () => {
    const rules = new Set(iecNoise.map(({ rule }) => rule));
    const paths = artefactsIn('codesys-exp', /\.EXP$/);
    const found = paths.flatMap(path => readOf(parseCodesysExp(artefact(path), path)).noise);
    expect(found).toHaveLength(10);
    expect(found.filter(({ rule }) => !rules.has(rule))).toEqual([]);
  });

  test('the PID controller begins with its gains and limits', () => {
    const path = 'codesys-exp/oscat_CTRL_PID.EXP';
    const { units } = readOf(parseCodesysExp(artefact(path), path));
    const values = units[0]?.members
      .filter(({ value }) => value !== null)
      .map(({ name, value }) => [name, value]);
    expect(values).toEqual([
      ['KP', '1.0'],
      ['TN', '1.0'],
      ['TV', '1.0'],
      ['LL', '-1000.0'],
      ['LH', '1000.0'],
    ]);
  });
});

test('lists of variables have the names that directives give them', () => {
  expect(
    lines(
      `(* @GLOBAL_VARIABLE_LIST := 'Machine' *)\nVAR_GLOBAL a : INT; END_VAR\n(* @OBJECT_END := 'Machine' *)
       (* @CONNECTIONS := Machine\nFILENAME : ''\nFILETIME : 0\n*)
       (* @GLOBAL_VARIABLE_LIST := 'Line' *)\nVAR_GLOBAL CONSTANT b : INT := 2; END_VAR`,
    ),
  ).toEqual([
    '/variable-list MACHINE',
    '/variable-list MACHINE VAR_GLOBAL A : INT',
    '/variable-list LINE',
    '/variable-list LINE VAR_GLOBAL CONSTANT B : INT := 2',
  ]);
});

test('an action stands behind its program', () => {
  expect(
    lines("PROGRAM p\nEND_PROGRAM\nACTION Foo:\n(* @TEXT_IMPLEMENTATION := 'ST' *)\nx := 1;\nEND_ACTION"),
  ).toEqual(['/program P', '/action FOO', '/action FOO network  ST', '/action FOO assignment: X:write := 1']);
});

function drawn(language: string, ...networks: readonly string[]): string {
  const bodies = networks.map(
    text => `_NETWORK\n_COMMENT\n'why'\n_END_COMMENT\n${text.replaceAll(' ', '\n')}`,
  );
  return `PROGRAM p\nVAR END_VAR\n${language}\n_NETWORKS : ${networks.length}\n${bodies.join('\n').replaceAll('~', ' ')}\nEND_PROGRAM`;
}

const coil = (sign: string, storage: string, name: string) =>
  `_EXPRESSION _POSITIV ENABLELIST~:~0 ENABLELIST_END _OUTPUTS~:~1 _OUTPUT ${sign} ${storage} ${name}`;

describe('a drawn body', () => {
  test('of rungs is contacts in series and parallel, and coils', () => {
    const contact = (name: string, sign = '_POSITIV') => `_LD_CONTACT ${name} _EXPRESSION ${sign}`;
    const or = `_LD_OR _LD_OPERATOR~:~2 ${contact('b')} ${contact('c', '_NEGATIV')} _EXPRESSION _POSITIV`;
    const text = drawn(
      '_LD_BODY',
      `_LD_ASSIGN _LD_AND _LD_OPERATOR~:~2 ${contact('a')} ${or} _EXPRESSION _POSITIV ${coil('_POSITIV', '_NO_SET', 'm')}`,
      `_LD_ASSIGN ${contact('a')} ${coil('_POSITIV', '_SET', 'n')}`,
      `_LD_ASSIGN ${contact('a')} ${coil('_NEGATIV', '_SET', 'n')}`,
      `_LD_ASSIGN _EMPTY ${coil('_NEGATIV', '_NO_SET', 'o')}`,
    );
    expect(lines(text)).toEqual([
      '/program P',
      '/program P network 1 LD',
      '/program P open[A] (open[B] | closed[C]) coil<M>',
      '/program P network 2 LD',
      '/program P open[A] set<N>',
      '/program P network 3 LD',
      '/program P open[A] reset<N>',
      '/program P network 4 LD',
      '/program P negated<O>',
    ]);
  });

  test('of boxes is boxes with what flows into them', () => {
    const operand = (name: string, sign = '_POSITIV') => `_OPERAND _EXPRESSION ${sign} ${name}`;
    const and = `_OPERATOR _BOX_EXPR~:~2 ${operand('a')} ${operand('b', '_NEGATIV')} _EXPRESSION _POSITIV AND`;
    const timer = `_FUNCTIONBLOCK t1 _BOX_EXPR~:~2 ${and} ${operand('T#2s')} _EXPRESSION _POSITIV TON _OUTPUTS~:~1 _OUTPUT _POSITIV _NO_SET et`;
    const text = drawn(
      '_FBD_BODY',
      `_ASSIGN ${timer} _EXPRESSION _POSITIV _OUTPUTS~:~1 _OUTPUT _POSITIV _NO_SET q`,
    );
    expect(lines(text)).toEqual([
      '/program P',
      '/program P network 1 FBD',
      '/program P T1:TON(1=AND(1=A, 2=NOT B), 2=T#2000ms => =Q, 2=ET)',
    ]);
  });

  test('that is not understood is kept as it is written, network by network', () => {
    const good = `_ASSIGN _OPERAND _EXPRESSION _POSITIV a _EXPRESSION _POSITIV _OUTPUTS~:~1 _OUTPUT _POSITIV _NO_SET b`;
    const source = readOf(parseCodesysExp(head + drawn('_FBD_BODY', '_SOMETHING new', good), 'a.EXP'));
    expect(source.unknown).toHaveLength(1);
    expect(source.unknown[0]?.text).toContain('_SOMETHING');
    expect(told(source)).toEqual([
      '/program P',
      '/program P network 1 FBD',
      '/program P verbatim{_SOMETHING\nNEW}',
      '/program P network 2 FBD',
      '/program P :=(1=A => =B)',
    ]);
    const chart = readOf(parseCodesysExp(`${head}PROGRAM p\n_SFC_BODY\n_STEP\nx\nEND_PROGRAM`, 'a.EXP'));
    expect(chart.unknown).toHaveLength(1);
  });

  test('keeps the comment of a network', () => {
    const text = drawn(
      '_LD_BODY',
      `_LD_ASSIGN _LD_CONTACT a _EXPRESSION _POSITIV ${coil('_POSITIV', '_NO_SET', 'm')}`,
    );
    expect(readOf(parseCodesysExp(head + text, 'a.EXP')).units[0]?.networks[0]?.comment).toBe('why');
  });
});
