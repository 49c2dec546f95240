import { type Mnemonics, operationNamed } from '../../mc7/index.ts';

export type { Mnemonics };

/** Operations that no compiled block holds, or that one holds under another name: international, then German. */
const further: readonly (readonly [string, string])[] = [
  ...[
    'CALL',
    'POP',
    'PUSH',
    'LEAVE',
    'SQR',
    'SQRT',
    'EXP',
    'LN',
    'SIN',
    'COS',
    'TAN',
    'ASIN',
    'ACOS',
    'ATAN',
  ].map(name => [name, name] as const),
  ...[
    'RND+',
    'RND-',
    'SSI',
    'SSD',
    'RLDA',
    'RRDA',
    'MCRA',
    'MCRD',
    'MCR(',
    ')MCR',
    'NEG',
    'CAR',
    'DEC',
    'INC',
  ].map(name => [name, name] as const),
  ['CAW', 'TAW'],
  ['CAD', 'TAD'],
  ['CAR', 'TAR'],
  ['JO', 'SPO'],
  ['JOS', 'SPS'],
  ['JUO', 'SPU'],
  ['JNBI', 'SPBIN'],
  ['MCRA', 'MCRA'],
];
const byGerman = new Map(further.map(([name, german]) => [german, name]));
const international = new Set(further.map(([name]) => name));

/** The international mnemonic of an operation as a source writes it; null for a word that is none. */
export function operationOf(word: string, mnemonics: Mnemonics): string | null {
  const upper = word.toUpperCase();
  const known = operationNamed(upper, mnemonics);
  if (known !== undefined) return known;
  return mnemonics === 'german' ? (byGerman.get(upper) ?? null) : international.has(upper) ? upper : null;
}

const germanOnly =
  /^[ \t]*(?:[\p{L}_]\w{0,3}:[ \t]*)?(?:U|UN|U\(|UN\(|UW|UD|SP[ABNZPMOSLU]\w*|AUF|BEA|BEB|ZV|ZR|SI|SV|SA|TAW|TAD)[ \t\r;]/gimu;
const internationalOnly =
  /^[ \t]*(?:[\p{L}_]\w{0,3}:[ \t]*)?(?:A|AN|A\(|AN\(|AW|AD|J[A-Z]{1,4}|OPN|BEU|BEC|CU|CD|CAW|CAD|SF)[ \t\r;]/gimu;
/** Enough lines to tell by. */
const sample = 400_000;

/** Which mnemonics a source uses, by the words that only one of them has; German where nothing tells, as STEP 7 begins. */
export function mnemonicsOf(text: string): Mnemonics {
  const beginning = text.slice(0, sample);
  const german = beginning.match(germanOnly)?.length ?? 0;
  const other = beginning.match(internationalOnly)?.length ?? 0;
  return other > german ? 'international' : 'german';
}
