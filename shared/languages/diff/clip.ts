import { clipLines, clipPair, clip as clipTo } from '../../sequences/index.ts';
import { codeLimits } from './schema.ts';

export function clip(text: string, length: number = codeLimits.shown): string {
  return clipTo(text, length);
}

export function clipOrNull(text: string | null): string | null {
  return text === null ? null : clip(text);
}

/** Both sides of one thing, cut around what differs. */
export function clipSides<Thing extends { readonly old: string | null; readonly new: string | null }>(
  sides: Thing,
): Pick<Thing, 'old' | 'new'>;
export function clipSides(sides: { readonly old: string | null; readonly new: string | null }) {
  if (sides.old === null || sides.new === null)
    return { old: clipOrNull(sides.old), new: clipOrNull(sides.new) };
  const [old, now] = clipPair(sides.old, sides.new, codeLimits.shown);
  return { old, new: now };
}

/** Lines or runs of tokens, those that are too long cut around what differs. */
export function clipSigned<Line extends { readonly sign: ' ' | '+' | '-'; readonly text: string }>(
  lines: readonly Line[],
): Line[] {
  return clipLines(lines, codeLimits.shown);
}
