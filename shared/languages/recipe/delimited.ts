import { CsvError, parse } from 'csv-parse/sync';
import { Refusal, siemensLimits } from '../siemens/index.ts';

const longestRecord = 64 * 1024;

export interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

/** The rows of a delimited text in which anything stands, each with its line. */
export function delimited(text: string, separator: string, longest = longestRecord): Row[] {
  try {
    const parsed = parse(text, {
      bom: true,
      delimiter: separator,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
      max_record_size: longest,
      to: siemensLimits.members + 1,
    });
    return parsed.map(row => {
      const { record, info } = row as unknown as { record: string[]; info: { lines: number } };
      return { cells: record, line: info.lines };
    });
  } catch (error) {
    if (error instanceof CsvError) throw new Refusal(error.message);
    throw error;
  }
}
