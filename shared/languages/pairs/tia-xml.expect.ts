import type { PairExpectation } from './pair.ts';

export const pairs: readonly PairExpectation[] = [
  {
    file: 'tia-xml/ikea_Sortirovka.xml',
    words: 'Two networks that drove the carousel are gone, and its fault is another bit.',
    changes: [
      'removed network in Сортировка (FB9), 9038 → 50',
      'removed network in Сортировка (FB9), 9215 → 50',
      'changed contact in Сортировка (FB9), 547 → 547',
    ],
    noise: ['export-time'],
  },
  {
    file: 'tia-xml/ikea_Sortirovka_DB.xml',
    words: 'Two retained members are gone.',
    changes: [
      'removed member RampIsOn in Сортировка_DB (DB7), 82',
      'removed member RampIsOff in Сортировка_DB (DB7), 83',
    ],
    noise: ['export-time'],
  },
  {
    file: 'tia-xml/ikea_TagTable.xml',
    words: 'One of some thousand tags has another name at its address.',
    changes: ['renamed name new_board_from_m225 in Стандартная таблица переменных, 13893 → 13893'],
    noise: ['export-time'],
  },
];
