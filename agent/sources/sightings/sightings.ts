import type { Instant } from '@witnessmark/shared/time';

/** A field that was another at the reading before: between asking for the one and having the other, it moved. */
export interface Move {
  readonly field: string;
  readonly old: string;
  readonly new: string;
  readonly from: Instant;
  readonly to: Instant;
}

/** What a device told of each field last, and when it was asked. */
export class Sightings {
  readonly #seen = new Map<string, { readonly value: string; readonly requestedAt: Instant }>();

  /** Takes what a reading told and gives what moved. A field it did not tell stands as it was. */
  take(
    fields: ReadonlyMap<string, string | null>,
    { requestedAt, arrivedAt }: { readonly requestedAt: Instant; readonly arrivedAt: Instant },
  ): Move[] {
    const moves: Move[] = [];
    for (const [field, value] of fields) {
      if (value === null) continue;
      const before = this.#seen.get(field);
      this.#seen.set(field, { value, requestedAt });
      if (before === undefined || before.value === value) continue;
      moves.push({ field, old: before.value, new: value, from: before.requestedAt, to: arrivedAt });
    }
    return moves;
  }

  reset(): void {
    this.#seen.clear();
  }
}
