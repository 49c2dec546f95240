import type { Load, ReadingCost, ReadingSort } from '@witnessmark/shared/facts';

/** Requests and bytes of one reading, or of a part of it. */
export interface Cost {
  readonly requests: number;
  readonly bytes: number;
}

export const noCost: Cost = { requests: 0, bytes: 0 };

export function sumOf(one: Cost, other: Cost): Cost {
  return { requests: one.requests + other.requests, bytes: one.bytes + other.bytes };
}

/** What each sort of reading last cost a controller. */
export class Costs {
  readonly #last = new Map<ReadingSort, ReadingCost>();
  #spent: Cost = noCost;

  /** A call of the step under way. */
  add({ requests, bytes }: Load): void {
    this.#spent = sumOf(this.#spent, { requests, bytes });
  }

  /** What was spent since this was last asked. */
  take(): Cost {
    const spent = this.#spent;
    this.#spent = noCost;
    return spent;
  }

  /** A reading is done. One that asked the controller nothing is none. */
  tell(reading: ReadingSort, { requests, bytes }: Cost, at: string): void {
    if (requests > 0) this.#last.set(reading, { reading, requests, bytes, at });
  }

  get last(): readonly ReadingCost[] {
    return [...this.#last.values()];
  }
}
