/** Widths of text in cells of a monospaced font, so that a layout is the same on every machine. */

/** Pixels; a cell is as wide as in the widest of the usual monospaced fonts. */
const cell = 7.3;
export const lineHeight = 15;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Scripts and pictures that take two cells. Source: Unicode Standard Annex 11, East Asian Width. */
const wide =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F000}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;
/** What a monospaced font has: Latin, Greek, Cyrillic, punctuation, arrows. */
const plain = /^[\u0020-\u024F\u0370-\u052F\u2010-\u2027\u2190-\u21FF\u2260-\u2265]*$/;

/** Whether every letter of it takes one cell in any monospaced font. */
export function isPlain(text: string): boolean {
  return plain.test(text);
}

export function cells(text: string): number {
  if (isPlain(text)) return text.length;
  let count = 0;
  for (const { segment } of segmenter.segment(text)) count += wide.test(segment) ? 2 : 1;
  return count;
}

/** Pixels that lines of text take. */
export function widthOf(lines: readonly string[]): number {
  return Math.ceil(Math.max(0, ...lines.map(cells)) * cell);
}

/** On one line. What is not seen, or turns the direction of what follows, is spelt out: names may differ in it alone. */
export function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.replace(/\p{C}/gu, char => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}

/** The beginning and the end of a text that is too long: of a path both ends say what it is. */
function shortened(text: string, atMost: number): string {
  if (cells(text) <= atMost) return text;
  const pieces = graphemes(text);
  const tail = Math.floor((atMost - 1) / 2);
  return `${taken(pieces, atMost - 1 - tail)}…${taken(pieces.toReversed(), tail, true)}`;
}

function graphemes(text: string): string[] {
  return [...segmenter.segment(text)].map(({ segment }) => segment);
}

function taken(pieces: readonly string[], atMost: number, backwards = false): string {
  let [text, left] = ['', atMost];
  for (const piece of pieces) {
    left -= cells(piece);
    if (left < 0) break;
    text = backwards ? piece + text : text + piece;
  }
  return text;
}

/** Signs behind which a name or an expression is broken first; so are the words of a name in camel case. */
const breaks = new Set('._,;:[]()-+*/=<>| "'.split(''));

/** One text on several lines of at most `atMost` cells; what does not fit in `lines` lines is left out of its middle. */
export function wrapped(text: string, atMost: number, lines: number): string[] {
  const plainText = oneLine(text);
  const found = broken(plainText, atMost);
  if (found.length <= lines) return found;
  // A line may be left short where it is broken, so that less than all cells can be filled.
  for (let fit = atMost * lines; fit > 1; fit -= Math.max(1, Math.floor(atMost / 4))) {
    const cut = broken(shortened(plainText, fit), atMost);
    if (cut.length <= lines) return cut;
  }
  return [shortened(plainText, atMost)];
}

/** Between the words of `motorStart`. */
function isHump(before: string, after: string): boolean {
  return /^[\p{Ll}\p{Nd}]$/u.test(before) && /^\p{Lu}$/u.test(after);
}

function broken(text: string, atMost: number): string[] {
  const found: string[] = [];
  let line: string[] = [];
  let width = 0;
  for (const piece of graphemes(text)) {
    const own = cells(piece);
    if (width + own > atMost && line.length > 0) {
      // Not for the sake of a few letters: a line at least a third full.
      const isEnough = (at: number) => at + 1 > atMost / 3;
      const sign = line.findLastIndex(each => breaks.has(each));
      const hump = line.findLastIndex((each, n) => isHump(each, line[n + 1] ?? piece));
      const keep = isEnough(sign) ? sign + 1 : isEnough(hump) ? hump + 1 : line.length;
      found.push(line.slice(0, keep).join(''));
      line = line.slice(keep);
      width = cells(line.join(''));
    }
    line.push(piece);
    width += own;
  }
  if (line.length > 0) found.push(line.join(''));
  return found.map(each => each.trim()).filter(each => each !== '');
}
