import type { Evidence, FormTable } from './form.ts';
import type { Operation } from './mnemonics.ts';

/** Operations without an operand, by their one word. */
const bare: readonly (readonly [number, Operation, Evidence])[] = [
  [0x0100, 'INVI', 'inferred'],
  [0x0900, 'NEGI', 'inferred'],
  [0x4100, 'AW', 'inferred'],
  [0x4900, 'OW', 'inferred'],
  [0x5100, 'XOW', 'inferred'],
  [0x5900, '-I', 'inferred'],
  [0x6000, '/I', 'inferred'],
  [0x6001, 'MOD', 'proven'],
  [0x6002, 'ABS', 'proven'],
  [0x6003, '/R', 'proven'],
  [0x6004, '*I', 'proven'],
  [0x6006, 'NEGR', 'proven'],
  [0x6007, '*R', 'proven'],
  [0x6009, '-D', 'proven'],
  [0x600a, '*D', 'proven'],
  [0x600b, '-R', 'proven'],
  [0x600d, '+D', 'proven'],
  [0x600e, '/D', 'proven'],
  [0x600f, '+R', 'proven'],
  [0x6806, 'DTR', 'proven'],
  [0x6807, 'NEGD', 'proven'],
  [0x6808, 'ITB', 'proven'],
  [0x680a, 'DTB', 'inferred'],
  [0x680c, 'BTI', 'proven'],
  [0x680d, 'INVD', 'proven'],
  [0x680e, 'BTD', 'inferred'],
  [0x681c, 'CLR', 'proven'],
  [0x681d, 'SET', 'proven'],
  [0x681e, 'ITD', 'proven'],
  [0x682c, 'SAVE', 'proven'],
  [0x682d, 'NOT', 'proven'],
  [0x6837, 'AD', 'proven'],
  [0x6847, 'OD', 'proven'],
  [0x6857, 'XOD', 'inferred'],
  [0x685c, 'RND', 'proven'],
  [0x685f, 'TRUNC', 'proven'],
  [0x7002, 'TAK', 'proven'],
  [0x7006, 'ENT', 'inferred'],
  [0x7900, '+I', 'proven'],
  [0xba00, 'A(', 'proven'],
  [0xbb00, 'O(', 'inferred'],
  [0xbf00, ')', 'proven'],
  [0xfb00, 'O', 'inferred'],
  [0xfff1, 'AN(', 'inferred'],
  [0xfff3, 'ON(', 'inferred'],
  [0xfff4, 'X(', 'inferred'],
  [0xfff5, 'XN(', 'inferred'],
];

/** Word logic with a constant of 16 or 32 bits behind it. */
const withConstant: readonly (readonly [number, Operation, 'WORD' | 'DWORD', Evidence])[] = [
  [0x6834, 'AW', 'WORD', 'proven'],
  [0x6844, 'OW', 'WORD', 'proven'],
  [0x6854, 'XOW', 'WORD', 'inferred'],
  [0x6836, 'AD', 'DWORD', 'proven'],
  [0x6846, 'OD', 'DWORD', 'inferred'],
  [0x6856, 'XOD', 'DWORD', 'inferred'],
];

/** The second byte is a count. */
const counted: readonly (readonly [number, Operation, Evidence])[] = [
  [0x10, 'BLD', 'proven'],
  [0x11, 'INC', 'inferred'],
  [0x19, 'DEC', 'inferred'],
  [0x29, 'SLD', 'proven'],
  [0x61, 'SLW', 'proven'],
  [0x64, 'RLD', 'inferred'],
  [0x69, 'SRW', 'inferred'],
  [0x74, 'RRD', 'inferred'],
];

/** The second byte is a timer or counter. All are inferred from the S5 code, whose order the rest of MC7 keeps. */
const timers: readonly (readonly [number, Operation])[] = [
  [0x02, 'L'],
  [0x04, 'FR'],
  [0x0c, 'LC'],
  [0x14, 'SF'],
  [0x1c, 'SE'],
  [0x24, 'SD'],
  [0x2c, 'SS'],
  [0x34, 'SP'],
  [0x3c, 'R'],
  [0xf8, 'A'],
  [0xf9, 'O'],
  [0xfc, 'AN'],
  [0xfd, 'ON'],
];
const counters: readonly (readonly [number, Operation])[] = [
  [0x42, 'L'],
  [0x44, 'FR'],
  [0x4c, 'LC'],
  [0x54, 'CD'],
  [0x5c, 'S'],
  [0x6c, 'CU'],
  [0x7c, 'R'],
  [0xb8, 'A'],
  [0xb9, 'O'],
  [0xbc, 'AN'],
  [0xbd, 'ON'],
];

/** Comparisons by the second byte; 21 integers, 39 double integers, 31 reals. */
const comparisons: readonly (readonly [
  number,
  '>' | '<' | '<>' | '==' | '>=' | '<=',
  Readonly<Record<'I' | 'D' | 'R', Evidence>>,
])[] = [
  [0x20, '>', { I: 'proven', D: 'proven', R: 'proven' }],
  [0x40, '<', { I: 'proven', D: 'proven', R: 'proven' }],
  [0x60, '<>', { I: 'inferred', D: 'proven', R: 'inferred' }],
  [0x80, '==', { I: 'proven', D: 'proven', R: 'inferred' }],
  [0xa0, '>=', { I: 'proven', D: 'proven', R: 'proven' }],
  [0xc0, '<=', { I: 'inferred', D: 'proven', R: 'proven' }],
];

/** Arithmetic, comparisons, shifts, timers, counters and what has no operand. */
export function addPlainForms(table: FormTable): void {
  for (const [word, operation, evidence] of bare) table.add(word, operation, null, 0, evidence);
  for (const [word, operation, type, evidence] of withConstant)
    table.add(word, operation, { kind: 'constant', type, value: 0 }, type === 'WORD' ? 2 : 4, evidence);
  for (const [high, operation, evidence] of counted) {
    for (let value = 0; value < 0x100; value++)
      table.add((high << 8) | value, operation, { kind: 'number', value }, 0, evidence);
  }
  for (const [kind, rows] of [
    ['timer', timers],
    ['counter', counters],
  ] as const) {
    for (const [high, operation] of rows) {
      for (let number = 0; number < 0x100; number++)
        table.add((high << 8) | number, operation, { kind, number }, 0, 'inferred');
    }
  }
  table.add(0xfbe0, 'A', { kind: 'timer', number: 0 }, 2, 'proven');
  table.add(0xfbec, 'SD', { kind: 'timer', number: 0 }, 2, 'proven');
  for (const [low, sign, evidence] of comparisons) {
    table.add(0x2100 | low, `${sign}I`, null, 0, evidence.I);
    table.add(0x3900 | low, `${sign}D`, null, 0, evidence.D);
    table.add(0x3100 | low, `${sign}R`, null, 0, evidence.R);
  }
  table.add(0x0000, 'NOP', { kind: 'number', value: 0 }, 0, 'proven');
  table.add(0xffff, 'NOP', { kind: 'number', value: 1 }, 0, 'inferred');
}
