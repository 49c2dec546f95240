/** Cuts what is too long to show, never leaving half a surrogate pair. */
export function clip(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length).toWellFormed()}…` : text;
}

/** Cuts two texts that stand beside each other: around their first difference, not two equal beginnings. */
export function clipPair(old: string, now: string, length: number): readonly [old: string, now: string] {
  return [
    clippedFrom(old, firstShown(old, now, length), length),
    clippedFrom(now, firstShown(now, old, length), length),
  ];
}

interface SignedText {
  readonly sign: ' ' | '+' | '-';
  readonly text: string;
}

/**
 * Cuts lines that are too long to show. One that took the place of another is cut around the first difference of
 * both, so that what differs is shown and not two equal beginnings.
 */
export function clipLines<Line extends SignedText>(lines: readonly Line[], length: number): Line[] {
  const shown: Line[] = [];
  for (let at = 0; at < lines.length; ) {
    const removed = runOf(lines, at, '-');
    const added = runOf(lines, at + removed.length, '+');
    if (removed.length + added.length === 0) {
      shown.push(...lines.slice(at, ++at).map(line => ({ ...line, text: clip(line.text, length) })));
      continue;
    }
    const beside = (line: Line, other: Line | undefined) =>
      shown.push({
        ...line,
        text: clippedFrom(line.text, firstShown(line.text, other?.text, length), length),
      });
    removed.forEach((line, nth) => {
      beside(line, added[nth]);
    });
    added.forEach((line, nth) => {
      beside(line, removed[nth]);
    });
    at += removed.length + added.length;
  }
  return shown;
}

function runOf<Line extends SignedText>(lines: readonly Line[], from: number, sign: Line['sign']): Line[] {
  let end = from;
  while (lines[end]?.sign === sign) end++;
  return lines.slice(from, end);
}

/** Characters kept in front of the first difference of a cut text, where it is long enough for them. */
const lead = 80;

function firstShown(text: string, other: string | undefined, length: number): number {
  if (other === undefined || (text.length <= length && other.length <= length)) return 0;
  const kept = Math.min(lead, Math.floor(length / 4));
  let at = 0;
  while (at < text.length && text[at] === other[at]) at++;
  // What fits behind the text's beginning needs no other beginning.
  return at < length - kept ? 0 : at - kept;
}

function clippedFrom(text: string, from: number, length: number): string {
  return clip(from === 0 ? text : `…${text.slice(from).toWellFormed()}`, length);
}
