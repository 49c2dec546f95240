import { decodeText } from '../encoding/index.ts';
import { type CodeDiff, compare } from './diff/index.ts';
import { type LanguageReader, languageReaders } from './registry.ts';

/** A file as the plant names it, with what is in it. */
export interface SourceFile {
  readonly path: string;
  readonly content: Uint8Array;
}

/** Bytes of a file's beginning that tell which language it is. */
const beginning = 64 * 1024;

/** Who reads a file; null where it is of no known language. Looks at the file's beginning alone. */
export function readerOf({ path, content }: SourceFile): LanguageReader | null {
  const text = decodeText(content.subarray(0, beginning)).text;
  return languageReaders.find(({ recognise }) => recognise(path, text)) ?? null;
}

export type Compared =
  | { readonly state: 'compared'; readonly diff: CodeDiff }
  /** A side is of no known language. */
  | { readonly state: 'unknown' }
  /** A side is of a language and cannot be read: why. */
  | { readonly state: 'refused'; readonly says: string };

/**
 * What a file holds that came or went, told against nothing. A file that holds no more than what others need says
 * nothing by it.
 */
export function compareWithNothing(file: SourceFile, sign: 'added' | 'removed'): Compared {
  const reader = readerOf(file);
  if (reader === null) return { state: 'unknown' };
  const source = reader.parse(file.content, file.path);
  if (source.state === 'refused') return { state: 'refused', says: source.says };
  if (source.units.every(({ context }) => context === true)) return { state: 'unknown' };
  const nothing = { ...source, units: [], noise: [], unknown: [], problems: [] };
  return {
    state: 'compared',
    diff: sign === 'added' ? compare(nothing, source) : compare(source, nothing),
  };
}

/** How two versions of a file differ in meaning, whatever form either is in. Any bytes are taken. */
export function compareFiles(old: SourceFile, now: SourceFile): Compared {
  const [oldReader, newReader] = [readerOf(old), readerOf(now)];
  if (oldReader === null || newReader === null) return { state: 'unknown' };
  const before = oldReader.parse(old.content, old.path);
  if (before.state === 'refused') return { state: 'refused', says: before.says };
  const after = newReader.parse(now.content, now.path);
  if (after.state === 'refused') return { state: 'refused', says: after.says };
  // A file of comments alone, or of a language that only looks like this one: its lines say more than no difference.
  if (before.units.length === 0 && after.units.length === 0)
    return { state: 'refused', says: 'neither version holds a program, a block, a type or a table' };
  return { state: 'compared', diff: compare(before, after) };
}
