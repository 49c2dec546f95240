import { describe, expect, test } from 'vitest';
import { artefact, artefactsAreThere, artefactsIn, readOf, told } from '../iec/testing/index.ts';
import { parseBr, recogniseBr } from './index.ts';

describe.skipIf(!artefactsAreThere)('of the recorded files', () => {
  test.each(artefactsIn('br', /\.(?:st|var)$/))('%s is understood whole', path => {
    const source = readOf(parseBr(artefact(path), path));
    expect(source).toMatchObject({ unknown: [], problems: [], writtenBy: 'Automation Studio' });
    expect(source.units).toHaveLength(1);
    expect(recogniseBr(path, new TextDecoder().decode(artefact(path)))).toBe(true);
  });

  test('the states of the coffee machine are constants with their numbers', () => {
    const path = 'br/br_coffee_brewing.var';
    const { units } = readOf(parseBr(artefact(path), path));
    const constants = units[0]?.members.filter(({ section }) => section === 'VAR CONSTANT');
    expect(constants?.map(({ name, value }) => [name, value])).toEqual([
      ['sSTANDBY', '0'],
      ['sDOSING', '10'],
      ['sBREWING', '20'],
      ['sFINISH', '30'],
    ]);
  });

  test('blocks without a semicolon behind their end, and dosing times in their calls', () => {
    const path = 'br/br_coffee_brewing.st';
    const lines = told(readOf(parseBr(artefact(path), path)));
    expect(lines[0]).toBe('/program _CYCLIC');
    expect(lines.filter(line => line.includes('selection:'))).toHaveLength(4);
    expect(lines).toContain(
      '/program _CYCLIC     call: MILKTP:call ( IN := 1 , PT := REAL_TO_TIME:call ( GMAINLOGIC.PAR.RECIPE.MILK:read * 10 ) )',
    );
  });
});

test('its files are told by their endings, its programs by their tasks', () => {
  expect(recogniseBr('Logical/Global.var', '')).toBe(true);
  expect(recogniseBr('Logical/Types.TYP', '')).toBe(true);
  expect(recogniseBr('a.st', 'PROGRAM _INIT\nEND_PROGRAM')).toBe(true);
  expect(recogniseBr('a.st', 'PROGRAM Main\nEND_PROGRAM')).toBe(false);
});

test('types, actions and dynamic variables', () => {
  const text = `TYPE a_typ : STRUCT x : REAL := 1.5; END_STRUCT; END_TYPE
    PROGRAM _CYCLIC
    pX ACCESS ADR(y);
    doIt;
    END_PROGRAM
    ACTION doIt: y := 1; END_ACTION`;
  const source = readOf(parseBr(text, 'a.st'));
  expect(source.problems).toEqual([]);
  expect(told(source)).toEqual([
    '/data-type A_TYP',
    '/data-type A_TYP STRUCT X : REAL := 1.5',
    '/program _CYCLIC',
    '/program _CYCLIC network  ST',
    '/program _CYCLIC assignment: PX:write ACCESS ADR:call ( Y:read )',
    '/program _CYCLIC call: DOIT:call',
    '/action DOIT',
    '/action DOIT network  ST',
    '/action DOIT assignment: Y:write := 1',
  ]);
});
