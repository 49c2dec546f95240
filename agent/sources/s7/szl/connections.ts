/** Connections of the CPU in use and free, from list 0132 at index 1. */
export interface ConnectionCounts {
  readonly programmingDevices: number;
  readonly operatorPanels: number;
  readonly free: number;
}

/**
 * Words of the record: index, guaranteed PG, guaranteed OP, in use by PG, in use by OP, configured,
 * established, free (Siemens A5E00739858, SZL-ID W#16#0132 index 1). Null where the record is another.
 */
export function connectionCounts(records: readonly Buffer[]): ConnectionCounts | null {
  const record = records.find(candidate => candidate.length >= 16 && candidate.readUInt16BE(0) === 1);
  if (record === undefined) return null;
  return {
    programmingDevices: record.readUInt16BE(6),
    operatorPanels: record.readUInt16BE(8),
    free: record.readUInt16BE(14),
  };
}
