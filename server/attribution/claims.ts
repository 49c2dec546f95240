import type { Claim } from './evidence.ts';
import type { Part } from './question.ts';

/** What people say about a part themselves, one entry a person. */
export interface PersonsClaim {
  readonly person: string;
  readonly state: 'confirmed' | 'awaiting' | 'disputed';
  /** Somebody tried to confirm his own claim; that counts for nothing. */
  readonly selfConfirmed: boolean;
  readonly refs: readonly number[];
}

/** Claims on parts, found by the part's name. */
export class Claims {
  readonly #onChange: readonly Claim[];
  readonly #onParts = new Map<string, Claim[]>();

  constructor(claims: readonly Claim[]) {
    this.#onChange = claims.filter(({ part }) => part === null);
    for (const claim of claims) {
      if (claim.part === null) continue;
      const key = keyOf(claim.part);
      const list = this.#onParts.get(key);
      if (list === undefined) this.#onParts.set(key, [claim]);
      else list.push(claim);
    }
  }

  /** By person id. A dispute of one of a person's claims stands against all of them. */
  of(part: Pick<Part, 'path' | 'member'>): readonly PersonsClaim[] {
    const claims = [...this.#onChange, ...(this.#onParts.get(keyOf(part)) ?? [])];
    return [...new Set(claims.map(({ person }) => person))].sort().map(person => {
      const own = claims.filter(claim => claim.person === person);
      const disputed = own.some(({ disputedBy }) => disputedBy !== null);
      const confirmed = own.some(({ confirmedBy }) => confirmedBy !== null && confirmedBy !== person);
      return {
        person,
        state: disputed ? 'disputed' : confirmed ? 'confirmed' : 'awaiting',
        selfConfirmed: own.some(({ confirmedBy }) => confirmedBy === person),
        refs: own.map(({ ref }) => ref),
      };
    });
  }
}

function keyOf({ path, member }: Pick<Part, 'path' | 'member'>): string {
  return JSON.stringify([path, member]);
}
