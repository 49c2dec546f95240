import { diffLimits, type TextLine } from './schema.ts';

export function isLong(text: string | null): boolean {
  return text !== null && text.length > diffLimits.shown;
}

/** Cuts what is too long to show, never leaving half a surrogate pair. */
export function clip(text: string, length: number = diffLimits.shown): string {
  return text.length > length ? `${text.slice(0, length).toWellFormed()}…` : text;
}

export function clipLine(line: TextLine): TextLine {
  return { ...line, text: clip(line.text) };
}
