/** What list 0132 or 0232 at index 4 tells of protection and of the program's checksums. */
export interface Protection {
  /** Effective protection: 1 none, 2 write, 3 read and write. */
  readonly level: number;
  readonly modeSwitch: string;
  /** The eight bytes that move with hardware configuration and user program, or null where none are valid. */
  readonly checksums: Buffer | null;
}

const recordBytes = 40;
const valid = 0x5656;
const switches: Readonly<Record<number, string>> = { 1: 'RUN', 2: 'RUN-P', 3: 'STOP', 4: 'MRES' };

/**
 * Reads the 40-byte record of index 4. The checksums count only beside the marker 5656 and with a user pair
 * other than zero, which a protected CPU was seen to give; the bytes behind them move by themselves. Null
 * where the record is another.
 */
export function protectionOf(records: readonly Buffer[]): Protection | null {
  const record = records.find(
    candidate => candidate.length >= recordBytes && candidate.readUInt16BE(0) === 4,
  );
  if (record === undefined) return null;
  const pairs = record.subarray(16, 24);
  const counts = record.readUInt16BE(14) === valid && pairs.readUInt32BE(4) !== 0;
  const position = record.readUInt16BE(8);
  return {
    level: record.readUInt16BE(6),
    modeSwitch: switches[position] ?? `unknown (${position})`,
    checksums: counts ? pairs : null,
  };
}
