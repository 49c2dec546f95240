import { canonicalAddress } from './address.ts';
import { SymbolCollector } from './collector.ts';
import { csvRows } from './csv-rows.ts';
import type { FoundNames } from './source.ts';

/**
 * `.asc` of the STEP 7 symbol editor: a line is the record's length, a comma and columns of 24 (symbol), 12
 * (address), 10 (type) and 80 characters (comment). "Programming with STEP 7", 8.6 Entering Shared Symbols.
 */
export function readAsc(text: string): FoundNames | null {
  const lines = linesOf(text).map(line => /^\s*\d{1,3},(.*)$/.exec(line)?.[1] ?? line);
  const columns = (line: string) => [
    line.slice(0, 24),
    line.slice(24, 36),
    line.slice(36, 46),
    line.slice(46, 126),
  ];
  return table(lines.map(columns));
}

/** `.sdf`: quoted texts between commas: symbol, address, type, comment. TIA Portal writes more columns behind. */
export function readSdf(text: string): FoundNames | null {
  const rows = csvRows(text, ',');
  if (rows === null) return null;
  // The columns behind the type differ by version; only the four of STEP 7 have the comment there.
  return table(
    rows.map(([name = '', address = '', type = '', comment = '', ...more]) => [
      name,
      address,
      type,
      more.length === 0 ? comment : '',
    ]),
  );
}

/** `.seq`, the assignment list: tab, address, tab, symbol, tab, comment, which may begin with a semicolon. */
export function readSeq(text: string): FoundNames | null {
  return table(
    linesOf(text).map(line => {
      const fields = line.split('\t', 6);
      const [address = '', name = '', comment = ''] = fields[0]?.trim() === '' ? fields.slice(1) : fields;
      return [name, address, '', comment.replace(/^\s*;/, '')];
    }),
  );
}

/** A file of these endings that holds no address at all is another kind of file. */
function table(rows: readonly (readonly string[])[]): FoundNames | null {
  if (!rows.some(([, address = '']) => canonicalAddress(address) !== null)) return null;
  const found = new SymbolCollector();
  for (const [name, address, type, comment] of rows) found.add(name, address, type, comment);
  const { symbols, unread, truncated } = found;
  return { form: 'STEP 7 symbol table', symbols, blocks: [], unread, truncated };
}

function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/).filter(line => line.trim() !== '' && line !== '\u001a');
}
