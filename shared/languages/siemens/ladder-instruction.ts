/** What an instruction is called by the name the two forms of TIA Portal give it, and where power flows in and out. */
export interface Instruction {
  /** As it is shown and compared: `MOVE`, `EQ`, `RS`. */
  readonly type: string;
  readonly input: string;
  readonly output: string;
}

/** Names of SIMATIC SD and of SimaticML that mean one instruction, in capitals. */
const oneName: Readonly<Record<string, string>> = {
  S_RS: 'RS',
  S_SR: 'SR',
  PBOX: 'P_TRIG',
  NBOX: 'N_TRIG',
  INVERT: 'INV',
  SPCOIL: 'SP_COIL',
  SECOIL: 'SE_COIL',
  SDCOIL: 'SD_COIL',
  SSCOIL: 'SS_COIL',
  SFCOIL: 'SF_COIL',
  CUCOIL: 'CU_COIL',
  CDCOIL: 'CD_COIL',
  SCCOIL: 'SC_COIL',
  RTCOIL: 'RT_COIL',
  PTCOIL: 'PT_COIL',
  SVCOIL: 'SV_COIL',
  ILCOIL: 'IL_COIL',
  TRCOIL: 'TR_COIL',
};

const bistable = { input: 'R', output: 'Q' };
const timer = { input: 'IN', output: 'Q' };
const simaticTimer = { input: 'S', output: 'Q' };
const through = { input: 'IN', output: 'OUT' };
const comparison = { input: 'PRE', output: 'OUT' };
const flows: Readonly<Record<string, { readonly input: string; readonly output: string }>> = {
  RS: bistable,
  SR: { input: 'S', output: 'Q' },
  ...flow(timer, ['TON', 'TOF', 'TP', 'TONR']),
  ...flow(simaticTimer, ['SD', 'SF', 'SS', 'SE', 'SP', 'S_ODT', 'S_OFFDT', 'S_ODTS', 'S_PEXT', 'S_PULSE']),
  ...flow({ input: 'CU', output: 'Q' }, ['CTU', 'S_CU']),
  ...flow({ input: 'CD', output: 'Q' }, ['CTD', 'S_CD']),
  ...flow({ input: 'CU', output: 'QU' }, ['CTUD']),
  ...flow({ input: 'CU', output: 'Q' }, ['S_CUD']),
  ...flow(through, ['NOT', 'P_TRIG', 'N_TRIG', 'O', 'A', 'X']),
  ...flow(comparison, ['EQ', 'NE', 'GT', 'GE', 'LT', 'LE', 'INRANGE', 'OUTRANGE', 'OK', 'NOT_OK']),
};

function flow<T>(way: T, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(names.map(name => [name, way]));
}

/** An instruction of the system by its name in either form; what has EN and ENO needs no entry. */
export function instructionOf(name: string): Instruction {
  const upper = name.toUpperCase();
  const [, compared] = /^(EQ|NE|GT|GE|LT|LE)_CONTACT$/.exec(upper) ?? [];
  const type = compared ?? oneName[upper] ?? upper;
  const way = flows[type] ?? (type.endsWith('_COIL') ? through : { input: 'EN', output: 'ENO' });
  return { type, ...way };
}
