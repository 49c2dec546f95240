import { rm } from 'node:fs/promises';
import { WitnessError } from '@witnessmark/shared/errors';
import type { Cause, Load } from '@witnessmark/shared/facts';
import type { Kind } from '@witnessmark/shared/items';
import type { Instant } from '@witnessmark/shared/time';
import type { AgentClock } from '../clock/index.ts';
import type { FingerprintReading, Reading, SourceLog } from '../sources/index.ts';
import type { Spool } from '../spool/index.ts';
import {
  type Beside,
  type Difference,
  differing,
  isKnown,
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
  /** Told of every reading's load, so that the asset's budget holds. */
  readonly onLoad: (load: Load) => void;
  readonly log: SourceLog;
}

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

  /** Everything is to be read as if for the first time. */
  forget(): void {
    this.#known = knownOf(null);
  }

  /** The fingerprint now, null where the device has none. */
  async fingerprint(): Promise<FingerprintReading | null> {
    const { contact, policy, onLoad } = this.#parts;
    const reading = await contact.call(policy().readWithinMs, (source, signal) => source.fingerprint(signal));
    if (reading !== null) onLoad(reading.load);
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

  /**
   * Reads whole kinds, or single items, and tells what differs. `fingerprint` is one read just before: it
   * is read again afterwards, and only when it stood still in between does it belong to what was read.
   */
  async examine(
    asked: { readonly kinds: readonly Kind[] } | { readonly paths: readonly string[] },
    cause: Cause,
    fingerprint: FingerprintReading | null,
  ): Promise<void> {
    try {
      await this.#examine(asked, cause, fingerprint);
    } finally {
      const copies = this.#copies;
      this.#copies = [];
      for (const file of copies) await rm(file, { force: true });
    }
  }

  async #examine(
    asked: { readonly kinds: readonly Kind[] } | { readonly paths: readonly string[] },
    cause: Cause,
    before: FingerprintReading | null,
  ): Promise<void> {
    const scope: Scope = 'kinds' in asked ? { kinds: new Set(asked.kinds) } : { paths: new Set(asked.paths) };
    const { reading, found } = await this.#read(asked, scope, cause === 'sweep' || cause === 'order');
    const settled = await this.#settle(found);
    const beside = await this.#beside(before, settled);
    const unreadable = this.#movedUnread(settled, found, beside);
    const whole = 'kinds' in asked ? wholeKinds(asked.kinds, reading) : [];
    const unproven = new Set([...found.values()].flatMap(item => (isUnproven(item) ? [item.kind] : [])));
    const differences = settled
      .filter(({ found: item }) => !isKnown(this.#known.items.get(item.path), item))
      .map(({ found: item, unsettled }) => {
        const steady = found.get(item.path) === item;
        return difference(this.#known, item, steady ? beside : unnarrowed(beside), unsettled);
      });

    const excursions = settled.flatMap(({ excursion }) =>
      excursion === null ? [] : [difference(this.#known, excursion, beside, false)],
    );
    if (excursions.length > 0) {
      await this.#tell(
        excursions,
        { complete: false, cause, load: { requests: 0, bytes: 0, ms: 0 } },
        () => {},
      );
      const returned = settled.filter(({ excursion }) => excursion !== null).map(each => each.found);
      for (const item of returned) differences.push(difference(this.#known, item, null, false));
    }

    const finish = (known: Known) => {
      if (beside?.moved) vouch(known, beside.covers);
      proveEqual(known, found.values());
      for (const kind of whole) {
        // An item's own fingerprint may be forged as the device's may, and no other reading would tell.
        if (unproven.has(kind)) continue;
        known.clean.set(kind, reading.requestedAt);
        known.read.set(kind, reading.requestedAt);
      }
      const newlyUnread = differences.some(({ found: item }) => item.state === 'unreadable');
      if (before !== null) {
        // One that could not be read is tried once more before the fingerprint speaks for it. Nor does one
        // speak for it that stood still while content it covers did not.
        const still = known.fingerprint === before.value;
        const denied = still && differences.some(({ found: item }) => before.covers.includes(item.kind));
        const belongs = beside?.stood === true && reading.complete && !newlyUnread && !denied;
        known.fingerprint = belongs ? before.value : null;
      } else if (differences.some(({ found: item }) => this.#covers.includes(item.kind))) {
        // Read without a fingerprint around it: the one known may no longer belong to this content.
        known.fingerprint = null;
      }
    };
    const all = [...differences, ...unreadable];
    if (all.length > 0 || !this.#known.observed) {
      await this.#tell(all, { complete: reading.complete, cause, load: reading.load }, finish);
    } else {
      finish(this.#known);
    }
    this.#restless.clear();
    for (const { found: item, unsettled } of settled) if (unsettled) this.#restless.add(item.path);
    const changed = new Set(all.map(difference => difference.found.kind));
    for (const kind of whole) {
      this.#parts.ledger.read(kind, reading.requestedAt, reading.arrivedAt, !changed.has(kind));
    }
    if (reading.unread === undefined) return;
    const { gap, reason, kinds: unread } = reading.unread;
    this.#parts.ledger.gap(gap, reading.arrivedAt, reason, unread);
  }

  async #read(
    asked: { readonly kinds: readonly Kind[] } | { readonly paths: readonly string[] },
    scope: Scope,
    thorough = false,
  ): Promise<{ reading: Reading; found: Map<string, Found> }> {
    const { contact, policy, stream, onLoad } = this.#parts;
    const known = (path: string) => this.#known.items.get(path)?.sha256 ?? null;
    const reading = await contact.call(policy().readWithinMs, (source, signal) =>
      source.read({ ...asked, known, ...(thorough ? { thorough } : {}) }, signal),
    );
    onLoad(reading.load);
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
    // The first reading of a stream has nothing to settle against; its own next reading will tell.
    const rules = this.#known.observed ? policy().settle : { attempts: 0, delayMs: 0, withinMs: 0 };
    const startedAt = clock.now().mono;
    return settle(
      first,
      item => isKnown(this.#known.items.get(item.path), item),
      rules,
      this.#restless,
      () => clock.now().mono - startedAt,
      async paths => {
        try {
          await pause(rules.delayMs);
          const { reading, found: again } = await this.#read({ paths }, { paths: new Set(paths) }, true);
          return reading.unread === undefined ? again : null;
        } catch (error) {
          log.debug({ stream, error: saidBy(error) }, 'settling was broken off');
          // What was read stays a fact though re-reading failed; it is told as unsettled, and the next
          // contact meets the same failure and names it.
          return null;
        }
      },
    );
  }

  /**
   * What the fingerprint says about a reading; null where it covers nothing. `before` was read just before
   * the content; without it the fingerprint is asked only where something it covers differs.
   */
  async #beside(before: FingerprintReading | null, settled: readonly Settled[]): Promise<StoodBeside | null> {
    const covers = before?.covers ?? this.#covers;
    const known = this.#known.fingerprint;
    const unproven = { covers, moved: false, movedAt: null, stood: false };
    if (covers.length === 0) return null;
    const concerned = settled.some(({ found: item }) => covers.includes(item.kind));
    if (before === null && (known === null || !concerned)) return unproven;
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
    return { covers, moved, movedAt: moved && stood ? before.arrivedAt : null, stood };
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
      if (!beside.covers.includes(item.kind)) continue;
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

function isUnproven(found: Found): boolean {
  return found.state === 'present' && !found.read;
}

/** Content that moved while it was settling is no content of the fingerprint's moment. */
function unnarrowed(beside: Beside | null): Beside | null {
  return beside === null ? null : { ...beside, movedAt: null };
}
