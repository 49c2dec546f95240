import type { Listing } from '../sources/index.ts';
import { proveEqual, vouch } from './compare.ts';
import type { Contents } from './contents.ts';
import { earliestProof, movedUnread } from './differences.ts';
import type { Fingerprints } from './fingerprints.ts';
import { doubt, type Known } from './known.ts';
import type { Round } from './round.ts';
import type { StreamMemory } from './stream-memory.ts';
import { type StreamParts, tellGap } from './stream-parts.ts';

/**
 * Milliseconds one part of a round takes at most, and of the period of what is polled meanwhile: that waits no
 * longer than this and one item.
 */
const part = { ms: 1500, ofPeriod: 0.5 } as const;

/** Reads a round: a part of its items, or their list, and what its end proves. */
export class RoundReader {
  readonly #parts: StreamParts;
  readonly #memory: StreamMemory;
  readonly #fingerprints: Fingerprints;
  readonly #contents: Contents;

  constructor(parts: StreamParts, memory: StreamMemory, fingerprints: Fingerprints, contents: Contents) {
    this.#parts = parts;
    this.#memory = memory;
    this.#fingerprints = fingerprints;
    this.#contents = contents;
  }

  /** One step of it. */
  advance(round: Round): Promise<'going' | 'held' | 'ended'> {
    return this.#contents.withCopies(() =>
      round.next.length > 0 ? this.#readPart(round) : this.#readList(round),
    );
  }

  async #readPart(round: Round): Promise<'going' | 'held'> {
    const paths = round.next;
    const { cause, thorough } = round;
    const scope = { paths: new Set(paths) };
    const withinMs = Math.min(part.ms, part.ofPeriod * this.#parts.policy().periodMs);
    const { reading, found } = await this.#contents.read({ paths }, scope, { thorough, withinMs });
    const settled = await this.#contents.settle(found);
    const beside = await this.#fingerprints.beside(round.before, round.knownFingerprint, settled, false);
    const differences = await this.#contents.differences(
      found,
      settled,
      beside,
      cause,
      path => !round.hasRead(path),
    );
    const finish = (known: Known) => {
      if (beside?.moved) vouch(known, beside.covers);
      proveEqual(known, found.values());
      doubt(known, this.#fingerprints.covers, differences);
    };
    if (differences.length === 0) finish(this.#memory.known);
    else await this.#memory.tell(differences, { complete: false, cause, load: reading.load }, finish);
    this.#contents.remember(found, settled);
    const progress = round.took(paths, reading, found, differences);
    tellGap(this.#parts.ledger, reading);
    return progress && reading.unread === undefined ? 'going' : 'held';
  }

  async #readList(round: Round): Promise<'going' | 'held' | 'ended'> {
    const { contact, policy, onLoad } = this.#parts;
    const listing = await contact.call(policy().readWithinMs, (source, signal) => {
      if (source.rounds === undefined) throw new TypeError(`${this.#parts.stream}: no items to list`);
      return source.rounds.list(signal);
    });
    onLoad(listing.load, listing.requestedAt);
    if (listing.unread !== undefined) {
      tellGap(this.#parts.ledger, listing);
      return 'held';
    }
    if (round.listed(listing, this.#memory.known)) {
      await this.#endRound(round, listing);
      return 'ended';
    }
    if (!round.endless) return 'going';
    this.#parts.log.warn(
      { stream: this.#parts.stream },
      'the list of items and the items contradict each other',
    );
    return 'ended';
  }

  /** Everything that is there was read, each item at its own moment since `from`. */
  async #endRound(round: Round, listing: Listing): Promise<void> {
    const { before, cause, kinds, changed, unproven } = round;
    const from = round.from ?? listing.requestedAt;
    const beside =
      before === null ? null : await this.#fingerprints.beside(before, round.knownFingerprint, [], true);
    const quiet = beside !== null && !beside.covers.some(kind => changed.has(kind));
    const unreadable = quiet ? movedUnread(this.#memory.known, [], round.unreadable, beside) : [];
    const finish = (known: Known) => {
      if (beside?.moved) vouch(known, beside.covers);
      for (const kind of kinds) {
        const at = unproven.has(kind) ? earliestProof(known, kind) : from;
        if (at === null || (unproven.has(kind) && known.clean.has(kind))) continue;
        known.clean.set(kind, at);
        known.read.set(kind, at);
      }
      if (before === null) return;
      const still = round.knownFingerprint === before.value;
      const denied = still && before.covers.some(kind => changed.has(kind));
      const belongs = beside?.stood === true && !round.newlyUnread && !denied;
      known.fingerprint = belongs ? before.value : null;
    };
    if (changed.size > 0 || unreadable.length > 0 || cause === 'first') {
      await this.#memory.tell(unreadable, { complete: true, cause, load: listing.load }, finish);
    } else {
      finish(this.#memory.known);
    }
    for (const kind of kinds) {
      const equal = !changed.has(kind) && !unreadable.some(({ found }) => found.kind === kind);
      this.#parts.ledger.read(kind, from, listing.arrivedAt, equal);
    }
  }
}
