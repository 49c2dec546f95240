import { CsvError, parse } from 'csv-parse/sync';
import type { Unit } from '../model/index.ts';
import {
  type Findings,
  MemberCount,
  type MemberDraft,
  memberAttributes,
  newMember,
  Refusal,
  siemensLimits,
  tagAddress,
  typeText,
  valueOfText,
} from '../siemens/index.ts';
import { baseName, tableUnit } from './table.ts';

const longestRecord = 64 * 1024;

/** Headings of the columns as TIA Portal writes them in English and German, in lower case. */
const headings = {
  name: ['name'],
  table: ['path', 'pfad', 'tag table', 'variablentabelle'],
  type: ['data type', 'datentyp'],
  address: ['logical address', 'logische adresse', 'address', 'adresse'],
  value: ['value', 'wert'],
  comment: ['comment', 'kommentar'],
} as const;
const further: Readonly<Record<string, string>> = {
  'hmi visible': 'ExternalVisible',
  'hmi accessible': 'ExternalAccessible',
  'hmi writeable': 'ExternalWritable',
  'hmi writable': 'ExternalWritable',
};
/** Numbers by which the tool finds its library types again. */
const ids = new Set(['typeobject id', 'version id']);

/** Whether a text begins with the headings of a tag table. */
export function hasTagHeadings(text: string): boolean {
  return separatorOf(text) !== null;
}

function separatorOf(text: string): string | null {
  const first = text.slice(0, 4_096).split(/\r\n|\r|\n/, 1)[0] ?? '';
  for (const separator of [';', '\t', ',']) {
    const cells = first.split(separator).map(cell => cell.replaceAll('"', '').trim().toLowerCase());
    const has = (names: readonly string[]) => cells.some(cell => names.includes(cell));
    if (has(headings.name) && (has(headings.address) || (has(headings.type) && has(headings.value))))
      return separator;
  }
  return null;
}

/** Tag tables as delimited text, one for each table that a row names. Null where the headings are not those. */
export function csvTables(text: string, path: string, findings: Findings): Unit[] | null {
  const separator = separatorOf(text);
  if (separator === null) return null;
  const [head, ...rows] = records(text, separator);
  if (head === undefined) return null;
  const names = head.cells.map(cell => cell.toLowerCase());
  const column = (wanted: readonly string[]) => names.findIndex(name => wanted.includes(name));
  const columns = {
    name: column(headings.name),
    table: column(headings.table),
    type: column(headings.type),
    address: column(headings.address),
    value: column(headings.value),
    comment: column(headings.comment),
  };
  const used = new Set(Object.values(columns));
  const count = new MemberCount();
  const tables = new Map<string, MemberDraft[]>();
  for (const { cells, line } of rows) {
    const name = cells[columns.name] ?? '';
    if (name === '') {
      findings.say(line, 'a tag without a name');
      findings.keep([], cells.join(separator), line);
      continue;
    }
    count.another();
    const said = new Map<string, string>();
    cells.forEach((cell, at) => {
      const heading = names[at] ?? '';
      if (used.has(at) || cell === '') return;
      if (ids.has(heading)) findings.leaveOut('type-id', `${heading} ${cell}`, line);
      else said.set(further[heading] ?? head.cells[at] ?? '', cell);
    });
    const type = typeText(cells[columns.type] ?? '');
    const value = cells[columns.value] ?? '';
    const address = tagAddress(cells[columns.address] ?? '');
    const comment = cells[columns.comment] ?? '';
    const made = newMember(address === null && value !== '' ? 'Constants' : 'Tags', name, type, line, {
      address,
      value: value === '' ? null : valueOfText(value, type),
      comment: comment === '' ? null : comment,
      attributes: memberAttributes(said, type),
    });
    const table = cells[columns.table] ?? '';
    const members = tables.get(table) ?? [];
    members.push(made);
    tables.set(table, members);
  }
  return [...tables].map(([table, members]) => tableUnit(table === '' ? baseName(path) : table, members, 1));
}

function records(text: string, separator: string): { cells: string[]; line: number }[] {
  const found: { cells: string[]; line: number }[] = [];
  try {
    const parsed = parse(text, {
      bom: true,
      delimiter: separator,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
      max_record_size: longestRecord,
      to: siemensLimits.members + 1,
    });
    for (const row of parsed) {
      const { record, info } = row as unknown as { record: string[]; info: { lines: number } };
      found.push({ cells: record, line: info.lines });
    }
    return found;
  } catch (error) {
    if (error instanceof CsvError) throw new Refusal(error.message);
    throw error;
  }
}
