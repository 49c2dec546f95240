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
    if (this.noise.length < most) this.noise.push({ rule, text: cut(text), line });
  }

  keep(where: readonly string[], text: string, line: number): void {
    const last = this.unknown.at(-1);
    if (this.unknown.length < most || last === undefined)
      this.unknown.push({ where: [...where], text: cut(text), line });
    else this.unknown[most - 1] = { ...last, text: cut(`${last.text}\n${text}`) };
  }

  say(line: number, says: string): void {
    if (this.problems.length < most) this.problems.push({ line, says: cut(says) });
  }
}

/** A text that is too long is told by its beginning and by a sum of the whole, so that any change to it is seen. */
function cut(text: string): string {
  if (text.length <= longest) return text;
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return `${text.slice(0, longest)}… ${text.length} characters, sum ${(sum >>> 0).toString(16)}`;
}
