import { rm } from 'node:fs/promises';
import { WitnessError } from '@witnessmark/shared/errors';
import type { Cause, Load } from '@witnessmark/shared/facts';
import type { Kind } from '@witnessmark/shared/items';
import type { Instant } from '@witnessmark/shared/time';
import { type AgentClock, earlierInstant } from '../clock/index.ts';
import type { FingerprintReading, Listing, Reading, SourceLog } from '../sources/index.ts';
import type { Spool } from '../spool/index.ts';
import {
  type Beside,
  type Difference,
  differing,
  isKnown,
  isStoodFor,
  proveEqual,
  type Scope,
  vouch,
  windowOf,
  withAbsent,
} from './compare.ts';
import type { Contact } from './contact.ts';
import type { CoverageLedger } from './coverage.ts';
import { bounded, type Found, findItems } from './found.ts';
import { copyOf, type Known, knownOf } from './known.ts';
import { observe } from './observe.ts';
import type { WatchPolicy } from './policy.ts';
import { saidBy } from './reasons.ts';
import type { Round } from './round.ts';
import { type Settled, settle } from './settle.ts';

export interface StreamReaderParts {
  readonly stream: string;
  readonly contact: Contact;
  readonly clock: AgentClock;
  readonly spool: Pick<Spool, 'append'>;
  readonly ledger: CoverageLedger;
  readonly policy: () => WatchPolicy;
  /** Waits; rejects when the contact is broken off. */
  readonly pause: (ms: number) => Promise<void>;
  /** Told of every reading's load and when it began, so that the asset's budget holds. */
  readonly onLoad: (load: Load, from: Instant) => void;
  readonly log: SourceLog;
}

type Asked = { readonly kinds: readonly Kind[] } | { readonly paths: readonly string[] };

/** How a reading came about, and what it may say. */
interface Examining {
  readonly cause: Cause;
  /** Read just before; it is read again afterwards, and only when it stood does it belong to what was read. */
  readonly fingerprint: FingerprintReading | null;
  /** False where other kinds still wait to be read: an item that is not listed is then not read. */
  readonly whole: boolean;
}

/**
 * Milliseconds one part of a round takes at most, and of the period of what is polled meanwhile: that waits no
 * longer than this and one item.
 */
const part = { ms: 1500, ofPeriod: 0.5 } as const;
const noLoad: Load = { requests: 0, bytes: 0, ms: 0 };

interface StoodBeside extends Beside {
  /** The same value stood before and after the content: it belongs to it. */
  readonly stood: boolean;
}

/**
 * Reads a stream, compares with what is known, and makes a difference durable before it counts as known.
 * A failure anywhere leaves what is known as it was: the next reading finds the same difference again.
 */
export class StreamReader {
  readonly #parts: StreamReaderParts;
  readonly #restless = new Set<string>();
  #told = 0;
  #known: Known;
  /** What the last fingerprint was declared to cover. */
  #covers: readonly Kind[] = [];
  /** Private copies of large contents a reading handed over, removed when the reading is done with. */
  #copies: string[] = [];

  constructor(parts: StreamReaderParts, known: Known) {
    this.#parts = parts;
    this.#known = known;
  }

  get known(): Known {
    return this.#known;
  }

  /** Differences that were made durable since the watch began. */
  get told(): number {
    return this.#told;
  }

  /** Everything is to be read as if for the first time. */
  forget(): void {
    this.#known = knownOf(null);
  }

  /** The fingerprint now, null where the device has none. */
  async fingerprint(): Promise<FingerprintReading | null> {
    const { contact, policy, onLoad } = this.#parts;
    const reading = await contact.call(policy().readWithinMs, (source, signal) => source.fingerprint(signal));
    if (reading !== null) onLoad(reading.load, reading.requestedAt);
    this.#covers = reading?.covers ?? [];
    return reading;
  }

  /** The kinds the device's fingerprint covers; empty where it has none. */
  get covers(): readonly Kind[] {
    return this.#covers;
  }

  /** True where the fingerprint is the one known; then everything it covers is proven. */
  provenBy(fingerprint: FingerprintReading): boolean {
    if (!this.#known.observed || this.#known.fingerprint !== fingerprint.value) return false;
    for (const kind of fingerprint.covers) {
      this.#known.clean.set(kind, fingerprint.requestedAt);
      this.#parts.ledger.read(kind, fingerprint.requestedAt, fingerprint.arrivedAt, true);
    }
    return true;
  }

  /** Reads whole kinds, or single items, and tells what differs. */
  examine(asked: Asked, examining: Examining): Promise<void> {
    return this.#withCopies(() => this.#examine(asked, examining));
  }

  /** One step of a round: a part of its items, or their list. */
  advance(round: Round): Promise<'going' | 'held' | 'ended'> {
    return this.#withCopies(() => (round.next.length > 0 ? this.#readPart(round) : this.#readList(round)));
  }

  async #withCopies<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      const copies = this.#copies;
      this.#copies = [];
      for (const file of copies) await rm(file, { force: true });
    }
  }

  async #examine(asked: Asked, { cause, fingerprint: before, whole: all }: Examining): Promise<void> {
    const scope: Scope = 'kinds' in asked ? { kinds: new Set(asked.kinds) } : { paths: new Set(asked.paths) };
    const thorough = cause === 'sweep' || cause === 'order';
    const { reading, found } = await this.#read(asked, scope, { thorough });
    const settled = await this.#settle(found);
    const beside = await this.#beside(before, this.#known.fingerprint, settled, before !== null);
    const unreadable = this.#movedUnread(settled, found, beside);
    const whole = 'kinds' in asked ? wholeKinds(asked.kinds, reading) : [];
    const unproven = new Set([...found.values()].flatMap(item => (isUnproven(item) ? [item.kind] : [])));
    const differences = await this.#differences(found, settled, beside, cause);

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
      if (before === null) return this.#doubt(known, differences);
      // One that could not be read is tried once more before the fingerprint speaks for it. Nor does one
      // speak for it that stood still while content it covers did not.
      const still = known.fingerprint === before.value;
      const denied = still && differences.some(({ found: item }) => before.covers.includes(item.kind));
      const belongs = beside?.stood === true && reading.complete && !newlyUnread && !denied;
      known.fingerprint = belongs ? before.value : null;
    };
    const told = [...differences, ...unreadable];
    if (told.length > 0 || !this.#known.observed) {
      await this.#tell(told, { complete: reading.complete && all, cause, load: reading.load }, finish);
    } else {
      finish(this.#known);
    }
    this.#remember(found, settled);
    const changed = new Set(told.map(difference => difference.found.kind));
    for (const kind of whole) {
      this.#parts.ledger.read(kind, reading.requestedAt, reading.arrivedAt, !changed.has(kind));
    }
    this.#gapOf(reading);
  }

  async #readPart(round: Round): Promise<'going' | 'held'> {
    const paths = round.next;
    const { cause, thorough } = round;
    const scope = { paths: new Set(paths) };
    const withinMs = Math.min(part.ms, part.ofPeriod * this.#parts.policy().periodMs);
    const { reading, found } = await this.#read({ paths }, scope, { thorough, withinMs });
    const settled = await this.#settle(found);
    const beside = await this.#beside(round.before, round.knownFingerprint, settled, false);
    const differences = await this.#differences(found, settled, beside, cause, path => !round.hasRead(path));
    const finish = (known: Known) => {
      if (beside?.moved) vouch(known, beside.covers);
      proveEqual(known, found.values());
      this.#doubt(known, differences);
    };
    if (differences.length === 0) finish(this.#known);
    else await this.#tell(differences, { complete: false, cause, load: reading.load }, finish);
    this.#remember(found, settled);
    const progress = round.took(paths, reading, found, differences);
    this.#gapOf(reading);
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
      this.#gapOf(listing);
      return 'held';
    }
    if (round.listed(listing, this.#known)) {
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
    const beside = before === null ? null : await this.#beside(before, round.knownFingerprint, [], true);
    const quiet = beside !== null && !beside.covers.some(kind => changed.has(kind));
    const unreadable = quiet ? this.#movedUnread([], round.unreadable, beside) : [];
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
      await this.#tell(unreadable, { complete: true, cause, load: listing.load }, finish);
    } else {
      finish(this.#known);
    }
    for (const kind of kinds) {
      const equal = !changed.has(kind) && !unreadable.some(({ found }) => found.kind === kind);
      this.#parts.ledger.read(kind, from, listing.arrivedAt, equal);
    }
  }

  /**
   * What differs, to be told; a content that was seen and went away again has been told by then. `narrows`
   * says of which paths the fingerprint may narrow the window.
   */
  async #differences(
    found: ReadonlyMap<string, Found>,
    settled: readonly Settled[],
    beside: Beside | null,
    cause: Cause,
    narrows: (path: string) => boolean = () => true,
  ): Promise<Difference[]> {
    const differences = settled
      .filter(({ found: item }) => !isKnown(this.#known.items.get(item.path), item))
      .map(({ found: item, unsettled }) => {
        const steady = found.get(item.path) === item && narrows(item.path);
        return difference(this.#known, item, steady ? beside : unnarrowed(beside), unsettled);
      });
    const excursions = settled.flatMap(({ excursion }) =>
      excursion === null ? [] : [difference(this.#known, excursion, beside, false)],
    );
    if (excursions.length === 0) return differences;
    await this.#tell(excursions, { complete: false, cause, load: noLoad }, () => {});
    const returned = settled.filter(({ excursion }) => excursion !== null).map(each => each.found);
    return [...differences, ...returned.map(item => difference(this.#known, item, null, false))];
  }

  /** Read without a fingerprint around it: the one known may no longer belong to this content. */
  #doubt(known: Known, differences: readonly Difference[]): void {
    const covers = this.#covers;
    if (differences.some(({ found: item }) => covers.includes(item.kind))) known.fingerprint = null;
  }

  #remember(found: ReadonlyMap<string, Found>, settled: readonly Settled[]): void {
    for (const path of found.keys()) this.#restless.delete(path);
    for (const { found: item, unsettled } of settled) if (unsettled) this.#restless.add(item.path);
  }

  #gapOf({ unread, arrivedAt }: Pick<Reading, 'unread' | 'arrivedAt'>): void {
    if (unread === undefined) return;
    this.#parts.ledger.gap(unread.gap, arrivedAt, unread.reason, unread.kinds);
  }

  async #read(
    asked: Asked,
    scope: Scope,
    how: { readonly thorough: boolean; readonly withinMs?: number },
  ): Promise<{ reading: Reading; found: Map<string, Found> }> {
    const { contact, policy, stream, onLoad } = this.#parts;
    const known = (path: string) => this.#known.items.get(path)?.sha256 ?? null;
    const { thorough, ...within } = how;
    const reading = await contact.call(policy().readWithinMs, (source, signal) =>
      source.read({ ...asked, ...within, known, ...(thorough ? { thorough } : {}) }, signal),
    );
    onLoad(reading.load, reading.requestedAt);
    for (const item of reading.items) {
      if (item.state === 'present' && 'file' in item) this.#copies.push(item.file);
    }
    const listed = findItems(stream, reading);
    if (reading.complete) return { reading, found: withAbsent(this.#known, listed, scope, reading) };
    const kinds = new Set('kinds' in asked ? wholeKinds(asked.kinds, reading) : []);
    return { reading, found: withAbsent(this.#known, listed, { kinds }, reading) };
  }

  async #settle(found: ReadonlyMap<string, Found>): Promise<Settled[]> {
    const { clock, policy, pause, log, stream } = this.#parts;
    const first = differing(this.#known, found).flatMap(path => found.get(path) ?? []);
    // The first reading of a kind has nothing to settle against; its own next reading will tell.
    const { items, clean } = this.#known;
    const isNew = ({ path, kind }: Found) => !items.has(path) && !clean.has(kind);
    const asRead = first.filter(isNew).map(item => ({ found: item, unsettled: false, excursion: null }));
    const rules = policy().settle;
    const startedAt = clock.now().mono;
    const settled = await settle(
      first.filter(item => !isNew(item)),
      item => isKnown(this.#known.items.get(item.path), item),
      rules,
      this.#restless,
      () => clock.now().mono - startedAt,
      async paths => {
        try {
          await pause(rules.delayMs);
          const { reading, found: again } = await this.#read(
            { paths },
            { paths: new Set(paths) },
            { thorough: true },
          );
          return reading.unread === undefined ? again : null;
        } catch (error) {
          log.debug({ stream, error: saidBy(error) }, 'settling was broken off');
          // What was read stays a fact though re-reading failed; it is told as unsettled, and the next
          // contact meets the same failure and names it.
          return null;
        }
      },
    );
    return [...asRead, ...settled];
  }

  /**
   * What the fingerprint says about a reading; null where it covers nothing. `before` was read before the
   * content, when `known` was the one known. It is asked again always, or only where it was known and
   * something it covers differs.
   */
  async #beside(
    before: FingerprintReading | null,
    known: string | null,
    settled: readonly Settled[],
    always: boolean,
  ): Promise<StoodBeside | null> {
    const covers = before?.covers ?? this.#covers;
    const unproven = { covers, moved: false, movedAt: null, stood: false };
    if (covers.length === 0) return null;
    const concerned = settled.some(({ found: item }) => covers.includes(item.kind));
    if (!always && (known === null || !concerned)) return unproven;
    let after: FingerprintReading | null;
    try {
      after = await this.fingerprint();
    } catch (error) {
      this.#parts.log.debug(
        { stream: this.#parts.stream, error: saidBy(error) },
        'fingerprint not confirmed',
      );
      return unproven;
    }
    if (after === null) return unproven;
    const stood = after.value === before?.value;
    const moved = known !== null && after.value !== known;
    return { covers, moved, movedAt: moved && stood ? (before?.arrivedAt ?? null) : null, stood };
  }

  /** A fingerprint that moved while no content shows why: what cannot be read is named as changed. */
  #movedUnread(
    settled: readonly Settled[],
    found: ReadonlyMap<string, Found>,
    beside: Beside | null,
  ): Difference[] {
    const movedAt = beside?.movedAt ?? null;
    if (beside === null || movedAt === null) return [];
    if (settled.some(({ found: item }) => beside.covers.includes(item.kind))) return [];
    const differences: Difference[] = [];
    for (const item of found.values()) {
      if (item.state !== 'unreadable' && item.state !== 'withheld') continue;
      // What stands for it did not move, and tells more than the fingerprint of everything.
      if (!beside.covers.includes(item.kind) || isStoodFor(item)) continue;
      const reason = bounded(`the fingerprint that covers it moved: ${item.reason}`);
      differences.push({
        found: { ...item, reason },
        lastClean: this.#known.clean.get(item.kind) ?? null,
        firstDirty: movedAt,
        basis: 'fingerprint',
        unsettled: false,
      });
    }
    return differences;
  }

  async #tell(
    differences: readonly Difference[],
    reading: { readonly complete: boolean; readonly cause: Cause; readonly load: Load },
    finish: (known: Known) => void,
  ): Promise<void> {
    const { stream, clock, spool } = this.#parts;
    const next = copyOf(this.#known);
    for (const draft of observe(next, differences, reading, finish)) {
      const at: Instant = clock.now();
      try {
        await spool.append({ stream, at, kind: 'observation', body: draft.body }, draft.contents, draft.next);
      } catch (cause) {
        throw new WitnessError('agent.spool-refused', stream, saidBy(cause), { cause });
      }
      this.#known = copyOf(next);
    }
    this.#told += differences.length;
  }
}

function difference(known: Known, found: Found, beside: Beside | null, unsettled: boolean): Difference {
  return { found, ...windowOf(known, found, beside), unsettled };
}

/** The kinds a reading speaks for as a whole. */
function wholeKinds(asked: readonly Kind[], { complete, unread }: Reading): readonly Kind[] {
  if (complete) return asked;
  return unread === undefined ? [] : asked.filter(kind => !unread.kinds.includes(kind));
}

/**
 * A moment at or after which each known item of the kind was read as it is known, and nothing else was there
 * later: for a kind that was never read as a whole. Null where an item has no proof.
 */
function earliestProof(known: Known, kind: Kind): Instant | null {
  let earliest: Instant | null = null;
  for (const item of known.items.values()) {
    if (item.kind !== kind || item.state !== 'present') continue;
    if (item.lastClean === null) return null;
    earliest = earliest === null ? item.lastClean : earlierInstant(earliest, item.lastClean);
  }
  return earliest;
}

function isUnproven(found: Found): boolean {
  return found.state === 'present' && !found.read;
}

/** Content that moved while it was settling is no content of the fingerprint's moment. */
function unnarrowed(beside: Beside | null): Beside | null {
  return beside === null ? null : { ...beside, movedAt: null };
}
