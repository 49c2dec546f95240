import type { AccountStore } from './accounts.ts';
import { isAllowed, type Principal } from './permissions.ts';

/** A person as a reader may see them. */
export interface ShownPerson {
  readonly person: string;
  /** The name where the reader may see names, else role (`erased` for whom nobody can name any more) and the end of the random id. */
  readonly label: string;
  readonly named: boolean;
}

/** Names of people, for those who may see them; who was shown whose name is logged once a day. */
export class Names {
  readonly #store: AccountStore;
  readonly #now: () => number;

  constructor(store: AccountStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** One row for each id asked for, known or not. Resolves after the look-up is logged. */
  async of(persons: Iterable<string>, reader: Principal): Promise<ReadonlyMap<string, ShownPerson>> {
    const named = isAllowed(reader, 'see-names');
    const shown = new Map<string, ShownPerson>();
    for (const person of persons) {
      if (shown.has(person)) continue;
      const account = await this.#store.byPerson(person);
      const known = account !== null && (named || person === reader.person);
      const erased = account === null && (await this.#store.isErased(person));
      const role = erased ? 'erased' : (account?.grants[0]?.role ?? 'person');
      shown.set(person, {
        person,
        label: known ? account.name : `${role} ${person.slice(-4)}`,
        named: known,
      });
    }
    const read = [...shown.values()].filter(row => row.named && row.person !== reader.person);
    if (read.length > 0) {
      const day = new Date(this.#now()).toISOString().slice(0, 10);
      await this.#store.tellNamesRead(
        reader.person,
        read.map(row => row.person),
        day,
      );
    }
    return shown;
  }
}
