import type { NamedText, NamesFrom } from '@witnessmark/shared/api';
import { expect, test } from 'vitest';
import { nameNote, originLines, withNote } from './name-text.ts';
import { paintFor } from './paint.ts';

const paint = paintFor({}, {});
function named(...texts: readonly string[]): NamedText[] {
  return [
    { operand: 'I 0.0', candidates: texts.map(text => ({ text, type: null, comment: null, files: [0] })) },
  ];
}

test('a name stands behind its statement, two that contradict each other beside each other', () => {
  expect(nameNote(named('"Start"'))).toBe('// "Start"');
  expect(nameNote(named('"Start"', '"Go"'))).toBe('// "Start" or "Go"');
  expect(nameNote([])).toBe('');
  expect(nameNote(undefined)).toBe('');
});

test('a line without names ends where it ends', () => {
  expect(withNote('NOP 0;', [])).toBe('NOP 0;');
  expect(withNote('A I 0.0;', named('"Start"'))).toBe('A I 0.0; // "Start"');
});

test('a side that has another name, or none, is told', () => {
  expect(nameNote(named('"Start"'), named('"Stop"'))).toBe('// "Start" → "Stop"');
  expect(nameNote(named('"Start"'), named('"Start"'))).toBe('// "Start"');
  expect(nameNote(named('"Start"'), [])).toBe('// "Start"');
  expect(nameNote([], named('"Stop"'))).toBe('// "Stop"');
});

test('what a file says is shown to a terminal, never obeyed by it', () => {
  expect(nameNote(named('"\u001b[2J"'))).toBe('// "\\u001b[2J"');
});

test('the files are told with their version, and what of them was not used', () => {
  const file = { sha256: 'a'.repeat(64), since: null, symbols: 1, blocks: 0 };
  const from: NamesFrom = {
    files: [
      { ...file, path: 'files/a.sdf', form: 'STEP 7 symbol table', says: null, change: 'c-abc' },
      { ...file, path: 'files/b.xml', form: null, says: 'it is cut off', change: null },
    ],
    later: true,
    verdicts: [
      { file: 0, block: 'FC 1', used: true, says: null },
      { file: 0, block: 'DB 1', used: false, says: 'interface differs: …' },
    ],
  };
  expect(originLines(from, paint)).toEqual([
    'The asset held no names then; these are of its newest state.',
    'names from files/a.sdf (STEP 7 symbol table, change c-abc)',
    'names from files/b.xml: it is cut off',
    'names from files/a.sdf for DB 1: interface differs: …',
  ]);
  expect(originLines(null, paint)).toEqual([]);
});
