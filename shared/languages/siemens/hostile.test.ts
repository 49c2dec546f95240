import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { artefact, artefactsAreThere } from '../iec/testing/index.ts';
import type { Parsed } from '../model/index.ts';
import { type LanguageReader, languageReaders } from '../registry.ts';
import { s7dclBlock, simaticMlBlock } from './testing/index.ts';

function readerOf(language: LanguageReader['language']): LanguageReader['parse'] {
  const reader = languageReaders.find(each => each.language === language);
  if (reader === undefined) throw new Error(`${language} is not registered`);
  return reader.parse;
}

const scl = (code: string) => `FUNCTION "F" : Void\nBEGIN\n${code}\nEND_FUNCTION\n`;

/** Texts that a reader without bounds recurses, doubles or crawls on. */
const made: readonly (readonly [LanguageReader['language'], string, () => string])[] = [
  [
    'scl',
    'conditions in conditions',
    () => scl(`${'IF a THEN '.repeat(100_000)}${'END_IF;'.repeat(100_000)}`),
  ],
  ['scl', 'brackets that never close', () => scl(`a := ${'('.repeat(200_000)};`)],
  ['scl', 'labels of a CASE that never comes', () => scl(`CASE a OF ${'1, '.repeat(50_000)} ;`)],
  [
    'scl',
    'names of one declaration',
    () =>
      `TYPE "T"\nSTRUCT\n${Array.from({ length: 20_000 }, (_, at) => `a${at}`).join(', ')} : Int;\nEND_STRUCT;\nEND_TYPE`,
  ],
  [
    'scl',
    'structures that multiply',
    () =>
      `TYPE "T"\nSTRUCT\n${'a, b, c, d, e, f, g, h : STRUCT '.repeat(20)} x : Int; ${'END_STRUCT; '.repeat(20)}END_STRUCT;\nEND_TYPE`,
  ],
  ['scl', 'structures in structures', () => `TYPE "T"\nSTRUCT\n${'a : STRUCT '.repeat(50_000)}`],
  [
    'scl',
    'arrays of arrays',
    () => `TYPE "T"\nSTRUCT\na : ${'ARRAY[0..1] OF '.repeat(50_000)} Int;\nEND_STRUCT;\nEND_TYPE`,
  ],
  ['scl', 'a comment without an end', () => scl(`(* ${'x\n'.repeat(100_000)}`)],
  ['scl', 'quotes', () => scl(`"${`'"`.repeat(100_000)}`)],
  ['scl', 'marks', () => scl('#.%{}[]@'.repeat(30_000))],
  [
    'tia-source',
    'values of no member',
    () =>
      `DATA_BLOCK "D"\nSTRUCT\n a : Int;\nEND_STRUCT;\nBEGIN\n${'b := 1;\n'.repeat(50_000)}END_DATA_BLOCK`,
  ],
  [
    'tia-source',
    'a path of values',
    () =>
      `DATA_BLOCK "D"\nSTRUCT\n a : Int;\nEND_STRUCT;\nBEGIN\n a${'.x'.repeat(50_000)} := 1;\nEND_DATA_BLOCK`,
  ],
  [
    'tia-source',
    'values one by one',
    () =>
      `DATA_BLOCK "D"\nSTRUCT\n a : Array[0..99999] of Int;\nEND_STRUCT;\nBEGIN\n${Array.from({ length: 60_000 }, (_, at) => `a[${at}] := ${at};`).join('\n')}\nEND_DATA_BLOCK`,
  ],
  [
    'awl',
    'a call that never closes',
    () => `FUNCTION FC 1 : VOID\nBEGIN\nNETWORK\nCALL "F" (${'a := 1,\n'.repeat(50_000)}`,
  ],
  [
    'awl',
    'a listing of indents',
    () =>
      `FB1 : \n\nParameter\n000.0: ROOTNODE: STRUCT\n${Array.from({ length: 3_000 }, (_, at) => `000.0: ${'\t'.repeat(at)}a: INT`).join('\n')}`,
  ],
  [
    's7dcl',
    'boxes in pins',
    () =>
      s7dclBlock(
        Array.from(
          { length: 3_000 },
          (_, at) =>
            `RUNG wire#powerrail Contact( #a ) S_RS( operand := #b, s1 := wire#w${at + 1} ) END_RUNG wire#w${at}`,
        ).join('\n'),
      ),
  ],
  [
    's7dcl',
    'wires that are shared and shared again',
    () =>
      s7dclBlock(
        Array.from(
          { length: 1_000 },
          (_, at) => `RUNG wire#w${at} S_RS( operand := #b, s1 := wire#w${at} ) END_RUNG wire#w${at + 1}`,
        ).join('\n'),
      ),
  ],
  [
    's7dcl',
    'branches in branches',
    () =>
      s7dclBlock(
        Array.from(
          { length: 2_000 },
          (_, at) =>
            `RUNG wire#w${at} Contact( #a ) wire#w${at + 1} END_RUNG\nRUNG wire#w${at} Contact( #b ) END_RUNG wire#w${at + 2}`,
        ).join('\n'),
      ),
  ],
  [
    's7dcl',
    'a series without an end',
    () => s7dclBlock(`RUNG wire#powerrail ${'Contact( #a ) '.repeat(9_000)} Coil( #x ) END_RUNG`),
  ],
  [
    's7dcl',
    'parts beyond any network',
    () => s7dclBlock(`RUNG wire#powerrail ${'Contact( #a ) '.repeat(20_000)} END_RUNG`),
  ],
  [
    'simaticml',
    'elements in elements',
    () =>
      simaticMlBlock(
        `<StructuredText>${'<Access>'.repeat(5_000)}${'</Access>'.repeat(5_000)}</StructuredText>`,
        'SCL',
      ),
  ],
  [
    'simaticml',
    'members in members',
    () =>
      simaticMlBlock('', 'SCL', '<Member Name="a" Datatype="Struct">'.repeat(100) + '</Member>'.repeat(100)),
  ],
  [
    'simaticml',
    'blanks by number',
    () =>
      simaticMlBlock(
        `<StructuredText>${'<Blank Num="999999999" /><NewLine Num="999999999" />'.repeat(1_000)}</StructuredText>`,
        'SCL',
      ),
  ],
  [
    'simaticml',
    'entities',
    () => `<!DOCTYPE a [<!ENTITY b "cc">]><Document><SW.Blocks.FB>&b;</SW.Blocks.FB></Document>`,
  ],
  ['tia-tags', 'a record without an end', () => `Name;Data Type;Logical Address\n"${'a;'.repeat(500_000)}`],
  ['tia-tags', 'rows', () => `Name;Data Type;Logical Address\n${'a;Bool;%I0.0\n'.repeat(50_000)}`],
];

describe('what is made to exhaust a reader', () => {
  test.each(made)('%s: %s', { timeout: 30_000 }, (language, _, text) => {
    const parsed = readerOf(language)(text(), `x.${language}`);
    expect(['read', 'refused']).toContain(parsed.state);
    expect(size(parsed)).toBeLessThan(2_000_000);
  });
});

/** Things in a model, counted without recursion and as often as they stand in it. */
function size(parsed: Parsed): number {
  let count = 0;
  const open: unknown[] = [parsed];
  for (let at = open.pop(); at !== undefined && count < 3_000_000; at = open.pop()) {
    if (typeof at !== 'object' || at === null) continue;
    count++;
    for (const value of Object.values(at)) if (typeof value === 'object') open.push(value ?? undefined);
  }
  return count;
}

const seeds: readonly (readonly [LanguageReader['language'], string])[] = [
  ['scl', 'tia-scl/ikea_FB_Gasket_Carousel.v2.scl'],
  ['tia-source', 'tia-scl/S7CommPlusDriver_s7-1500_DB_DateAndTime.db'],
  ['awl', 'mc7-awl/FC1.awl'],
  ['s7dcl', 'tia-xml/czarnak_MotorSoftstart.s7dcl'],
  ['simaticml', 'tia-xml/czarnak_Inputs_FB.xml'],
  ['tia-tags', 'tia-xml/ikea_TagTable.v1.xml'],
];

describe.skipIf(!artefactsAreThere)('files of plants with faults in them', () => {
  test.each(seeds)('%s answers for each, without throwing', { timeout: 60_000 }, (language, path) => {
    const whole = artefact(path).subarray(0, 60_000);
    const parse = readerOf(language);
    const fault = fc.record({ at: fc.nat(), length: fc.nat(40), with: fc.uint8Array({ maxLength: 6 }) });
    fc.assert(
      fc.property(fc.array(fault, { minLength: 1, maxLength: 8 }), faults => {
        const pieces = [...faults].reduce<Uint8Array>((bytes, each) => {
          const at = each.at % (bytes.length + 1);
          return Buffer.concat([bytes.subarray(0, at), each.with, bytes.subarray(at + each.length)]);
        }, whole);
        expect(['read', 'refused']).toContain(parse(pieces, path).state);
      }),
      { numRuns: 60 },
    );
  });

  test.each(seeds)('%s answers for text of its words in any order', { timeout: 60_000 }, (language, path) => {
    const words = [
      ...new Set(new TextDecoder().decode(artefact(path).subarray(0, 20_000)).split(/(?<=\W)|(?=\W)/)),
    ].slice(0, 400);
    const parse = readerOf(language);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 200 }), list => {
        expect(['read', 'refused']).toContain(parse(list.join(' '), path).state);
        expect(['read', 'refused']).toContain(parse(list.join(''), path).state);
      }),
      { numRuns: 60 },
    );
  });
});
