import { clipLines as clipLinesTo, clip as clipTo } from '../sequences/index.ts';
import { diffLimits, type TextLine } from './schema.ts';

export function isLong(text: string | null): boolean {
  return text !== null && text.length > diffLimits.shown;
}

export function clip(text: string, length: number = diffLimits.shown): string {
  return clipTo(text, length);
}

/** Lines of a hunk, those that are too long cut around what differs. */
export function clipLines(lines: readonly TextLine[]): TextLine[] {
  return clipLinesTo(lines, diffLimits.shown);
}
