import { describe, expect, test } from 'vitest';
import { artefact, artefactsAreThere, differing, printed, readOf, told } from '../iec/testing/index.ts';
import { parseSt, recogniseSt } from './index.ts';

const library = 'st/oscat_OpenPLC_lang.st';
const generated = 'plcopen/SPEMMCRA_plc.st';

describe.skipIf(!artefactsAreThere)('of the recorded files', () => {
  test('a library of 600 kB is understood whole', () => {
    const source = readOf(parseSt(artefact(library), library));
    expect(source).toMatchObject({ encoding: 'utf-8', unknown: [], problems: [] });
    expect(source.units).toHaveLength(559);
    expect(source.units.flatMap(unit => unit.networks).length).toBeGreaterThan(500);
    const names = new Set(source.units.map(unit => unit.key));
    expect(names).toContain('function-block CTRL_PID');
    expect(names.size).toBe(559);
  });

  test('what a compiler of PLCopen wrote is understood whole, code of another language in it too', () => {
    const source = readOf(parseSt(artefact(generated), generated));
    expect(source).toMatchObject({ unknown: [], problems: [] });
    expect(source.units.map(unit => unit.key)).toEqual([
      'data-type LOGLEVEL',
      'function-block LOGGER',
      'function-block PYTHON_EVAL',
      'function-block PYTHON_POLL',
      'function-block PYTHON_GEAR',
      'program DNP3TEST',
      'controller CONFIG0',
    ]);
  });

  test.each([library, generated])('%s printed and read again is the same', path => {
    const source = readOf(parseSt(artefact(path), path));
    const again = readOf(parseSt(printed(source.units), path));
    expect(again.problems).toEqual([]);
    expect(differing(told(source), told(again))).toEqual({ gone: [], come: [] });
  });
});

test('a text is told by its ending', () => {
  expect(recogniseSt('a/B.ST', '')).toBe(true);
  expect(recogniseSt('a/B.scl', '')).toBe(false);
});

test('letters of a code page are read', () => {
  const text = Uint8Array.of(
    ...new TextEncoder().encode("PROGRAM p x := '"),
    0xfc,
    ...new TextEncoder().encode("'; END_PROGRAM"),
  );
  const source = readOf(parseSt(text, 'p.st'));
  expect(source.encoding).toBe('windows-1252');
  expect(told(source)).toContain("/program P assignment: X:write := 'ü'");
});

test('a body that was saved alone is read under the name of its file', () => {
  expect(told(readOf(parseSt('x := 1;', 'inner/body.st')))).toEqual([
    '/other BODY',
    '/other BODY network  ST',
    '/other BODY assignment: X:write := 1',
  ]);
});

test('a file beyond the limit is refused, and says it', () => {
  const result = parseSt(' '.repeat(33 * 1024 * 1024), 'a.st');
  expect(result.state).toBe('refused');
});
