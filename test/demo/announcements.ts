import type { ChangeSummary } from '@witnessmark/shared/api';

/** Picks out of the list of changes what a newcomer should be told: the first change of each asset. */
export class Announcements {
  readonly #waiting: Set<string>;
  readonly #after: number;

  /** `after`: position in the log up to which everything is known already. */
  constructor(assets: readonly string[], after: number) {
    this.#waiting = new Set(assets);
    this.#after = after;
  }

  /** True when each asset's first change has been told. */
  get done(): boolean {
    return this.#waiting.size === 0;
  }

  /** Sentences to tell now, oldest first. `rows`: the newest changes, newest first. */
  take(rows: readonly ChangeSummary[]): string[] {
    const told: string[] = [];
    for (const row of rows.toReversed()) {
      if (row.idx <= this.#after || row.sort === 'first' || !this.#waiting.delete(row.asset.id)) continue;
      told.push(row.sentence);
    }
    return told;
  }
}
