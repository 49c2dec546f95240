import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import {
  csvValues,
  jsonFields,
  namedFields,
  type RecordLayout,
  type RuleSet,
  type WitnessFields,
} from '@witnessmark/shared/witnesses';
import { cut, cutFromStart } from './cut.ts';
import type { TrailEntry } from './listing.ts';
import { type FilePosition, fileStart, headBytes, printOf, Repeats, tailBytes } from './position.ts';
import { type Encoding, type FileText, fileText, textHead } from './text.ts';

export interface TrailReading {
  readonly layout: RecordLayout;
  readonly encoding: Encoding;
  /** Its size and times stood still for long. */
  readonly atRest: boolean;
  readonly takeLast: boolean;
  /** Not more than about so many bytes are read. */
  readonly budget: number;
}

/** A record as it stands in the file; without fields where it is none. */
export type TrailRecord =
  | { readonly key: string; readonly text: string; readonly fields: WitnessFields }
  | { readonly unread: string };

/** What was read in one piece, and where the next piece begins. */
export interface TrailPart {
  readonly records: readonly TrailRecord[];
  readonly position: FilePosition;
  /** The known position that it follows, so that none of its records was read yet; null where it follows none. */
  readonly after: FilePosition | null;
  /** False where more is there than the budget allowed. */
  readonly complete: boolean;
}

/** Bytes of the longest record, so that a statement has room for it as it came. */
const longestRecord = 60 * 1024;
/** Never through a link, nor waiting for somebody at the other end of a pipe; Windows has neither. */
const readOnly = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const chunkBytes = 256 * 1024;
const wholeBytes = 16 * 1024 * 1024;
const wholeRecords = 100_000;
const recordsAtOnce = 2000;

/**
 * Reads what is new in a file since a position, in pieces; from its beginning where it is another file, was written
 * anew or cut off. Throws what the file system throws.
 */
export async function* readTrail(
  entry: TrailEntry,
  known: readonly FilePosition[],
  reading: TrailReading,
): AsyncGenerator<TrailPart> {
  const handle = await open(entry.file, readOnly);
  try {
    const stats = await handle.stat({ bigint: true });
    const opened = { size: Number(stats.size), ino: String(stats.ino), known, reading };
    const { layout } = reading;
    if (layout.form === 'json') yield* readWhole(handle, { ...opened, list: layout.list ?? null });
    else yield* readOn(handle, opened);
  } finally {
    await handle.close();
  }
}

interface Opened {
  readonly size: number;
  readonly ino: string;
  readonly known: readonly FilePosition[];
  readonly reading: TrailReading;
}

async function* readOn(
  handle: FileHandle,
  { size, ino, known: candidates, reading }: Opened,
): AsyncGenerator<TrailPart> {
  const text = fileText(await bytesAt(handle, 0, Math.min(size, textHead)), reading.encoding);
  const after = await fitting(handle, size, candidates);
  let position = after ?? fileStart;
  if (text === null) {
    yield { records: [], position: { ...fileStart, ino }, after, complete: true };
    return;
  }
  const end = Math.min(size, position.offset + reading.budget);
  for (;;) {
    const from = Math.max(position.offset, text.mark);
    const bytes = await bytesAt(handle, from, Math.min(chunkBytes, end - from));
    const last = from + bytes.length >= size;
    const { records, taken, state } = cut(bytes, position.offset === 0 ? cutFromStart : position, {
      signs: text.signs,
      delimiter: reading.layout.form === 'csv' ? reading.layout.delimiter : null,
      most: longestRecord,
      atRest: last && reading.atRest,
      takeLast: last && reading.atRest && reading.takeLast,
    });
    const offset = from + taken;
    const read = readRecords(records, text, reading.layout, position);
    const prints = await printsAt(handle, offset);
    position = { ino, offset, ...prints, ...state, columns: read.columns, recent: read.recent };
    const over = offset >= end || bytes.length < chunkBytes || taken === 0;
    yield { records: read.records, position, after, complete: last || end >= size };
    if (over) return;
  }
}

function readRecords(
  cutOut: readonly (Uint8Array | null)[],
  text: FileText,
  layout: RecordLayout,
  { columns: before, recent }: FilePosition,
): { records: TrailRecord[]; columns: string[] | null; recent: string[] } {
  const repeats = new Repeats(recent);
  const records: TrailRecord[] = [];
  let columns = layout.form === 'csv' ? (layout.columns ?? before) : null;
  for (const bytes of cutOut) {
    const line = bytes === null ? null : text.decode(bytes);
    if (line === null) records.push({ unread: 'longer than a record can be' });
    else if (line.includes('\0')) records.push({ unread: 'holds NUL' });
    else if (isBlank(line)) continue;
    else if (layout.form !== 'csv') records.push(recordOf(line, jsonFields(parsed(line)), repeats));
    else {
      const values = csvValues(line, layout.delimiter);
      if (values === null) records.push({ unread: 'no delimited text' });
      else if (columns === null) columns = values.map(value => value.trim()).slice(0, 200);
      // A station that starts again writes its columns again.
      else if (!isEqual(columns, values)) records.push(recordOf(line, namedFields(columns, values), repeats));
    }
  }
  return { records, columns: columns === null ? null : [...columns], recent: repeats.recent };
}

async function* readWhole(
  handle: FileHandle,
  { size, ino, known, reading, list }: Opened & { readonly list: string | null },
): AsyncGenerator<TrailPart> {
  const position = { ...fileStart, ino };
  // Each time it is written anew it is read from its beginning.
  const after = null;
  if (size > wholeBytes) {
    const records = [{ unread: `larger than ${wholeBytes} bytes` }];
    yield { records, position, after, complete: true };
    return;
  }
  if (size === 0) return;
  const bytes = await bytesAt(handle, 0, size);
  const all = printOf(bytes);
  if (known.some(({ head }) => head.sha256 === all.sha256)) return;
  const text = fileText(bytes.subarray(0, textHead), reading.encoding);
  const value = text === null ? undefined : parsed(text.decode(bytes.subarray(text.mark)));
  const found = listIn(value, list);
  if (found === null) {
    // Perhaps it is still being written: only one that came to rest is surely none.
    const records = reading.atRest ? [{ unread: 'no JSON with a list of records' }] : [];
    yield {
      records,
      position: reading.atRest ? { ...position, head: all } : position,
      after,
      complete: reading.atRest,
    };
    return;
  }
  const repeats = new Repeats([]);
  for (let at = 0; at < Math.max(1, found.length); at += recordsAtOnce) {
    const records = found.slice(at, at + recordsAtOnce).map(each => {
      const told = JSON.stringify(each);
      if (told.length > longestRecord) return { unread: 'longer than a record can be' };
      return recordOf(told, jsonFields(each), repeats);
    });
    const last = at + recordsAtOnce >= found.length;
    yield { records, position: last ? { ...position, head: all } : position, after, complete: last };
  }
}

/** PowerShell writes a list of one as the one alone. */
function listIn(value: unknown, list: string | null): unknown[] | null {
  const inner =
    list !== null && typeof value === 'object' && value !== null && Object.hasOwn(value, list)
      ? (value as Record<string, unknown>)[list]
      : value;
  if (Array.isArray(inner)) return inner.length > wholeRecords ? null : inner;
  return typeof inner === 'object' && inner !== null ? [inner] : null;
}

function recordOf(text: string, fields: WitnessFields | null, repeats: Repeats): TrailRecord {
  return fields === null ? { unread: 'no record' } : { key: repeats.key(fields), text, fields };
}

/** Nothing, or what spreadsheets and PowerShell write above the columns. */
function isBlank(line: string): boolean {
  return line.trim() === '' || /^(?:sep=.|#TYPE .*)$/.test(line);
}

function isEqual(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]?.trim());
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON: the caller tells it as a record that is none.
    return undefined;
  }
}

/** The known position that this file still has; the furthest of several. */
async function fitting(
  handle: FileHandle,
  size: number,
  known: readonly FilePosition[],
): Promise<FilePosition | null> {
  for (const position of [...known].sort((a, b) => b.offset - a.offset)) {
    const { offset, head, tail } = position;
    if (offset === 0 || offset > size) continue;
    const first = printOf(await bytesAt(handle, 0, head.bytes));
    const last = printOf(await bytesAt(handle, offset - tail.bytes, tail.bytes));
    if (first.sha256 === head.sha256 && last.sha256 === tail.sha256) return position;
  }
  return null;
}

async function printsAt(handle: FileHandle, offset: number): Promise<Pick<FilePosition, 'head' | 'tail'>> {
  const tail = Math.min(offset, tailBytes);
  return {
    head: printOf(await bytesAt(handle, 0, Math.min(offset, headBytes))),
    tail: printOf(await bytesAt(handle, offset - tail, tail)),
  };
}

async function bytesAt(handle: FileHandle, at: number, length: number): Promise<Uint8Array> {
  if (length <= 0) return new Uint8Array();
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, at + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** The records of a whole file that nobody writes any more. */
export async function* readTrailFile(entry: TrailEntry, { file }: RuleSet): AsyncGenerator<TrailRecord> {
  if (file.layout === undefined) throw new TypeError(`the rules ${file.name} have no layout`);
  const reading = { layout: file.layout, encoding: 'auto', atRest: true, takeLast: true } as const;
  for await (const { records } of readTrail(entry, [], { ...reading, budget: Number.MAX_SAFE_INTEGER }))
    yield* records;
}
