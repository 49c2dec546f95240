import type { Statement } from '@witnessmark/shared/facts';
import type { Instant } from '@witnessmark/shared/time';
import type { SourceLog } from '../sources/index.ts';
import type { Telling, WitnessMemory } from '../spool/index.ts';

/**
 * Something beside the sources that tells who acted: an operator station's audit trail, a station's log-ons. A witness
 * only reads or listens, judges nothing, and names nobody: it hands on what its records say, with who vouches for
 * them, how far their clock may be wrong, and when it was proven alive.
 *
 * DO await the sink before going on: what it took is on disk, and its slowness is yours. DO tell `watched` only for
 * time in which a record would surely have reached you, and say `unwatched` with the reason as soon as that is doubtful.
 * DON'T say `authenticated` for what a file or an open port says. DON'T let one bad record stop the others, nor drop
 * one silently: count it, and take back the proof of life around it.
 */
export interface Witness {
  /** What statements say as the kind of their witness; policy decides by it what they prove. */
  readonly kind: string;
  readonly name: string;

  /** Begins; resolves when it looks or listens, and also where there is nothing to look at yet. Ends with the signal. */
  start(signal: AbortSignal): Promise<void>;

  /** Ends what was begun and tells what is still to be told of its life; never throws. */
  stop(): Promise<void>;

  /** An item of this asset changed: proof of life around this moment is wanted as soon as there is any. */
  stir(asset: string): void;

  /** For the status file. */
  readonly health: WitnessHealth;
}

export interface WitnessHealth {
  /** Records that became statements, since the agent began. */
  readonly told: number;
  /** Records that no rule takes, or that are no records: each takes back the proof of life around it. */
  readonly unread: number;
  /** Why it does not see, or is not proven to; null while it is proven alive. */
  readonly silent: string | null;
}

/** What a record says about each asset it is about. */
export interface AssetStatement {
  readonly asset: string;
  readonly statement: Statement;
}

/** Where statements go. Everything it resolved is on disk; it rejects where the spool refuses, and nothing was told. */
export interface WitnessSink {
  /**
   * Tells one record, once for all times: `key` tells it from every other of this witness, also over restarts.
   * `at` is the record's own time in milliseconds since 1970, null where it tells none.
   */
  tell(key: string, at: number | null, statements: readonly AssetStatement[]): Promise<Telling>;
  /** Tells of the witness itself: what is no record, and may be told again. */
  say(statements: readonly AssetStatement[]): Promise<void>;
  /** How far this witness had come when it last said so; null where it is new. */
  recall(): WitnessMemory | null;
  remember(memory: WitnessMemory): Promise<void>;
}

/** A witness that can be made: its configuration, and every file that it names, hold. */
export interface PlannedWitness {
  /** What it read beside its configuration: where that is another, it is another witness. */
  readonly reads: string;
  readonly create: (context: WitnessContext) => Witness;
}

/** What every witness is made with. */
export interface WitnessContext {
  readonly name: string;
  /** The agent's clock: every Instant comes from here. */
  readonly now: () => Instant;
  /** IANA zone of the site the asset belongs to. */
  readonly timeZoneOf: (asset: string) => string;
  /** Where relative paths of the configuration start from. */
  readonly baseDir: string;
  readonly log: SourceLog;
  readonly sink: WitnessSink;
}
