/** Timers by the names of their types: IEC 61131-3, STEP 7, TIA, Logix, CODESYS libraries. */
const timers: ReadonlySet<string> = new Set([
  ...[
    'TON',
    'TOF',
    'TP',
    'TONR',
    'RTO',
    'TONR_TIME',
    'TON_TIME',
    'TOF_TIME',
    'TP_TIME',
    'TIMER',
    'FBD_TIMER',
  ],
  ...['IEC_TIMER', 'TON_LTIME', 'TOF_LTIME', 'TP_LTIME', 'LTON', 'LTOF', 'LTP', 'TOFR', 'RTOR'],
  ...['S_PULSE', 'S_PEXT', 'S_ODT', 'S_ODTS', 'S_OFFDT', 'SFB3', 'SFB4', 'SFB5'],
]);
const counters: ReadonlySet<string> = new Set([
  ...[
    'CTU',
    'CTD',
    'CTUD',
    'COUNTER',
    'FBD_COUNTER',
    'IEC_COUNTER',
    'S_CU',
    'S_CD',
    'S_CUD',
    'SFB0',
    'SFB1',
    'SFB2',
  ],
]);
/** What the preset is called at a pin, in a call and among the members of an instance. */
export const presetNames: ReadonlySet<string> = new Set(['PT', 'PV', 'PRE', 'PRESET', 'TV']);

/** `timer`, `counter`, or null for a type that is neither. */
export function timing(type: string): 'timer' | 'counter' | null {
  const plain = type.toUpperCase().replace(/^(?:STANDARD|TC2_STANDARD)\./, '');
  if (timers.has(plain)) return 'timer';
  return counters.has(plain) ? 'counter' : null;
}
