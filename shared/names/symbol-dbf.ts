import { SymbolCollector } from './collector.ts';
import type { FoundNames } from './source.ts';

interface Column {
  readonly name: string;
  readonly at: number;
  readonly length: number;
}

/**
 * `SYMLIST.DBF`, the symbol table inside a STEP 7 project folder, a dBASE table: symbol, address in German
 * mnemonics, type and comment stand in `_SKZ`, `_OPHIST`, `_DATATYP` and `_COMMENT`. `decode` reads a field.
 */
export function readSymbolDbf(bytes: Uint8Array, decode: (field: Uint8Array) => string): FoundNames | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 33) return null;
  const [records, head, width] = [view.getUint32(4, true), view.getUint16(8, true), view.getUint16(10, true)];
  const columns = columnsOf(bytes, head);
  const [name, address, type, comment] = ['_SKZ', '_OPHIST', '_DATATYP', '_COMMENT'].map(wanted =>
    columns.find(column => column.name === wanted),
  );
  if (name === undefined || address === undefined || width === 0) return null;
  const found = new SymbolCollector();
  for (let index = 0; index < records; index++) {
    const from = head + index * width;
    if (from + width > bytes.length) break;
    // A star marks a deleted record.
    if (bytes[from] === 0x2a) continue;
    const field = (column: Column | undefined) =>
      column === undefined
        ? ''
        : decode(bytes.subarray(from + column.at, from + column.at + column.length)).replaceAll('\0', ' ');
    found.add(field(name), field(address), field(type), field(comment));
  }
  const { symbols, unread, truncated } = found;
  return { form: 'STEP 7 symbol table', symbols, blocks: [], unread, truncated };
}

/** Columns stand in 32 bytes each until 0D; the record begins with the mark of deletion. */
function columnsOf(bytes: Uint8Array, head: number): Column[] {
  const columns: Column[] = [];
  let at = 1;
  for (let from = 32; from + 32 <= Math.min(head, bytes.length) && bytes[from] !== 0x0d; from += 32) {
    const name = new TextDecoder('latin1').decode(bytes.subarray(from, from + 11)).replace(/\0.*$/s, '');
    const length = bytes[from + 16] ?? 0;
    columns.push({ name, at, length });
    at += length;
  }
  return columns;
}
