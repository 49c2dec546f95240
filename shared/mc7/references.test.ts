import { expect, test } from 'vitest';
import { listBlock, parseBlock, readBlock, referencesOf } from './index.ts';
import { buildCode, buildImage } from './testing.ts';

/** What the statements of a block refer to, `-` where nothing is proven. */
function told(image: Uint8Array): string[] {
  const read = readBlock(parseBlock(image, 'block'));
  const references = referencesOf(read);
  return listBlock(read, 'international').lines.flatMap(({ text, about }) => {
    if (about?.kind !== 'statement') return [];
    const reference = references.get(about.instruction.at);
    const what =
      reference === undefined
        ? '-'
        : reference.kind === 'absolute'
          ? reference.address
          : reference.kind === 'parameter'
            ? `member ${reference.member}`
            : `${reference.kind}${reference.kind === 'data' ? ` ${reference.block}` : ''} ${reference.at}/${reference.bits}`;
    return [`${text.trim().replace(/ +/g, ' ')} ${what}`];
  });
}

const instance = { type: 'FB', declaration: [5, 4, 5, 4] } as const;

test('addresses, timers, counters, blocks and pointers in memory refer to themselves', () => {
  expect(
    told(
      buildCode([
        [
          'U     E 0.1;',
          'L     PEW 256;',
          'L     MW [MD 10];',
          'U     T 5;',
          'AUF   DB [MW 4];',
          'UC    FC 7;',
          'L     LW 2;',
          'BE;',
        ],
      ]),
    ),
  ).toEqual([
    'A I 0.1; I 0.1',
    'L PIW 256; PIW 256',
    'L MW [MD 10]; MD 10',
    'A T 5; T 5',
    'OPN DB [MW 4]; MW 4',
    'UC FC 7; FC 7',
    'L LW 2; local 16/16',
    'BE; -',
  ]);
});

test('a function block’s instance is its own until another is opened', () => {
  expect(
    told(
      buildCode(
        [
          [
            'L     DIW 0;',
            'AUF   DI 5;',
            'L     DIW 0;',
            'L     DIW [AR2,P#2.0];',
            'TDB;',
            'L     DBW 2;',
            'L     DIW 2;',
            'BE;',
          ],
        ],
        instance,
      ),
    ),
  ).toEqual([
    'L DIW 0; instance 0/16',
    'OPN DI 5; DB 5',
    'L DIW 0; data 5 0/16',
    'L DIW [AR2,P#2.0]; -',
    'CDB; -',
    'L DBW 2; data 5 16/16',
    'L DIW 2; -',
    'BE; -',
  ]);
});

test('a called block may change address register 2 and gives the open blocks back', () => {
  expect(
    told(
      buildCode(
        [
          [
            'AUF   DB 9;',
            'T     DIW [AR2,P#2.0];',
            'UC    FC 7;',
            'T     DIW [AR2,P#2.0];',
            'L     DIW 0;',
            'L     DBW 0;',
            'BE;',
          ],
        ],
        instance,
      ),
    ),
  ).toEqual([
    'OPN DB 9; DB 9',
    'T DIW [AR2,P#2.0]; instance 16/16',
    'UC FC 7; FC 7',
    'T DIW [AR2,P#2.0]; -',
    'L DIW 0; instance 0/16',
    'L DBW 0; data 9 0/16',
    'BE; -',
  ]);
});

test('where a jump arrives the own instance is known only if the block never opens another', () => {
  const loop = (change: string) =>
    told(buildCode([['M001: L     DIW 0;', change, 'SPB   M001;', 'L     DIW 0;', 'BE;']], instance))[0];
  expect(loop('SET;')).toBe('M001: L DIW 0; instance 0/16');
  expect(loop('AUF   DI 5;')).toBe('M001: L DIW 0; -');
});

test('in a block with an instruction that is not understood nothing is known of the registers', () => {
  // BE40: unknown; then L DBW 0 behind OPN DB 9.
  const body = Uint8Array.of(0x20, 0x09, 0xbe, 0x40, 0x00, 0x0a, 0x7e, 0x42, 0x00, 0x00, 0x65, 0x00);
  const lines = told(buildImage({ body }));
  expect(lines[0]).toBe('OPN DB 9; DB 9');
  expect(lines.filter(line => line.includes('data'))).toEqual([]);
  expect(lines.some(line => line.startsWith('L D'))).toBe(true);
});

test('a parameter is a member of the declaration; a data block has no code', () => {
  const code = buildCode([['L     #IN0;', 'T     #OUT0;', 'BE;']], { declaration: [5, 5, 5, 1, 5, 2] });
  expect(told(code)).toEqual(['L #IN0; member 1', 'T #OUT0; member 2', 'BE; -']);
  expect(told(buildImage({ type: 'DB', language: 5 }))).toEqual([]);
});
