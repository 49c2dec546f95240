import { parseValueText } from '../values/index.ts';
import { diffBlockImages, isBlockImage } from './logic-diff.ts';
import type { ItemDiff } from './schema.ts';
import { diffTexts } from './text-diff.ts';
import { diffParsedValues } from './value-diff.ts';

/** Contents beyond this many bytes are compared as bytes only. */
const textBytes = 32 * 1024 * 1024;
const valueFolders: ReadonlySet<string> = new Set(['config', 'setpoints', 'recipes']);

/**
 * How two contents of one item differ; null stands for an item that was not there. Value texts stand under
 * config/, setpoints/ and recipes/; whatever is no value text there, or UTF-8 without NUL elsewhere, is
 * compared as text, the rest as bytes. Any bytes are taken.
 */
export function diffContents(path: string, old: Uint8Array | null, now: Uint8Array | null): ItemDiff {
  if (isBlockImage(path)) return diffBlockImages(path, old, now) ?? diffBytes(old, now);
  const [oldText, newText] = [textOf(old), textOf(now)];
  if (oldText === null || newText === null) return diffBytes(old, now);
  if (valueFolders.has(path.split('/')[0] ?? '')) {
    const [oldValues, newValues] = [parseValueText(oldText), parseValueText(newText)];
    if (oldValues.members.length + newValues.members.length > 0)
      return diffParsedValues(oldValues, newValues);
  }
  return diffTexts(oldText, newText);
}

/** Sizes and the first byte that differs; null where one is the other's beginning or was not there. */
function diffBytes(old: Uint8Array | null, now: Uint8Array | null): ItemDiff {
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
