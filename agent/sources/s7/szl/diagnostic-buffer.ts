import { dateAndTimeText } from './clock.ts';

/** One entry of a CPU's diagnostic buffer. */
export interface DiagnosticEntry {
  readonly event: number;
  /** The CPU's own time, without a zone; the digits where they are no time. */
  readonly time: string;
  /** The whole entry in hex. */
  readonly raw: string;
}

const entryBytes = 20;

/**
 * Entries of lists 00A0, 01A0 and 0124: event 2, priority 1, OB 1, id 2, information 2 and 4, time 8 (Siemens
 * A5E00739858, SZL-ID W#16#xyA0). Records of another length are left out.
 */
export function diagnosticEntries(records: readonly Buffer[]): DiagnosticEntry[] {
  return records
    .filter(record => record.length === entryBytes)
    .map(record => {
      const digits = record.toString('hex', 12);
      return {
        event: record.readUInt16BE(0),
        time: dateAndTimeText(digits) ?? digits,
        raw: record.toString('hex'),
      };
    });
}
