import type { Noise, Problem, Verbatim } from '../model/index.ts';

/** As much of what is left out or not understood as is kept to be shown; the rest of a text is cut. */
const longest = 2_000;
/** Entries of one list: what a hostile file could be full of. */
const most = 20_000;

/** What is said of a file beside its units: gathered while it is read. */
export class Findings {
  readonly noise: Noise[] = [];
  readonly unknown: Verbatim[] = [];
  readonly problems: Problem[] = [];

  leaveOut(rule: string, text: string, line: number): void {
    if (this.noise.length < most) this.noise.push({ rule, text: text.slice(0, longest), line });
  }

  keep(where: readonly string[], text: string, line: number): void {
    if (this.unknown.length < most)
      this.unknown.push({ where: [...where], text: text.slice(0, longest), line });
  }

  say(line: number, says: string): void {
    if (this.problems.length < most) this.problems.push({ line, says: says.slice(0, longest) });
  }
}
