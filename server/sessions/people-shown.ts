import type { Somebody } from '@witnessmark/shared/api';
import type { Asker } from './asker.ts';

/** The people of one answer: named together at its end, so that the look-up is one. */
export class PeopleShown {
  readonly #asker: Asker;
  readonly #shown = new Map<string, Somebody>();

  constructor(asker: Asker) {
    this.#asker = asker;
  }

  /** The person's row; its label is there after `name`. */
  show(person: string): Somebody {
    const known = this.#shown.get(person);
    if (known) return known;
    const row: Somebody = { person, label: person, named: false };
    this.#shown.set(person, row);
    return row;
  }

  async name(): Promise<void> {
    if (this.#shown.size === 0) return;
    const names = await this.#asker.names([...this.#shown.keys()]);
    for (const [person, row] of this.#shown) Object.assign(row, names.get(person) ?? {});
  }
}
