import { CsvError, parse } from 'csv-parse/sync';
import type { WitnessFields } from './match.ts';

const mostFields = 500;
const deepest = 6;
const longestRecord = 256 * 1024;

/** The values of one record of delimited text, quotes taken off; null where it is no such record. */
export function csvValues(record: string, delimiter: string): string[] | null {
  try {
    const options = {
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: longestRecord,
    };
    const [values, ...more]: string[][] = parse(record, options);
    return values === undefined || more.length > 0 || values.length > mostFields ? null : values;
  } catch (error) {
    // A quote that is never closed, or one record that is many.
    if (error instanceof CsvError) return null;
    throw error;
  }
}

/**
 * Values by the names of their columns; null where there are more values than columns. A name that stands twice is
 * told with a number: `Value`, `Value 2`.
 */
export function namedFields(columns: readonly string[], values: readonly string[]): WitnessFields | null {
  if (values.slice(columns.length).some(value => value.trim() !== '')) return null;
  const named = new Map<string, string>();
  for (const [index, column] of columns.entries()) {
    const name = column.trim();
    const value = values[index];
    if (value === undefined || name === '') continue;
    let n = 1;
    while (named.has(n === 1 ? name : `${name} ${n}`)) n += 1;
    named.set(n === 1 ? name : `${name} ${n}`, value);
  }
  return Object.fromEntries(named);
}

/**
 * An object's fields as text, those of objects inside as `Event.Id`, of lists as `Data.0`; null for what is no object,
 * and for one too wide or too deep.
 */
export function jsonFields(value: unknown): WitnessFields | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const fields = new Map<string, string>();
  const fits = gather(value, '', 1, fields);
  return fits ? Object.fromEntries(fields) : null;
}

function gather(value: object, prefix: string, depth: number, fields: Map<string, string>): boolean {
  if (depth > deepest) return false;
  for (const [name, inner] of Object.entries(value)) {
    if (fields.size >= mostFields) return false;
    if (typeof inner === 'object' && inner !== null) {
      if (!gather(inner, `${prefix}${name}.`, depth + 1, fields)) return false;
    } else if (inner !== null && inner !== undefined) fields.set(`${prefix}${name}`, String(inner));
  }
  return true;
}
