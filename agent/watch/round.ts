import type { Cause } from '@witnessmark/shared/facts';
import type { Kind } from '@witnessmark/shared/items';
import type { Instant } from '@witnessmark/shared/time';
import type { FingerprintReading, Listing, Reading } from '../sources/index.ts';
import { type Difference, isStoodFor } from './compare.ts';
import { type Cost, noCost, sumOf } from './costs.ts';
import type { Found } from './found.ts';
import type { Known } from './known.ts';

/** Items asked for at once; the time that a part may take ends it earlier. */
const mostAtOnce = 100;
/** A list that contradicts what was read is looked into this often; then the round proves nothing. */
const mostListings = 6;

export interface RoundStart {
  readonly kinds: readonly Kind[];
  /** Why it is read. */
  readonly why: Cause;
  /** The kinds were never read to their end: what is found is told as the first reading of them. */
  readonly first: boolean;
  /** Read just before; null where the device has none. */
  readonly before: FingerprintReading | null;
  /** The fingerprint that was known until then. */
  readonly knownFingerprint: string | null;
}

/**
 * One reading of all items of some kinds, in parts. Each part's differences are told as they are found, each
 * item with its own instants; only the list, read again at the end, says that nothing else is there. Pure:
 * it knows what is left to read and what came of it.
 */
export class Round {
  readonly kinds: readonly Kind[];
  readonly why: Cause;
  /** As it is told. */
  readonly cause: Cause;
  readonly before: FingerprintReading | null;
  readonly knownFingerprint: string | null;
  readonly #queue = new Set<string>();
  readonly #read = new Set<string>();
  /** Read after a list that contradicted what was known: the reading decides. */
  readonly #judged = new Set<string>();
  readonly #unreadable = new Map<string, Found>();
  readonly #changed = new Set<Kind>();
  readonly #unproven = new Set<Kind>();
  #listings = 0;
  #cost: Cost = noCost;
  #from: Instant | null = null;
  #newlyUnread = false;

  constructor({ kinds, why, first, before, knownFingerprint }: RoundStart) {
    this.kinds = kinds;
    this.why = why;
    this.cause = first ? 'first' : why;
    this.before = before;
    this.knownFingerprint = knownFingerprint;
  }

  /** Every content is read itself. */
  get thorough(): boolean {
    return this.why === 'sweep' || this.why === 'order';
  }

  /** When the first list was requested; null before. */
  get from(): Instant | null {
    return this.#from;
  }

  /** What its parts have cost so far, and what led to it. */
  get cost(): Cost {
    return this.#cost;
  }

  charge(cost: Cost): void {
    this.#cost = sumOf(this.#cost, cost);
  }

  /** What to read next; empty where the list is to be read. */
  get next(): readonly string[] {
    return [...this.#queue].slice(0, mostAtOnce);
  }

  /** True where lists and readings contradict each other again and again. */
  get endless(): boolean {
    return this.#listings >= mostListings;
  }

  /** Items that are there and cannot be read. */
  get unreadable(): ReadonlyMap<string, Found> {
    return this.#unreadable;
  }

  /** Kinds in which a difference was told. */
  get changed(): ReadonlySet<Kind> {
    return this.#changed;
  }

  /** Kinds of items for which only their own fingerprint spoke. */
  get unproven(): ReadonlySet<Kind> {
    return this.#unproven;
  }

  /** An item that could be read before could not now. */
  get newlyUnread(): boolean {
    return this.#newlyUnread;
  }

  /** Its content was read in this round before. */
  hasRead(path: string): boolean {
    return this.#read.has(path);
  }

  /** Takes a list of what exists; true where it agrees with all that was read, so that nothing is left. */
  listed(listing: Listing, known: Known): boolean {
    this.#from ??= listing.requestedAt;
    const first = this.#listings === 0;
    this.#listings += 1;
    const there = new Set(listing.paths);
    for (const path of there) {
      const agrees = this.#judged.has(path) || known.items.has(path);
      if (this.#read.has(path) && agrees) continue;
      this.#queue.add(path);
      if (!first) this.#judged.add(path);
    }
    for (const [path, { kind }] of known.items) {
      if (!this.kinds.includes(kind) || there.has(path) || this.#judged.has(path)) continue;
      this.#queue.add(path);
      this.#judged.add(path);
    }
    return !first && this.#queue.size === 0;
  }

  /** Takes what a part found; false where it read nothing of what was asked. */
  took(
    asked: readonly string[],
    reading: Reading,
    found: ReadonlyMap<string, Found>,
    differences: readonly Difference[],
  ): boolean {
    const done = reading.complete ? asked : asked.filter(path => found.has(path));
    for (const path of done) {
      this.#queue.delete(path);
      this.#read.add(path);
      this.#unreadable.delete(path);
      const item = found.get(path);
      if (item === undefined) continue;
      if (item.state === 'unreadable' || item.state === 'withheld') this.#unreadable.set(path, item);
      if (item.state === 'present' && !item.read) this.#unproven.add(item.kind);
    }
    for (const { found: item } of differences) {
      this.#changed.add(item.kind);
      if (item.state === 'unreadable' && !isStoodFor(item)) this.#newlyUnread = true;
    }
    return done.length > 0;
  }
}
