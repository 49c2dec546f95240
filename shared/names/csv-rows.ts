import { CsvError, parse } from 'csv-parse/sync';
import { nameLimits } from './source.ts';

const longestRecord = 64 * 1024;

/** The fields of each record, trimmed; null for what is no such text. Not more records than a table is read of. */
export function csvRows(text: string, delimiter: string): string[][] | null {
  try {
    return parse(text, {
      bom: true,
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      max_record_size: longestRecord,
      to: nameLimits.symbols + 2,
    });
  } catch (error) {
    // Quotes in the middle of a field, or a record without an end: some other kind of file.
    if (error instanceof CsvError) return null;
    throw error;
  }
}
