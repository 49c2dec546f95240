import { diffLimits, type TextLine } from './schema.ts';

export function isLong(text: string | null): boolean {
  return text !== null && text.length > diffLimits.shown;
}

/** Cuts what is too long to show, never leaving half a surrogate pair. */
export function clip(text: string, length: number = diffLimits.shown): string {
  return text.length > length ? `${text.slice(0, length).toWellFormed()}…` : text;
}

/** Characters kept in front of the first difference of a cut line. */
const lead = 80;

/**
 * Cuts the lines of a hunk that are too long to show. One that took the place of another is cut around the first
 * difference of both, so that what differs is shown and not two equal beginnings.
 */
export function clipLines(lines: readonly TextLine[]): TextLine[] {
  const shown: TextLine[] = [];
  for (let at = 0; at < lines.length; ) {
    const removed = runOf(lines, at, '-');
    const added = runOf(lines, at + removed.length, '+');
    if (removed.length + added.length === 0) {
      shown.push(...lines.slice(at, ++at).map(line => clippedFrom(line, 0)));
      continue;
    }
    shown.push(...removed.map((line, nth) => clippedFrom(line, firstShown(line, added[nth]))));
    shown.push(...added.map((line, nth) => clippedFrom(line, firstShown(line, removed[nth]))));
    at += removed.length + added.length;
  }
  return shown;
}

function runOf(lines: readonly TextLine[], from: number, sign: TextLine['sign']): TextLine[] {
  let end = from;
  while (lines[end]?.sign === sign) end++;
  return lines.slice(from, end);
}

function firstShown({ text }: TextLine, other: TextLine | undefined): number {
  if (other === undefined || (!isLong(text) && !isLong(other.text))) return 0;
  let at = 0;
  while (at < text.length && text[at] === other.text[at]) at++;
  // What fits behind the line's beginning needs no other beginning.
  return at < diffLimits.shown - lead ? 0 : at - lead;
}

function clippedFrom(line: TextLine, from: number): TextLine {
  const text = from === 0 ? line.text : `…${line.text.slice(from).toWellFormed()}`;
  return { ...line, text: clip(text) };
}
