/** Of how many with one key the wanted one is looked for: of more, those in front are as good. */
const lookedAt = 100;

interface Group<Thing> {
  readonly things: Thing[];
  next: number;
}

/** Things by a key, each group in its order, to be taken one by one: the last takes no longer than the first. */
export class Waiting<Thing, Key> {
  readonly #groups = new Map<Key, Group<Thing>>();

  /** Those whose key is null are left out. */
  constructor(things: Iterable<Thing>, keyOf: (thing: Thing) => Key | null) {
    for (const thing of things) {
      const key = keyOf(thing);
      if (key === null) continue;
      const group = this.#groups.get(key);
      if (group === undefined) this.#groups.set(key, { things: [thing], next: 0 });
      else group.things.push(thing);
    }
  }

  /** The first of a key that is wanted, else the first; undefined where none waits any more. */
  take(key: Key, isWanted?: (thing: Thing) => boolean): Thing | undefined {
    const group = this.#groups.get(key);
    if (group === undefined) return undefined;
    const { things, next } = group;
    const isOnly = things.length - next < 2;
    const found =
      isWanted === undefined || isOnly ? -1 : things.slice(next, next + lookedAt).findIndex(isWanted);
    const at = next + Math.max(found, 0);
    const taken = things[at];
    // Those in front of it keep their order.
    things.copyWithin(next + 1, next, at);
    group.next++;
    return taken;
  }

  /** All that were not taken, group by group. */
  *left(): Generator<Thing> {
    for (const { things, next } of this.#groups.values()) yield* things.slice(next);
  }
}
