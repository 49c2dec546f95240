import { decodeText } from '../encoding/index.ts';
import { type Compared, compareFiles, compareWithNothing, type SourceFile } from '../languages/index.ts';
import { parseValueText } from '../values/index.ts';
import { clip } from './clip.ts';
import { diffBlockImages, isBlockImage } from './logic-diff.ts';
import type { ByteDiff, ItemDiff } from './schema.ts';
import { diffTexts } from './text-diff.ts';
import { diffParsedValues } from './value-diff.ts';

/** Contents beyond this many bytes are compared as bytes only. */
const textBytes = 32 * 1024 * 1024;
const valueFolders: ReadonlySet<string> = new Set(['config', 'setpoints', 'recipes']);

/** Whether an item may be a source of a PLC language: a file of the engineering, as people keep it. */
export function isSourcePath(path: string): boolean {
  return path.startsWith('files/');
}

/**
 * How two contents of one item differ. Value texts stand under config/, setpoints/ and recipes/, sources of PLC
 * languages under files/; whatever is none of them there, or UTF-8 without NUL elsewhere, is compared as text, the
 * rest as bytes. Any bytes are taken; what they cost is bounded for all but sources.
 */
export function diffContents(
  path: string,
  old: Uint8Array | null,
  now: Uint8Array | null,
  oldPath: string = path,
): ItemDiff {
  return diffAsSource({ path: oldPath, content: old }, { path, content: now }) ?? diffAsText(path, old, now);
}

/** The same, sources compared line by line; `note` says why a source of a known language is. */
export function diffAsText(
  path: string,
  old: Uint8Array | null,
  now: Uint8Array | null,
  note: string | null = null,
): ItemDiff {
  if (isBlockImage(path)) return diffBlockImages(path, old, now) ?? diffBytes(old, now);
  const read = note === null ? textOf : sourceText;
  const [oldText, newText] = [read(old), read(now)];
  const why = note === null ? {} : { note };
  if (oldText === null || newText === null) return { ...diffBytes(old, now), ...why };
  if (valueFolders.has(path.split('/')[0] ?? '')) {
    const [oldValues, newValues] = [parseValueText(oldText), parseValueText(newText)];
    if (oldValues.members.length + newValues.members.length > 0)
      return diffParsedValues(oldValues, newValues);
  }
  return { ...diffTexts(oldText, newText), ...why };
}

interface Side {
  readonly path: string;
  readonly content: Uint8Array | null;
}

/** By meaning; null where no side is there, both are the same bytes, or a side is no source of a known language. */
function diffAsSource(old: Side, now: Side): ItemDiff | null {
  const [was, is] = [fileOf(old), fileOf(now)];
  if (!isSourcePath(old.path) || !isSourcePath(now.path)) return null;
  if (was !== null && is !== null && firstDifference(was.content, is.content) === null) return null;
  const compared = compareSides(was, is);
  switch (compared.state) {
    case 'unknown':
      return null;
    case 'refused':
      return diffAsText(now.path, old.content, now.content, `not compared as code: ${clip(compared.says)}`);
    case 'compared':
      return {
        ...compared.diff,
        raw: diffTexts(sourceText(old.content) ?? '', sourceText(now.content) ?? ''),
      };
  }
}

function compareSides(old: SourceFile | null, now: SourceFile | null): Compared {
  if (old !== null && now !== null) return compareFiles(old, now);
  if (now !== null) return compareWithNothing(now, 'added');
  return old === null ? { state: 'unknown' } : compareWithNothing(old, 'removed');
}

function fileOf({ path, content }: Side): SourceFile | null {
  return content === null ? null : { path, content };
}

/** The same as bytes alone, whatever they are; `note` says why. */
export function diffAsBytes(old: Uint8Array | null, now: Uint8Array | null, note: string): ItemDiff {
  return { ...diffBytes(old, now), note };
}

/** Sizes and the first byte that differs; null where one is the other's beginning or was not there. */
function diffBytes(old: Uint8Array | null, now: Uint8Array | null): ByteDiff {
  return {
    form: 'bytes',
    oldBytes: old?.length ?? null,
    newBytes: now?.length ?? null,
    firstDifference: old === null || now === null ? null : firstDifference(old, now),
  };
}

function firstDifference(old: Uint8Array, now: Uint8Array): number | null {
  const shorter = Math.min(old.length, now.length);
  for (let at = 0; at < shorter; at++) if (old[at] !== now[at]) return at;
  return old.length === now.length ? null : shorter;
}

/** Text in whatever encoding the engineering tool wrote; null for what is no text. */
function sourceText(bytes: Uint8Array | null): string | null {
  const text = textOf(bytes);
  if (text !== null || bytes === null || bytes.length > textBytes) return text;
  const decoded = decodeText(bytes).text;
  return decoded.includes('\0') ? null : decoded;
}

/** Text of UTF-8 without NUL; null for anything else. Nothing at all reads as the empty text. */
function textOf(bytes: Uint8Array | null): string | null {
  if (bytes === null) return '';
  if (bytes.length > textBytes || bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Not UTF-8: shown as bytes.
    return null;
  }
}
