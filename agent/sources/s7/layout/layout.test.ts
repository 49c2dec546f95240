import { isWitnessError } from '@witnessmark/shared/errors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { artefact, capturedThere } from '../captured.ts';
import type { Leaf } from './leaf.ts';
import { parseDeclarations } from './parse-declarations.ts';
import { placeBlock } from './place.ts';

function layoutOf(...texts: readonly string[]) {
  const declarations = parseDeclarations(texts.map((text, index) => ({ name: `file${index + 1}.db`, text })));
  const [block] = declarations.blocks;
  if (block === undefined) throw new Error('no data block');
  return placeBlock(block, declarations, 20);
}

const at = ({ name, byte, bit, type }: Leaf) => `${byte}.${bit} ${name} ${type}`;
const block = (body: string) =>
  `DATA_BLOCK "Test"\nVERSION : 0.1\nSTRUCT\n${body}\nEND_STRUCT;\nBEGIN\nEND_DATA_BLOCK\n`;

function refusal(...texts: readonly string[]): string {
  try {
    layoutOf(...texts);
    return 'accepted';
  } catch (error) {
    if (!isWitnessError(error)) throw error;
    return `${error.code} ${error.subject} ${error.detail}`;
  }
}

describe('a standard data block', () => {
  test('packs Bool by the bit, 8-bit types by the byte, the rest by the word', () => {
    const { leaves, blockBytes } = layoutOf(
      block(`
        a : Bool; b : Bool; c : Byte; d : Bool; e : Int; f : USInt; g : Real := 4.25e+001;
        h : Array[0..9] of Bool; i : Char;`),
    );
    expect(leaves.filter(({ name }) => !/h\[[1-8]\]/.test(name)).map(at)).toEqual([
      '0.0 a Bool',
      '0.1 b Bool',
      '1.0 c Byte',
      '2.0 d Bool',
      '4.0 e Int',
      '6.0 f USInt',
      '8.0 g Real',
      '12.0 h[0] Bool',
      '13.1 h[9] Bool',
      '14.0 i Char',
    ]);
    expect(blockBytes).toBe(16);
  });

  test('begins and ends structures, arrays and user-defined types on a word', () => {
    const { leaves, blockBytes } = layoutOf(
      `TYPE "Step"\nVERSION : 0.1\nSTRUCT Time : Time; On : Bool; END_STRUCT;\nEND_TYPE`,
      block(`
        x : Bool;
        Tank : STRUCT Level : Byte; END_STRUCT;
        y : Bool;
        Steps : Array[-1..1] of "Step";
        z : Array[0..1, 1..2] of Int;
        Text : String[6]; Wide : WString[3]; When : DTL; Long : LReal; Stamp : DT;`),
    );
    expect(leaves.map(at)).toEqual([
      '0.0 x Bool',
      '2.0 Tank.Level Byte',
      '4.0 y Bool',
      '6.0 Steps[-1].Time Time',
      '10.0 Steps[-1].On Bool',
      '12.0 Steps[0].Time Time',
      '16.0 Steps[0].On Bool',
      '18.0 Steps[1].Time Time',
      '22.0 Steps[1].On Bool',
      '24.0 z[0,1] Int',
      '26.0 z[0,2] Int',
      '28.0 z[1,1] Int',
      '30.0 z[1,2] Int',
      '32.0 Text String',
      '40.0 Wide WString',
      '50.0 When DTL',
      '62.0 Long LReal',
      '70.0 Stamp Date_And_Time',
    ]);
    expect(blockBytes).toBe(78);
  });

  test('is read from a STEP 7 AWL source with UDT numbers, titles, comments and start values', () => {
    const { leaves, blockBytes } = layoutOf(
      `
TYPE UDT 7
  STRUCT
   Level : REAL := 1.000000e+001; //in %
   Name : STRING  [12 ] := 'it is $'quoted$' ; (* */';
  END_STRUCT ;
END_TYPE
DATA_BLOCK DB 20
TITLE = it's a title with "quotes
AUTHOR : ACME
FAMILY : MIX
VERSION : 0.1
  STRUCT
   Tank : UDT 7;  (* a comment
   over lines *)
   Curve : ARRAY  [1 .. 4 ] OF
   INT := 4 (0);
   Delay : S5TIME := S5T#10S;
  END_STRUCT ;
BEGIN
   Tank.Level := 5.000000e+001;
END_DATA_BLOCK`,
    );
    expect(leaves.map(at)).toEqual([
      '0.0 Tank.Level Real',
      '4.0 Tank.Name String',
      '18.0 Curve[1] Int',
      '20.0 Curve[2] Int',
      '22.0 Curve[3] Int',
      '24.0 Curve[4] Int',
      '26.0 Delay S5Time',
    ]);
    expect(blockBytes).toBe(28);
  });

  test('of a user-defined type alone takes that type', () => {
    const { leaves } = layoutOf(
      'TYPE "R"\nSTRUCT a : Int; END_STRUCT;\nEND_TYPE',
      'DATA_BLOCK "X"\n"R"\nBEGIN\nEND_DATA_BLOCK',
    );
    expect(leaves.map(at)).toEqual(['0.0 a Int']);
  });
});

describe('a layout that cannot be used is refused with file and line', () => {
  test.each([
    [
      'an optimised block',
      `DATA_BLOCK "A"\n{ S7_Optimized_Access := 'TRUE' }\nVAR a : Int; END_VAR\nEND_DATA_BLOCK`,
      /file1\.db:1 .*optimised/,
    ],
    ['an unknown type', block('a : Int;\nb : "Missing";'), /file1\.db:5 the type Missing/],
    [
      'a type within itself',
      `TYPE "A"\nSTRUCT x : "A"; END_STRUCT;\nEND_TYPE\n${block('a : "A";')}`,
      /nested/,
    ],
    ['a missing semicolon', block('a : Int\nb : Int;'), /file1\.db:5 ; expected, not b/],
    [
      'an unfinished block',
      'DATA_BLOCK "A"\nSTRUCT\na : Int;',
      /file1\.db:3 a member name expected, not the end/,
    ],
    ['bounds that run backwards', block('a : Array[5..1] of Int;'), /file1\.db:4 bounds 5\.\.1/],
    ['an array of a constant length', block('a : Array[0.."MAX"] of Int;'), /a number expected, not MAX/],
    ['a huge array', block('a : Array[0..2000000000] of Bool;'), /more than 20000 members/],
    ['a huge array of nothing', block('a : Array[0..2000000000] of STRUCT END_STRUCT;'), /without members/],
    ['a block beyond its largest size', block('a : Array[0..19000] of DInt;'), /longer than 65536/],
    ['rows that may or may not be filled', block('a : Array[0..1, 0..2] of Byte;'), /several dimensions/],
    ['a byte after an odd string', block('a : String[5];\nb : Byte;'), /file1\.db:5 .*odd length/],
    ['an instance of a function block', block('a : FB 5;'), /list its members/],
    ['a stray quote', block('a : Int; "'), /cannot read "/],
  ])('%s', (_, text, expected) => {
    expect(refusal(text)).toMatch(/^s7\.layout-invalid /);
    expect(refusal(text)).toMatch(expected);
  });

  test('nested 10,000 deep', () => {
    expect(refusal(block(`${'a : STRUCT '.repeat(10_000)}`))).toMatch(/nested more than/);
    expect(refusal(block(`a : ${'Array[0..1] of '.repeat(10_000)} Int;`))).toMatch(/nested more than/);
  });

  test('whatever else it holds', () => {
    const word = fc.constantFrom(
      ...[
        'DATA_BLOCK',
        'TYPE',
        'STRUCT',
        'END_STRUCT',
        'END_TYPE',
        'END_DATA_BLOCK',
        'VAR',
        'END_VAR',
        'ARRAY',
      ],
      ...[
        '[',
        ']',
        '..',
        'OF',
        ':',
        ';',
        ':=',
        'a',
        '"A"',
        'Int',
        'Bool',
        'String',
        '1',
        '-',
        ',',
        "'x'",
        '{',
        '(*',
        '\n',
      ],
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string({ maxLength: 4 })), { maxLength: 40 }), words => {
        const text = words.join(' ');
        refusalOrNothing(text);
        refusalOrNothing(block(text));
      }),
      { numRuns: 10_000 },
    );
  });
});

/** A parse that fails must fail as a layout; a text without a block gives none. */
function refusalOrNothing(text: string): void {
  try {
    const declarations = parseDeclarations([{ name: 'a.db', text }]);
    for (const found of declarations.blocks) placeBlock(found, declarations, 1);
  } catch (error) {
    expect(isWitnessError(error) && error.code).toBe('s7.layout-invalid');
  }
}

describe.skipIf(!capturedThere)('real sources', () => {
  /** Turns an oracle's listing (address, name and type, indented) into a declaration and its addresses. */
  function oracle(listing: string): { source: string; addresses: Map<string, string> } {
    const addresses = new Map<string, string>();
    const open: { name: string; depth: number }[] = [];
    let source = 'DATA_BLOCK "Oracle"\nSTRUCT\n';
    const close = (depth: number) => {
      while ((open.at(-1)?.depth ?? -1) >= depth) {
        open.pop();
        source += 'END_STRUCT;\n';
      }
    };
    for (const line of listing.split(/\r?\n/)) {
      const match = /^(\d+)\.(\d): (\t*)(\w+): (.+)$/.exec(line);
      if (match === null) continue;
      const [, byte = '', bit = '', tabs = '', name = '', type = ''] = match;
      close(tabs.length);
      const path = [...open.map(parent => parent.name), name].join('.');
      source += `${name} : ${type}${type.endsWith('STRUCT') ? '' : ';'}\n`;
      if (type.endsWith('STRUCT')) open.push({ name, depth: tabs.length });
      else addresses.set(path, `${Number(byte)}.${bit}`);
    }
    close(0);
    return { source: `${source}END_STRUCT;\nBEGIN\nEND_DATA_BLOCK`, addresses };
  }

  test.each(['DB121', 'DB4'])('%s: every address agrees with the one another tool worked out', name => {
    const { source, addresses } = oracle(artefact(`mc7-awl/${name}.awl`));
    const { leaves } = layoutOf(source);
    expect(addresses.size).toBeGreaterThan(100);
    const ours = new Map<string, string>();
    for (const leaf of leaves) {
      const plain = leaf.name.replaceAll(/\[[^\]]*\]/g, '');
      if (!ours.has(plain)) ours.set(plain, `${leaf.byte}.${leaf.bit}`);
    }
    expect([...addresses].filter(([member, address]) => ours.get(member) !== address)).toEqual([]);
  });

  test('of TIA Portal are parsed, and an optimised block says why it cannot be read', () => {
    const { leaves, blockBytes } = layoutOf(artefact('tia-scl/PACFramework_HMIBUF.db'));
    expect(leaves.map(at)).toEqual([
      '0.0 CHBUF.ID UInt',
      '2.0 CHBUF.CLSID UInt',
      '4.0 CHBUF.STA Int',
      '6.0 CHBUF.CMD Int',
      '8.0 CHBUF.VAL Int',
      '10.0 CHBUF.VARID UInt',
    ]);
    expect(blockBytes).toBe(12);
    for (const name of ['Integers', 'DateAndTime', 'CharacterStrings', 'HardwareDataTypes']) {
      const text = artefact(`tia-scl/S7CommPlusDriver_s7-1500_DB_${name}.db`);
      expect(refusal(text)).toMatch(/optimised/);
      const standard = layoutOf(text.replace("'TRUE'", "'FALSE'"));
      expect(standard.leaves.length).toBeGreaterThan(10);
    }
    expect(refusal(artefact('tia-scl/PACFramework_SYS.db'))).toMatch(/the type PLC_CFG is not declared/);
  });
});
