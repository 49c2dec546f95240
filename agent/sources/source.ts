import type { Capability, GapReason, Load, Statement } from '@witnessmark/shared/facts';
import type { Kind } from '@witnessmark/shared/items';
import type { Instant } from '@witnessmark/shared/time';

/**
 * How an agent reads an asset. A source only reads; it keeps no history, compares nothing and never
 * decides what a change is: the watcher does. One source has one connection and is called by one
 * watcher, one call at a time (the watcher never overlaps calls; `close` may come at any time).
 *
 * DO throw a WitnessError with the source's own code for a failure of the whole reading; say `unreadable`
 * with a reason for a failure of one item. DO honour `signal`: when it aborts, reject within a second
 * and leave no request behind. DON'T retry, back off or reconnect by yourself: throw, and let the next
 * call connect anew. DON'T return a cached or partial content as if it had been read now.
 */
export interface Source {
  readonly type: 'opcua' | 's7' | 'files' | 'webapi';

  /**
   * Connects where needed and reads who answers. Called first, and again after every failure. A fresh
   * connection (also one that came back silently) gives a new `connection` number.
   */
  connect(signal: AbortSignal): Promise<Connection>;

  /** The cheap reading that moves when what it covers changes; null where the device has none. */
  fingerprint(signal: AbortSignal): Promise<FingerprintReading | null>;

  /** Reads items. See `ReadRequest`; `Reading.complete` speaks for the kinds asked for. */
  read(request: ReadRequest, signal: AbortSignal): Promise<Reading>;

  /** Present where a reading of some kinds takes long: the watcher then reads these in rounds. */
  readonly rounds?: RoundSource;

  /**
   * Hints that something may have changed (a data-change notification, a file event, a model change).
   * A hint is never content: the watcher answers it with a reading. Returns the way to stop listening.
   */
  onHint(listener: (hint: Hint) => void): () => void;

  /**
   * Present where a source that reads also learns who acted. The watcher makes each statement a fact of the
   * stream, in the order told, also while the asset is being read. A statement is told once, as soon as it is
   * known; it never stands for content. The listener never throws. Returns the way to stop listening.
   */
  onStatement?(listener: (statement: Statement) => void): () => void;

  /**
   * Present where what the source can see becomes known, or becomes another, after `connect`. The listener is
   * given the whole list each time, in place of `Connection.capabilities`. Returns the way to stop listening.
   */
  onCapabilities?(listener: (capabilities: readonly Capability[]) => void): () => void;

  /** Ends the connection and stops listening; never throws. After it, no request leaves any more. */
  close(): Promise<void>;
}

export interface Connection {
  /** Grows by one with each new connection. */
  readonly connection: number;
  /** What tells this device from another at the same address. Empty where the device says nothing. */
  readonly identity: DeviceIdentity;
  /** What this source can see on this device, per kind; a kind it cannot see is blind for this reason. */
  readonly sees: Readonly<Record<Kind, Visibility>>;
  /** The device's own clock, raw, where it tells it. */
  readonly deviceTime: { readonly raw: string; readonly readAt: Instant } | null;
  /** What connecting cost, where the source measures it. */
  readonly load?: Load;
  /**
   * What this source was found able to see on this device, and not, by probing it: all of it, each word once.
   * Probed on connecting, in a bounded number of requests within the budget; never by anything but reading.
   */
  readonly capabilities?: readonly Capability[];
}

/** Field → value, e.g. orderNumber, serial, memoryCard, certificate. Compared field by field. */
export type DeviceIdentity = Readonly<Record<string, string>>;

export type Visibility = { readonly sees: true } | { readonly sees: false; readonly reason: string };

export interface FingerprintReading {
  readonly requestedAt: Instant;
  readonly arrivedAt: Instant;
  /** Opaque; equal text means "did not move". */
  readonly value: string;
  readonly covers: readonly Kind[];
  readonly load: Load;
}

/**
 * Kinds of many or slow items. The watcher never asks for them as a whole, but lists their items and reads
 * these by path, a few at a time, so that everything else is read in between.
 */
export interface RoundSource {
  readonly kinds: readonly Kind[];
  /** Lists what exists now, in few requests; one of the calls that never overlap. */
  list(signal: AbortSignal): Promise<Listing>;
}

/** The paths of all items that exist, of the kinds of a `RoundSource`. */
export interface Listing {
  readonly requestedAt: Instant;
  readonly arrivedAt: Instant;
  readonly paths: readonly string[];
  /** Why the items were not listed, or may not be read now; `paths` then says nothing. */
  readonly unread?: Unread;
  readonly load: Load;
}

export interface ReadRequest {
  /** Only these kinds; all that the source sees where absent. */
  readonly kinds?: readonly Kind[];
  /** Only these items (after a hint, or to settle); all of the kinds where absent. */
  readonly paths?: readonly string[];
  /**
   * SHA-256 (hex) of the content the watcher holds, by path. A source that has read and hashed an item now
   * and found exactly this may answer `same` and spare the copy. It must still have read it.
   */
  readonly known?: (path: string) => string | null;
  /**
   * Every content is to be read itself; no item's own fingerprint may speak for it. Set in sweeps and where
   * somebody asked for the reading.
   */
  readonly thorough?: boolean;
  /**
   * With `paths`, milliseconds after which the reading ends: between two items, and not before the first. What
   * is not listed then was not read, and `Reading.complete` is false. Sources with `rounds` honour it.
   */
  readonly withinMs?: number;
}

export interface Reading {
  /** When the first request of this reading left, and when its last answer had arrived. */
  readonly requestedAt: Instant;
  readonly arrivedAt: Instant;
  readonly items: readonly ItemReading[];
  /** True where every item of the asked kinds (or paths) that exists is listed: what is missing is absent. */
  readonly complete: boolean;
  /**
   * Kinds asked for that were not read to the end, and why; `complete` is then false, and speaks for the
   * other kinds as if it were true. Absent where only `ReadRequest.withinMs` ended the reading.
   */
  readonly unread?: Unread;
  readonly load: Load;
}

export interface Unread {
  readonly kinds: readonly Kind[];
  /** Of the coverage gap; `reason` says it in words. */
  readonly gap: GapReason;
  readonly reason: string;
}

/** One item as read. Instants are this item's own, inside the reading's. */
export type ItemReading = {
  readonly path: string;
  readonly kind: Kind;
  readonly requestedAt: Instant;
  readonly arrivedAt: Instant;
  readonly renamedFrom?: string;
  /**
   * Of an unreadable item: what the device tells in place of its content (`checksumOf`, `readChecksum`); each
   * other one is a change. Of a present item: the checksum it says its program has.
   */
  readonly checksum?: string;
} & (
  | { readonly state: 'present'; readonly content: Uint8Array }
  /** Too large for memory: `file` is a private copy the watcher hands on and removes. */
  | { readonly state: 'present'; readonly file: string; readonly sha256: string; readonly bytes: number }
  /**
   * Found to be the content that `ReadRequest.known` named: read now, or with `by` found unmoved by the item's
   * own fingerprint, under which exactly this content was read before on this device.
   */
  | {
      readonly state: 'present';
      readonly same: true;
      readonly by?: 'fingerprint';
      readonly sha256: string;
      readonly bytes: number;
    }
  | { readonly state: 'absent' }
  | { readonly state: 'unreadable' | 'withheld'; readonly reason: string }
);

export interface Hint {
  readonly at: Instant;
  readonly why: 'notification' | 'file-event' | 'model-changed' | 'reconnected';
  /** Absent = anything may have changed. */
  readonly paths?: readonly string[];
}

/** What every source is made with. */
export interface SourceContext {
  readonly asset: string;
  readonly source: string;
  /** The agent's clock: every Instant comes from here. */
  readonly now: () => Instant;
  readonly log: SourceLog;
  /** Folder of the agent's data directory that belongs to this source (trust lists, private copies). */
  readonly dataDir: string;
}

/** The part of pino's Logger a source needs: static message, data in fields. */
export interface SourceLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}
