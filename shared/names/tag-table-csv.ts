import { SymbolCollector } from './collector.ts';
import { csvRows } from './csv-rows.ts';
import type { FoundNames } from './source.ts';

/** Headings of the columns as TIA Portal writes them in English and German, in lower case. */
const headings = {
  name: ['name'],
  address: ['logical address', 'logische adresse', 'address', 'adresse'],
  type: ['data type', 'datentyp'],
  comment: ['comment', 'kommentar'],
} as const;

/** A TIA tag table as CSV: known by its headings, so that other CSV files are left alone. */
export function readTagTableCsv(text: string): FoundNames | null {
  const first = text.slice(0, 4096).split(/\r\n|\r|\n/, 1)[0] ?? '';
  const delimiter = [';', '\t', ','].find(each => first.includes(each));
  if (delimiter === undefined || !hasHeadings(first)) return null;
  const [head = [], ...rows] = csvRows(text, delimiter) ?? [];
  const columnOf = (names: readonly string[]) => head.findIndex(cell => names.includes(cell.toLowerCase()));
  const [name, address] = [columnOf(headings.name), columnOf(headings.address)];
  if (name < 0 || address < 0) return null;
  const [type, comment] = [columnOf(headings.type), columnOf(headings.comment)];
  const found = new SymbolCollector();
  for (const row of rows) found.add(row[name], row[address], row[type], row[comment]);
  const { symbols, unread, truncated } = found;
  return { form: 'TIA tag table', symbols, blocks: [], unread, truncated };
}

function hasHeadings(line: string): boolean {
  const lower = line.toLowerCase();
  return lower.includes('name') && headings.address.some(heading => lower.includes(heading));
}
