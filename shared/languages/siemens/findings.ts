import { shortened } from '../iec/index.ts';
import type { Noise, Problem, Verbatim } from '../model/index.ts';

/** As much of what is left out or not understood as is kept to be shown; of the rest of a text its sum is. */
const longest = 2_000;
/** Entries of one list: what a hostile file could be full of. The last stands for all that are beyond. */
const most = 20_000;

/** What is said of a file beside its units: gathered while it is read. */
export class Findings {
  readonly noise: Noise[] = [];
  readonly unknown: Verbatim[] = [];
  readonly problems: Problem[] = [];

  leaveOut(rule: string, text: string, line: number): void {
    if (this.noise.length < most) this.noise.push({ rule, text: shortened(text, longest), line });
  }

  keep(where: readonly string[], text: string, line: number): void {
    const last = this.unknown.at(-1);
    if (this.unknown.length < most || last === undefined)
      this.unknown.push({ where: [...where], text: shortened(text, longest), line });
    else this.unknown[most - 1] = { ...last, text: shortened(`${last.text}\n${text}`, longest) };
  }

  say(line: number, says: string): void {
    if (this.problems.length < most) this.problems.push({ line, says: shortened(says, longest) });
  }
}
