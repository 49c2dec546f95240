/** Unchanged lines shown around a change. */
const context = 3;
/** A run of no more lines is not worth folding. */
const worthFolding = 3;

export interface Run<Line> {
  /** Index of its first line. */
  readonly from: number;
  readonly lines: readonly Line[];
  readonly isFolded: boolean;
}

/** Lines in runs: those in or beside a change, and those in between that may be folded. */
export function folded<Line extends { readonly sign: ' ' | '+' | '-' }>(lines: readonly Line[]): Run<Line>[] {
  const near = new Array<boolean>(lines.length).fill(false);
  lines.forEach((line, at) => {
    if (line.sign !== ' ') near.fill(true, Math.max(0, at - context), at + context + 1);
  });
  const runs: { from: number; lines: Line[]; isFolded: boolean }[] = [];
  lines.forEach((line, at) => {
    const last = runs.at(-1);
    if (last !== undefined && last.isFolded === !near[at]) last.lines.push(line);
    else runs.push({ from: at, lines: [line], isFolded: !near[at] });
  });
  return runs.map(run => (run.lines.length > worthFolding ? run : { ...run, isFolded: false }));
}
