import type { Hint } from '../sources/index.ts';

/** Most paths kept apart; more make one reading of everything. */
const most = 200;

/** Hints of one stream that no reading has answered yet. */
export class Hints {
  #paths: Set<string> | 'all' = new Set();
  #reconnected = false;

  add(hint: Hint): void {
    if (hint.why === 'reconnected') {
      this.#reconnected = true;
      return;
    }
    if (hint.paths === undefined || this.#paths === 'all') {
      this.#paths = 'all';
      return;
    }
    for (const path of hint.paths) this.#paths.add(path);
    if (this.#paths.size > most) this.#paths = 'all';
  }

  /** A connection came back by itself: what was seen before and after it is not one watch. */
  get reconnected(): boolean {
    return this.#reconnected;
  }

  takeReconnected(): boolean {
    const reconnected = this.#reconnected;
    this.#reconnected = false;
    return reconnected;
  }

  take(): readonly string[] | 'all' {
    const paths = this.#paths;
    this.#paths = new Set();
    return paths === 'all' ? 'all' : [...paths];
  }

  clear(): void {
    this.#paths = new Set();
  }
}
