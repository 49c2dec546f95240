import type { Cause } from '@witnessmark/shared/facts';
import type { Kind } from '@witnessmark/shared/items';
import type { FingerprintReading } from '../sources/index.ts';
import { isStoodFor, proveEqual, type Scope, vouch } from './compare.ts';
import { Contents } from './contents.ts';
import { isUnproven, movedUnread, wholeKinds } from './differences.ts';
import { Fingerprints } from './fingerprints.ts';
import { doubt, type Known } from './known.ts';
import type { Round } from './round.ts';
import { RoundReader } from './round-reader.ts';
import { StreamMemory } from './stream-memory.ts';
import { type Asked, type StreamParts, tellGap } from './stream-parts.ts';

/** How a reading came about, and what it may say. */
interface Examining {
  readonly cause: Cause;
  /** Read just before; it is read again afterwards, and only when it stood does it belong to what was read. */
  readonly fingerprint: FingerprintReading | null;
  /** False where other kinds still wait to be read: an item that is not listed is then not read. */
  readonly whole: boolean;
}

/**
 * Reads a stream, compares with what is known, and makes a difference durable before it counts as known.
 * A failure anywhere leaves what is known as it was: the next reading finds the same difference again.
 */
export class StreamReader {
  readonly #parts: StreamParts;
  readonly #memory: StreamMemory;
  readonly #fingerprints: Fingerprints;
  readonly #contents: Contents;
  readonly #rounds: RoundReader;

  constructor(parts: StreamParts, known: Known) {
    this.#parts = parts;
    this.#memory = new StreamMemory(parts, known);
    this.#fingerprints = new Fingerprints(parts);
    this.#contents = new Contents(parts, this.#memory);
    this.#rounds = new RoundReader(parts, this.#memory, this.#fingerprints, this.#contents);
  }

  get known(): Known {
    return this.#memory.known;
  }

  /** Differences that were made durable since the watch began. */
  get told(): number {
    return this.#memory.told;
  }

  /** Everything is to be read as if for the first time. */
  forget(): void {
    this.#memory.forget();
  }

  /** The fingerprint now, null where the device has none. */
  fingerprint(): Promise<FingerprintReading | null> {
    return this.#fingerprints.read();
  }

  /** The kinds the device's fingerprint covers; empty where it has none. */
  get covers(): readonly Kind[] {
    return this.#fingerprints.covers;
  }

  /** True where the fingerprint is the one known; then everything it covers is proven. */
  provenBy(fingerprint: FingerprintReading): boolean {
    if (!this.known.observed || this.known.fingerprint !== fingerprint.value) return false;
    for (const kind of fingerprint.covers) {
      this.known.clean.set(kind, fingerprint.requestedAt);
      this.#parts.ledger.read(kind, fingerprint.requestedAt, fingerprint.arrivedAt, true);
    }
    return true;
  }

  /** Reads whole kinds, or single items, and tells what differs. */
  examine(asked: Asked, examining: Examining): Promise<void> {
    return this.#contents.withCopies(() => this.#examine(asked, examining));
  }

  /** One step of a round: a part of its items, or their list. */
  advance(round: Round): Promise<'going' | 'held' | 'ended'> {
    return this.#rounds.advance(round);
  }

  async #examine(asked: Asked, { cause, fingerprint: before, whole: all }: Examining): Promise<void> {
    const scope: Scope = 'kinds' in asked ? { kinds: new Set(asked.kinds) } : { paths: new Set(asked.paths) };
    const thorough = cause === 'sweep' || cause === 'order';
    const { reading, found } = await this.#contents.read(asked, scope, { thorough });
    const settled = await this.#contents.settle(found);
    const beside = await this.#fingerprints.beside(before, this.known.fingerprint, settled, before !== null);
    const unreadable = movedUnread(this.known, settled, found, beside);
    const whole = 'kinds' in asked ? wholeKinds(asked.kinds, reading) : [];
    const unproven = new Set([...found.values()].flatMap(item => (isUnproven(item) ? [item.kind] : [])));
    const differences = await this.#contents.differences(found, settled, beside, cause);

    const finish = (known: Known) => {
      if (beside?.moved) vouch(known, beside.covers);
      proveEqual(known, found.values());
      for (const kind of whole) {
        // An item's own fingerprint may be forged as the device's may, and no other reading would tell.
        if (unproven.has(kind)) continue;
        known.clean.set(kind, reading.requestedAt);
        known.read.set(kind, reading.requestedAt);
      }
      const newlyUnread = differences.some(
        ({ found: item }) => item.state === 'unreadable' && !isStoodFor(item),
      );
      if (before === null) return doubt(known, this.covers, differences);
      // One that could not be read is tried once more before the fingerprint speaks for it. Nor does one
      // speak for it that stood still while content it covers did not.
      const still = known.fingerprint === before.value;
      const denied = still && differences.some(({ found: item }) => before.covers.includes(item.kind));
      const belongs = beside?.stood === true && reading.complete && !newlyUnread && !denied;
      known.fingerprint = belongs ? before.value : null;
    };
    const told = [...differences, ...unreadable];
    if (told.length > 0 || !this.known.observed) {
      await this.#memory.tell(told, { complete: reading.complete && all, cause, load: reading.load }, finish);
    } else {
      finish(this.known);
    }
    this.#contents.remember(found, settled);
    const changed = new Set(told.map(difference => difference.found.kind));
    for (const kind of whole) {
      this.#parts.ledger.read(kind, reading.requestedAt, reading.arrivedAt, !changed.has(kind));
    }
    tellGap(this.#parts.ledger, reading);
  }
}
