const names: Readonly<Record<number, string>> = {
  1: 'STOP (self-initialisation)',
  2: 'STOP (memory reset)',
  3: 'STOP',
  4: 'STOP',
  5: 'STARTUP (cold)',
  6: 'STARTUP (warm)',
  7: 'STARTUP',
  8: 'RUN',
  9: 'RUN-REDUNDANT',
  10: 'HOLD',
  11: 'LINK-UP',
  12: 'UPDATE',
  13: 'DEFECT',
};

/** Operating mode from list 0424: the low nibble of the fourth byte. Null where the record is too short. */
export function modeOf(records: readonly Buffer[]): string | null {
  const [record] = records;
  if (record === undefined || record.length < 4) return null;
  const state = record.readUInt8(3) & 0x0f;
  return names[state] ?? `unknown (${state})`;
}
