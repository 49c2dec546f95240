import type { ValueType } from '@witnessmark/shared/values';

/** How an elementary S7 type lies in memory: its value type and its bytes; Bool takes one bit. */
export interface Elementary {
  readonly type: ValueType;
  readonly bytes: number;
}

const word: Elementary = { type: 'Word', bytes: 2 };
const uint: Elementary = { type: 'UInt', bytes: 2 };
const int: Elementary = { type: 'Int', bytes: 2 };
const dword: Elementary = { type: 'DWord', bytes: 4 };

/**
 * Elementary types by the names that STEP 7 and TIA Portal write, in upper case. Sizes: Siemens, "STEP 7
 * Statement List, Reference", annex on data types; TIA Portal help, "Overview of the valid data types".
 */
const table: ReadonlyMap<string, Elementary> = new Map<string, Elementary>([
  ['BOOL', { type: 'Bool', bytes: 1 }],
  ['BYTE', { type: 'Byte', bytes: 1 }],
  ['CHAR', { type: 'Char', bytes: 1 }],
  ['SINT', { type: 'SInt', bytes: 1 }],
  ['USINT', { type: 'USInt', bytes: 1 }],
  ['WORD', word],
  ['INT', int],
  ['UINT', uint],
  ['WCHAR', { type: 'WChar', bytes: 2 }],
  ['S5TIME', { type: 'S5Time', bytes: 2 }],
  ['DATE', { type: 'Date', bytes: 2 }],
  ['DWORD', dword],
  ['DINT', { type: 'DInt', bytes: 4 }],
  ['UDINT', { type: 'UDInt', bytes: 4 }],
  ['REAL', { type: 'Real', bytes: 4 }],
  ['TIME', { type: 'Time', bytes: 4 }],
  ['TIME_OF_DAY', { type: 'Time_Of_Day', bytes: 4 }],
  ['TOD', { type: 'Time_Of_Day', bytes: 4 }],
  ['LWORD', { type: 'LWord', bytes: 8 }],
  ['LINT', { type: 'LInt', bytes: 8 }],
  ['ULINT', { type: 'ULInt', bytes: 8 }],
  ['LREAL', { type: 'LReal', bytes: 8 }],
  ['LTIME', { type: 'LTime', bytes: 8 }],
  ['LTIME_OF_DAY', { type: 'LTime_Of_Day', bytes: 8 }],
  ['LTOD', { type: 'LTime_Of_Day', bytes: 8 }],
  ['DATE_AND_TIME', { type: 'Date_And_Time', bytes: 8 }],
  ['DT', { type: 'Date_And_Time', bytes: 8 }],
  ['LDT', { type: 'LDT', bytes: 8 }],
  ['DATE_AND_LTIME', { type: 'LDT', bytes: 8 }],
  ['DTL', { type: 'DTL', bytes: 12 }],
  // Numbers of blocks, timers, hardware and connections are plain words to a reader.
  ['TIMER', word],
  ['COUNTER', word],
  ['BLOCK_DB', word],
  ['DB_ANY', uint],
  ['DB_WWW', uint],
  ['DB_DYN', uint],
  ['HW_ANY', uint],
  ['HW_DEVICE', uint],
  ['HW_DPMASTER', uint],
  ['HW_DPSLAVE', uint],
  ['HW_HSC', uint],
  ['HW_IEPORT', uint],
  ['HW_INTERFACE', uint],
  ['HW_IO', uint],
  ['HW_IOSYSTEM', uint],
  ['HW_MODULE', uint],
  ['HW_PTO', uint],
  ['HW_PWM', uint],
  ['HW_SUBMODULE', uint],
  ['PORT', uint],
  ['RTM', uint],
  ['PIP', uint],
  ['CONN_ANY', word],
  ['CONN_OUC', word],
  ['CONN_PRG', word],
  ['CONN_R_ID', dword],
  ['OB_ANY', int],
  ['OB_ATT', int],
  ['OB_CYCLIC', int],
  ['OB_DELAY', int],
  ['OB_DIAG', int],
  ['OB_HWINT', int],
  ['OB_PCYCLE', int],
  ['OB_STARTUP', int],
  ['OB_TIMEERROR', int],
  ['OB_TOD', int],
  ['AOM_IDENT', dword],
  ['EVENT_ANY', dword],
  ['EVENT_ATT', dword],
  ['EVENT_HWINT', dword],
  ['POINTER', { type: 'ByteString', bytes: 6 }],
  ['ANY', { type: 'ByteString', bytes: 10 }],
]);

export function elementary(name: string): Elementary | undefined {
  return table.get(name.toUpperCase());
}
