const mark = /\(\*|\*\)/g;

/** Behind the mark that closes what opens at `from`, or -1. */
export function closing(text: string, from: number, open: string, close: string, nested: boolean): number {
  if (!nested) {
    const end = text.indexOf(close, from + open.length);
    return end < 0 ? -1 : end + close.length;
  }
  mark.lastIndex = from;
  for (let depth = 0, found = mark.exec(text); found !== null; found = mark.exec(text)) {
    depth += found[0] === open ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return -1;
}

/** A brace in quotes closes nothing, but an apostrophe in a remark opens no quote: the nearest end at which quotes are even. */
export function pragmaEnd(text: string, from: number): number {
  if (text.startsWith('{{', from)) {
    const end = text.indexOf('}}', from);
    return end < 0 ? -1 : end + 2;
  }
  const nearest = text.indexOf('}', from);
  let quotes = 0;
  let seen = from;
  for (let end = nearest, tries = 0; end >= 0 && tries < 16; end = text.indexOf('}', end + 1), tries++) {
    for (; seen < end; seen++) if (text.charCodeAt(seen) === 39) quotes++;
    if (quotes % 2 === 0) return end + 1;
    if (end - from > 65_536) break;
  }
  return nearest < 0 ? -1 : nearest + 1;
}

export function newlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** Without its marks, its frames of stars, and with one blank for each run of blank space. */
export function remarkText(raw: string): string {
  const inner = (raw.startsWith('//') ? raw.slice(2) : raw.slice(2, -2)).replace(/\s+/g, ' ');
  let from = 0;
  let to = inner.length;
  while (from < to && isFrame(inner.charCodeAt(from))) from++;
  while (to > from && isFrame(inner.charCodeAt(to - 1))) to--;
  return inner.slice(from, to);
}

function isFrame(code: number): boolean {
  return code === 32 || code === 42 || code === 126;
}
