import { WitnessError } from '@witnessmark/shared/errors';
import { jsonFields, namedFields, type WitnessFields } from '@witnessmark/shared/witnesses';
import { CsvError, parse } from 'csv-parse/sync';

const longestRecord = 64 * 1024;
/** A wider table is none of a gateway; naming its columns would take the square of their number. */
const columnsAtMost = 500;

/**
 * Records of a JSON object, of a list of them, or of CSV with a line of headings. Throws `witness.not-readable`, also
 * where there are more than `atMost`.
 */
export function recordsOf(text: string, subject: string, atMost: number): WitnessFields[] {
  const trimmed = text.trimStart();
  const records = /^[[{]/.test(trimmed) ? jsonRecords(trimmed, subject) : csvRecords(text, subject, atMost);
  if (records.length > atMost)
    throw new WitnessError('witness.not-readable', subject, `more than ${atMost} records`);
  return records;
}

function jsonRecords(text: string, subject: string): WitnessFields[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new WitnessError('witness.not-readable', subject, 'no JSON', { cause });
  }
  return (Array.isArray(value) ? value : [value]).map((each: unknown, n) => {
    const fields = jsonFields(each);
    if (fields === null)
      throw new WitnessError('witness.not-readable', subject, `record ${n + 1} is no object`);
    return fields;
  });
}

function csvRecords(text: string, subject: string, atMost: number): WitnessFields[] {
  const head = text.slice(0, text.search(/\r|\n|$/));
  const delimiter = [';', '\t', ','].find(sign => head.includes(sign)) ?? ',';
  let rows: string[][];
  try {
    rows = parse(text, {
      bom: true,
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      max_record_size: longestRecord,
      to: atMost + 2,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new WitnessError('witness.not-readable', subject, error.code, { cause: error });
  }
  const [columns, ...records] = rows;
  if (columns === undefined || columns.length < 2)
    throw new WitnessError('witness.not-readable', subject, 'no line of headings');
  if (columns.length > columnsAtMost)
    throw new WitnessError('witness.not-readable', subject, `more than ${columnsAtMost} columns`);
  return records.map((values, n) => {
    const fields = namedFields(columns, values);
    if (fields === null)
      throw new WitnessError(
        'witness.not-readable',
        subject,
        `record ${n + 1} has more values than headings`,
      );
    return fields;
  });
}
