import type { AccessPath } from './evidence.ts';
import { matches } from './globs.ts';
import { covers } from './intervals.ts';
import type { Interval, Part } from './question.ts';
import type { Watches } from './watches.ts';

/** One path that can write a part, over its window. */
export interface PathState {
  readonly path: string;
  readonly state: 'watched' | 'closed' | 'not-watched';
}

/** The ways a part can be written, as far as anybody declared them. */
export interface Ways {
  /** Equal where two parts can be written by the same paths. */
  readonly key: string;
  readonly paths: readonly AccessPath[];
}

/** What is known of an asset's access paths. */
export class Paths {
  readonly #declared: readonly AccessPath[];
  readonly #names: ReadonlySet<string>;
  readonly #watches: Watches;
  readonly #ways = new Map<string, Ways>();
  readonly #states = new Map<string, readonly PathState[]>();

  constructor(declared: readonly AccessPath[], watches: Watches) {
    this.#declared = [...declared].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
    this.#names = new Set(declared.map(({ id }) => id));
    this.#watches = watches;
  }

  ways({ path, kind }: Pick<Part, 'path' | 'kind'>): Ways {
    const key = `${kind} ${path}`;
    const known = this.#ways.get(key);
    if (known !== undefined) return known;
    const paths = this.#declared.filter(
      ({ kinds, items }) =>
        kinds.includes(kind) && (items === null || items.some(glob => matches(glob, path))),
    );
    const ways = { key: JSON.stringify(paths.map(({ id }) => id)), paths };
    this.#ways.set(key, ways);
    return ways;
  }

  /** Whether what comes by a path can write the part; a path nobody declared can write anything. */
  canWrite(ways: Ways, path: string): boolean {
    return !this.#names.has(path) || ways.paths.some(({ id }) => id === path);
  }

  states(ways: Ways, window: Interval): readonly PathState[] {
    const key = `${window.from} ${window.to} ${ways.key}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    const states = ways.paths.map(path => ({ path: path.id, state: this.#stateOf(path, window) }));
    this.#states.set(key, states);
    return states;
  }

  #stateOf({ id, witnesses, closed }: AccessPath, window: Interval): PathState['state'] {
    const shut = closed.map(({ during }) => during);
    if (covers(shut, window)) return 'closed';
    const watched = witnesses.flatMap(witness => this.#watches.spans(witness, id));
    return covers([...shut, ...watched], window) ? 'watched' : 'not-watched';
  }
}
