/** Characters from `from` up to `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Where two lines differ: what is between their common beginning and their common end; null where they have little in common. */
export function differing(old: string, now: string): { readonly old: Range; readonly new: Range } | null {
  const shorter = Math.min(old.length, now.length);
  let from = 0;
  while (from < shorter && old[from] === now[from]) from++;
  let end = 0;
  while (end < shorter - from && old[old.length - 1 - end] === now[now.length - 1 - end]) end++;
  const common = from + end;
  if (common === old.length && common === now.length) return null;
  // Two lines that share a blank and a bracket are not two versions of one line.
  if (common < Math.max(old.length, now.length) * leastCommon) return null;
  return { old: { from, to: old.length - end }, new: { from, to: now.length - end } };
}

const leastCommon = 0.3;

interface Line {
  readonly sign: ' ' | '+' | '-';
  readonly text: string;
}

/** Where lines differ that took each other's place: as many that went as came, one behind the other. */
export function differences<Of extends Line>(lines: readonly Of[]): ReadonlyMap<Of, Range> {
  const found = new Map<Of, Range>();
  let at = 0;
  while (at < lines.length) {
    const gone = runOf(lines, at, '-');
    const come = runOf(lines, at + gone.length, '+');
    if (gone.length === come.length)
      gone.forEach((old, index) => {
        const now = come[index];
        const range = now === undefined ? null : differing(old.text, now.text);
        if (now === undefined || range === null) return;
        found.set(old, range.old);
        found.set(now, range.new);
      });
    at += Math.max(1, gone.length + come.length);
  }
  return found;
}

function runOf<Of extends Line>(lines: readonly Of[], from: number, sign: '+' | '-'): readonly Of[] {
  let to = from;
  while (lines[to]?.sign === sign) to++;
  return lines.slice(from, to);
}
