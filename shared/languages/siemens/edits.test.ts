import { describe, expect, test } from 'vitest';
import { compareFiles } from '../files.ts';

/*
 * Edits that engineers of STEP 7 and TIA Portal make, each as the one sentence that lists, page and mail show, and
 * with the rules that have to find it.
 */

type Told = readonly [sentence: string, ...rules: string[]];

function told(path: string, old: string, now: string): Told {
  const file = (text: string) => ({ path, content: new TextEncoder().encode(text) });
  const compared = compareFiles(file(old), file(now));
  if (compared.state !== 'compared') throw new Error(compared.state);
  const { sentence, findings } = compared.diff;
  return [sentence, ...findings.map(({ rule }) => rule)];
}

const nothing: Told = ['nothing that means anything: layout'];

/** A data block of STEP 7 V5, or of TIA Portal where `access` says which. */
const dataBlock = (members: string, properties = '', access: boolean | null = null) =>
  `DATA_BLOCK "D"\n${access === null ? '' : `{ S7_Optimized_Access := '${access}' }\n`}VERSION : 0.1\n${properties}STRUCT\n${members}\nEND_STRUCT;\nBEGIN\nEND_DATA_BLOCK\n`;

describe('retentive data', () => {
  test('a block of STEP 7 V5 that is declared as not retentive lost what it kept', () => {
    const [plain, lost] = [dataBlock('a : INT;'), dataBlock('a : INT;', 'NON_RETAIN\n')];
    expect(told('d.awl', plain, lost)).toEqual(['D is no longer retained in line 1 of D', 'retain-lost']);
    expect(told('d.awl', lost, plain)).toEqual(['Retain removed, was false in D']);
  });

  test('one of TIA Portal is told as it is written', () => {
    const [plain, non, kept] = ['', 'NON_RETAIN\n', 'RETAIN\n'].map(each =>
      dataBlock('a : Int;', each, true),
    );
    expect(told('d.db', plain ?? '', non ?? '')).toEqual(['Retain added: false in D']);
    expect(told('d.db', kept ?? '', non ?? '')).toEqual([
      'D is no longer retained in line 1 of D',
      'retain-lost',
    ]);
  });
});

describe('the order of members', () => {
  const [ordered, other] = ['a : Int;\nb : Real;\nc : Bool;', 'b : Real;\na : Int;\nc : Bool;'];

  test('says nothing with optimised access, and where what lies without it', () => {
    const reordered = 'order of a changed: addresses follow from the order of members in D';
    expect(told('d.db', dataBlock(ordered, '', true), dataBlock(other, '', true))).toEqual(nothing);
    expect(told('d.db', dataBlock(ordered, '', false), dataBlock(other, '', false))).toEqual([reordered]);
    expect(told('d.awl', dataBlock(ordered), dataBlock(other))).toEqual([reordered]);
  });

  test('of a data type is told: no type says in which blocks it lies', () => {
    const type = (members: string) => `TYPE "U"\nVERSION : 0.1\nSTRUCT\n${members}\nEND_STRUCT;\nEND_TYPE\n`;
    const says =
      'order of a changed: addresses follow from the order of members where access is not optimised in U';
    expect(told('u.udt', type(ordered), type(other))).toEqual([says]);
  });

  test('of what an instance holds is told without optimised access, of temporary data never', () => {
    const block = (access: string, kept: string, temporary: string) =>
      `FUNCTION_BLOCK "F"\n${access}VERSION : 0.1\nVAR\n${kept}\nEND_VAR\nVAR_TEMP\n${temporary}\nEND_VAR\nBEGIN\nEND_FUNCTION_BLOCK\n`;
    const standard = "{ S7_Optimized_Access := 'FALSE' }\n";
    const says = 'order of a changed: addresses follow from the order of members in F';
    const temporary = 'x : Int;\ny : Real;';
    const turned = 'y : Real;\nx : Int;';
    expect(told('f.scl', block(standard, ordered, temporary), block(standard, other, temporary))).toEqual([
      says,
    ]);
    expect(told('f.awl', block('', ordered, temporary), block('', other, temporary))).toEqual([says]);
    expect(told('f.scl', block('', ordered, temporary), block('', other, temporary))).toEqual(nothing);
    expect(told('f.awl', block('', ordered, temporary), block('', ordered, turned))).toEqual(nothing);
  });
});
