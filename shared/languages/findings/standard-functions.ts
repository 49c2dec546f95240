/**
 * Whether a name is a standard function or a conversion of IEC 61131-3:2013, 6.6.2.5 (tables 22 to 38), or an element
 * of a diagram: what the language brings along, and no block of a program.
 */
export function isStandardFunction(name: string): boolean {
  const upper = name.toUpperCase();
  return functions.has(upper) || conversion.test(upper) || elements.has(upper) || upper.endsWith('_COIL');
}

/**
 * Elements of LAD and FBD of TIA Portal that have a box or a coil and call nothing. Source: Siemens, TIA Portal
 * Openness (109798533), names of instructions in SimaticML.
 */
const elements: ReadonlySet<string> = new Set([
  ...[
    'RS',
    'SR',
    'P_TRIG',
    'N_TRIG',
    'O',
    'A',
    'X',
    'INRANGE',
    'OUTRANGE',
    'OK',
    'NOT_OK',
    'CALC',
    'CONVERT',
  ],
  ...['NORM_X', 'SCALE_X', 'INC', 'DEC', 'NEG', 'INV', 'ROUND', 'CEIL', 'FLOOR', 'SWAP'],
]);

const elementary =
  'BOOL|BYTE|WORD|DWORD|LWORD|SINT|INT|DINT|LINT|USINT|UINT|UDINT|ULINT|REAL|LREAL|TIME|LTIME|DATE|LDATE|TOD|LTOD|TIME_OF_DAY|LTIME_OF_DAY|DT|LDT|DATE_AND_TIME|LDATE_AND_TIME|CHAR|WCHAR|STRING|WSTRING|BCD';

/** `UDINT_TO_UINT`, `TO_UINT`, `REAL_TRUNC_INT`, `TRUNC_INT`, `WORD_BCD_TO_UINT`, `UINT_TO_BCD_WORD`. */
const conversion = new RegExp(
  `^(?:(?:(?:${elementary})_)?(?:TO|TRUNC)_(?:${elementary})|(?:(?:${elementary})_)?BCD_TO_(?:${elementary})|(?:${elementary})_TO_BCD_(?:${elementary}))$`,
);

const functions: ReadonlySet<string> = new Set([
  ...[
    'TRUNC',
    'MOVE',
    'ABS',
    'SQRT',
    'LN',
    'LOG',
    'EXP',
    'SIN',
    'COS',
    'TAN',
    'ASIN',
    'ACOS',
    'ATAN',
    'ATAN2',
  ],
  ...['ADD', 'SUB', 'MUL', 'DIV', 'MOD', 'EXPT', 'SHL', 'SHR', 'ROL', 'ROR', 'AND', 'OR', 'XOR', 'NOT'],
  ...['SEL', 'MUX', 'MAX', 'MIN', 'LIMIT', 'GT', 'GE', 'EQ', 'LE', 'LT', 'NE'],
  ...['LEN', 'LEFT', 'RIGHT', 'MID', 'CONCAT', 'INSERT', 'DELETE', 'REPLACE', 'FIND'],
  ...['ADD_TIME', 'ADD_LTIME', 'ADD_TOD_TIME', 'ADD_LTOD_LTIME', 'ADD_DT_TIME', 'ADD_LDT_LTIME'],
  ...['SUB_TIME', 'SUB_LTIME', 'SUB_DATE_DATE', 'SUB_LDATE_LDATE', 'SUB_TOD_TIME', 'SUB_LTOD_LTIME'],
  ...['SUB_TOD_TOD', 'SUB_LTOD_LTOD', 'SUB_DT_TIME', 'SUB_LDT_LTIME', 'SUB_DT_DT', 'SUB_LDT_LDT'],
  ...['MUL_TIME', 'MUL_LTIME', 'DIV_TIME', 'DIV_LTIME', 'CONCAT_DATE_TOD', 'CONCAT_DATE_LTOD'],
  ...['CONCAT_DATE', 'CONCAT_TOD', 'CONCAT_LTOD', 'CONCAT_DT', 'CONCAT_LDT'],
  ...['SPLIT_DATE', 'SPLIT_TOD', 'SPLIT_LTOD', 'SPLIT_DT', 'SPLIT_LDT', 'DAY_OF_WEEK'],
  ...[
    'TO_BIG_ENDIAN',
    'TO_LITTLE_ENDIAN',
    'FROM_BIG_ENDIAN',
    'FROM_LITTLE_ENDIAN',
    'IS_VALID',
    'IS_VALID_BCD',
  ],
]);
