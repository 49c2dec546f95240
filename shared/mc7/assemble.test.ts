import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isWitnessError } from '../errors/index.ts';
import { forms } from './forms.ts';
import {
  assemble,
  decodeCode,
  diffBlocks,
  listBlock,
  logicHash,
  type Mnemonics,
  notationOf,
  parseBlock,
  readBlock,
} from './index.ts';
import { projectBlocks, realBlocks, realBlocksThere } from './real-blocks.fixture.ts';
import { buildImage } from './testing.ts';

/** MC7_FUZZ_RUNS=1000000 tries that many; the seed of a failure is printed and MC7_FUZZ_SEED repeats it. */
const numRuns = Number(process.env['MC7_FUZZ_RUNS'] ?? 1500);
const seed = process.env['MC7_FUZZ_SEED'];
const options = { numRuns, ...(seed === undefined ? {} : { seed: Number(seed) }) };
const timeout = 30_000 + numRuns * 20;

/** Decodes to a listing and assembles that. */
function assembledAgain(body: Uint8Array, mnemonics: Mnemonics): Uint8Array {
  const read = readBlock(parseBlock(buildImage({ body, declaration: [5, 1, 5, 2] }), 'fuzz'));
  return assemble(listBlock(read, mnemonics).text, notationOf(read, mnemonics), 'fuzz').code;
}

const { words } = forms();
const knownWord = fc.nat(words.length - 1).map(n => {
  const word = words[n] ?? 0;
  return [word >> 8, word & 0xff];
});
const anyWord = fc.tuple(fc.nat(255), fc.nat(255)).map(pair => [...pair]);
const smallWord = fc.nat(12).map(value => [0, value]);
const callList = fc.constantFrom([0x70, 0x0b, 0, 2], [0x70, 0x0b, 0, 4, 0x84, 0, 0, 8]);
/** Words that begin instructions, words of any kind, small numbers (addresses, distances) and parameter lists; then an odd byte. */
const code = fc
  .tuple(
    fc.array(fc.oneof(knownWord, anyWord, smallWord, callList), { maxLength: 60, size: 'max' }),
    fc.option(fc.nat(255)),
  )
  .map(([words, odd]) => Uint8Array.from([...words.flat(), ...(odd === null ? [] : [odd])]));
const mnemonics = fc.constantFrom<Mnemonics>('german', 'international');

describe('code made at random', () => {
  test(
    'assembles from its listing to the same bytes',
    () => {
      fc.assert(
        fc.property(code, mnemonics, (body, names) => {
          expect(Buffer.from(assembledAgain(body, names)).toString('hex')).toBe(
            Buffer.from(body).toString('hex'),
          );
        }),
        options,
      );
    },
    timeout,
  );

  test(
    'has each byte in exactly one instruction',
    () => {
      fc.assert(
        fc.property(code, body => {
          let at = 0;
          for (const instruction of decodeCode(body)) {
            // By hand: millions of runs would spend their time in `expect`.
            if (instruction.at !== at || instruction.length <= 0)
              throw new Error(`at ${at}: ${instruction.at}`);
            at += instruction.length;
          }
          expect(at).toBe(body.length);
        }),
        options,
      );
    },
    timeout,
  );
});

describe.skipIf(!realBlocksThere)('real blocks with bytes altered at random', () => {
  const images = realBlocksThere
    ? [...realBlocks(), ...projectBlocks()].map(({ image }) => image).filter(image => image.length < 5000)
    : [];

  test(
    'are refused, or read, listed and assembled to the same bytes',
    () => {
      fc.assert(
        fc.property(
          fc.constantFrom(...images),
          fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), { maxLength: 12 }),
          mnemonics,
          (original, edits, names) => {
            const image = Uint8Array.from(original);
            for (const [place, value] of edits) image[Math.floor(place * (image.length - 1))] = value;
            const block = parsedOrNull(image);
            if (block === null) return;
            const read = readBlock(block);
            const listing = listBlock(read, names);
            if (read.networks.length > 0) {
              const { code: again } = assemble(listing.text, notationOf(read, names), 'fuzz');
              expect(Buffer.compare(again, block.body)).toBe(0);
            }
            const diff = diffBlocks(parseBlock(original, 'original'), block, names);
            expect(diff.verdict === 'none').toBe(Buffer.compare(original, image) === 0);
            const sameLogic = logicHash(read) === logicHash(readBlock(parseBlock(original, 'original')));
            expect(diff.verdict === 'logic').toBe(!sameLogic);
          },
        ),
        options,
      );
    },
    timeout,
  );
});

function parsedOrNull(image: Uint8Array) {
  try {
    return parseBlock(image, 'fuzz');
  } catch (error) {
    if (isWitnessError(error) && error.code.startsWith('mc7.block-')) return null;
    throw error;
  }
}

describe('a listing that is not ours', () => {
  const notation = {
    mnemonics: 'german',
    parameterName: () => undefined,
    parameterUse: () => undefined,
  } as const;
  const codeOf = (text: string) => {
    try {
      assemble(`BEGIN\nNETWORK // 1\n${text}\nEND_FUNCTION`, notation, 'FC1');
    } catch (error) {
      if (isWitnessError(error)) return `${error.code} ${error.detail}`;
      throw error;
    }
    return 'none';
  };

  test('is refused at its line', () => {
    expect(codeOf('      SET;')).toBe('none');
    expect(codeOf('      SET;\n      FLY   M 0.0;')).toBe('mc7.statement-unknown line 4: FLY   M 0.0;');
    expect(codeOf('      U     M 0.9;')).toMatch(/^mc7\.statement-unknown line 3/);
    expect(codeOf('      L     70000;')).toMatch(/^mc7\.statement-unknown line 3/);
    expect(codeOf('      SPA   M001;')).toBe('mc7.label-unknown line 3: M001');
    expect(codeOf('      SET   M 0.0;')).toMatch(/^mc7\.statement-unknown line 3/);
  });

  test('is refused where a jump is too far', () => {
    const far = Array.from({ length: 20_000 }, () => '      L     0;').join('\n');
    expect(codeOf(`      SPA   M001;\n${far}\nM001: SET;`)).toBe('mc7.label-unknown line 3: M001');
  });
});

describe('notations', () => {
  /** Bytes of one statement and back to its text. */
  const through = (statement: string) => {
    const text = `BEGIN\n      ${statement}\nEND_FUNCTION`;
    const bytes = assemble(
      text,
      { mnemonics: 'german', parameterName: () => undefined, parameterUse: () => undefined },
      'n',
    ).code;
    const read = readBlock(parseBlock(buildImage({ body: bytes }), 'n'));
    const [line = ''] = /(?<=NETWORK \/\/ 1\n).*/.exec(listBlock(read, 'german').text) ?? [];
    return [Buffer.from(bytes).toString('hex'), line.trim()];
  };

  test.each([
    ['L     -1;', '3003ffff'],
    ['L     L#-2147483648;', '380380000000'],
    ['L     W#16#FF;', '300700ff'],
    ['L     DW#16#DEADF007;', '3807deadf007'],
    ['L     B#16#A;', '280a'],
    ['L     0.1;', '38013dcccccd'],
    ['L     -0.0;', '380180000000'],
    ['L     1.0e-45;', '380100000001'],
    ['L     S5T#2H46M30S;', '300c3999'],
    ['L     S5T#10MS;', '300c0001'],
    ['L     T#-24D20H31M23S648MS;', '380980000000'],
    ['L     D#2026-02-28;', '300a3397'],
    ['L     TOD#23:59:59.999;', '380b05265bff'],
    ['L     C#999;', '30080999'],
    ['L     2#1010_0000_0000_0101;', '3002a005'],
    ["L     'ab';", '30056162'],
    ['L     B#(1, 255);', '300601ff'],
    ['L     P#E 2.3;', '380481000013'],
    ['+AR1  P#10.0;', 'fe020050'],
    ['LAR2  P#DBX 0.0;', 'fe0b84000000'],
    ['L     MB 255;', '0aff'],
    ['L     MB 256;', '7e310100'],
    ['L     EW 127;', '527f'],
    ['L     EW 128;', '7e120080'],
    ['T     AB 4;', '4b84'],
    ['L     PED 512;', '7e030200'],
    ['=     A 4.0;', 'd884'],
    ['U     Z 4;', 'b804'],
    ['SE    T 5;', '2405'],
    ['SE    T 256;', 'fbec0100'],
    ['T     DID [AR2,P#4.0];', 'be5f0020'],
    ['L     W [AR1,P#2.0];', 'fb020010'],
    ['=     DIX [LD 26];', '5965001a'],
    ['AUF   DI [LW 16];', 'fb690010'],
    ['U     BIE;', 'ffe0'],
    ['UC    SFC 20 (P#V 36.0);', 'fb740014700b000487000120'],
    ['FP    M 80.0;', '49300050'],
    ['FN    DBX 1.7;', '49c70001'],
    ['S     DIX [AR2,P#50.6];', '79d80196'],
    ['R     DBX [AR1,P#0.0];', '79c10000'],
    ['U     DBX [LD 2];', '51640002'],
    ['L     DBB [LD 0];', 'ba640000'],
    ['T     DBW [LD 4];', 'bbe40004'],
    ['L     LD [LD 34];', 'bb6e0022'],
    ['T     PAB [AR1,P#1.0];', 'be050008'],
    ['UW    W#16#6666;', '68346666'],
    ['OD    DW#16#1;', '684600000001'],
    ['ITB;', '6808'],
    ['L     DINO;', 'fb4d'],
    ['U     #P4;', 'fb800004'],
    ['L     P##P6;', 'fbcb0006'],
    ['NOP   1;', 'ffff'],
    ['SPA   (-5);', '700bfffb'],
  ])('%s', (statement, bytes) => {
    expect(through(statement)).toEqual([bytes, statement]);
  });

  test('a pattern that a notation cannot write stands in hex with its bytes', () => {
    const of = (hex: string) => {
      const read = readBlock(parseBlock(buildImage({ body: Buffer.from(hex, 'hex') }), 'n'));
      return /(?<=NETWORK \/\/ 1\n).*/.exec(listBlock(read, 'german').text)?.[0]?.trim();
    };
    expect(of('38017fc00000')).toBe('L     DW#16#7FC00000; // coded 38 01 7F C0 00 00');
    expect(of('300c0abc')).toBe('L     W#16#ABC; // coded 30 0C 0A BC');
    expect(of('300c1001')).toBe('L     S5T#100MS; // coded 30 0C 10 01');
  });
});
