const force = 6;

/** Whether the FRCE light is on, from list 0019 or 0074; null where the CPU tells of no such light. */
export function forceActive(records: readonly Buffer[]): boolean | null {
  // The high byte of the id numbers the rack in redundant systems.
  const light = records.find(record => record.length >= 3 && (record.readUInt16BE(0) & 0xff) === force);
  return light === undefined ? null : light.readUInt8(2) !== 0;
}
