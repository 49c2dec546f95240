import type { FactKey } from '@witnessmark/shared/facts';
import type { StreamPoint, StreamReached } from '@witnessmark/shared/wire';
import type { Spool } from './spool.ts';

/** The whole spool: what the watcher appends to and what the uplink sends from. Everything awaited is on disk. */
export interface SpoolStore extends Spool {
  /** Called after facts were committed. Returns the way to stop listening. */
  onAppended(listener: () => void): () => void;

  /**
   * Called when a new epoch began while running: `state` is null for every stream again, and each has to
   * be read anew as `first`. The spool itself writes the notice and the gap before a stream's next fact.
   */
  onNewEpoch(listener: (epoch: string) => void): () => void;

  /** Per stream of this epoch, for hello. */
  tips(): readonly StreamTip[];

  /** Streams of this epoch that have facts to send. */
  waiting(): readonly string[];

  /** Contents the next facts of a stream need sent before them, in order. */
  unsentBlobs(stream: string, facts: number): readonly BlobOnDisk[];

  /**
   * The next facts of each stream, oldest first, up to the bounds; stops at a fact whose content was not
   * sent. What this has handed out once is never merged any more: it may have reached the server.
   */
  offer(
    stream: string,
    bounds: { readonly facts: number; readonly bytes: number },
  ): Promise<readonly OfferedFact[]>;

  blobSent(sha256: string): Promise<void>;

  /** The server does not have the contents this fact names: they are to be sent again. */
  blobsLost(key: FactKey): Promise<void>;

  /** Whether the content on this disk still is what its hash says. */
  blobHolds(sha256: string): Promise<boolean>;

  /** Facts up to each point are on the server's disk. Returns those points whose head is not ours. */
  acknowledge(reached: readonly StreamReached[]): Promise<readonly StreamReached[]>;

  /** A fact that can never be accepted: kept with its bytes, passed over. */
  quarantine(key: FactKey, code: string, says: string): Promise<void>;
  quarantined(limit: number): readonly QuarantinedFact[];

  /** A backup of the server covers these: their acknowledged facts are released. */
  release(covered: readonly StreamPoint[]): Promise<void>;

  /**
   * The server expects `expected` next: everything kept from there on is to be sent again, with its
   * contents. Returns how many facts that are.
   */
  rewind(stream: string, expected: number): Promise<number>;

  /** Unsent facts of the old epoch are quarantined as `wire.forked`; returns the new epoch. */
  beginEpoch(reason: EpochReason, says: string): Promise<string>;

  stats(): SpoolStats;

  /** Commits what was asked for and lets go of the folder. */
  close(): Promise<void>;
}

/** Why an epoch began: the first one, damage found, another holder of the same epoch, an administrator's order. */
export type EpochReason = 'fresh' | 'damaged' | 'forked' | 'ordered';

export interface StreamTip {
  readonly stream: string;
  readonly epoch: string;
  /** Oldest fact still kept; `last + 1` where none is. */
  readonly first: number;
  readonly last: number;
  readonly head: string | null;
  readonly acked: number;
}

export interface BlobOnDisk {
  readonly sha256: string;
  readonly bytes: number;
  readonly file: string;
}

export interface OfferedFact {
  readonly key: FactKey;
  readonly hash: string;
  /** Canonical JSON, as hashed. */
  readonly bytes: Uint8Array;
}

export interface QuarantinedFact {
  readonly key: FactKey;
  readonly code: string;
  readonly says: string;
  readonly bytes: Uint8Array;
}

export interface SpoolStats {
  /** Not acknowledged. */
  readonly facts: number;
  /** All that counts against the capacity: facts of any state and contents. */
  readonly bytes: number;
  readonly capacityBytes: number;
  readonly quarantined: number;
  /** Wall time of the oldest unacknowledged fact. */
  readonly oldestUnacked: string | null;
}
