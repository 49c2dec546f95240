import type { Fact } from '@witnessmark/shared/facts';
import type { ManifestEntry } from '@witnessmark/shared/items';
import type { Instant } from '@witnessmark/shared/time';
import type { FactDraft } from './fact-draft.ts';
import type { Telling, ToldRecord, WitnessMemory } from './told.ts';

/**
 * The agent's durable memory: facts on their way to the server, the content they name, and per stream the
 * state the watcher compares with. When a promise here resolves, what it stored survives kill -9 and a
 * power cut. A fact and the new state of its stream are stored in one transaction, so a crash can neither
 * lose a change nor see it twice.
 */
export interface Spool {
  /** Random identity of this spool's life. */
  readonly epoch: string;

  /** What the watcher last stored for a stream; null where the stream is new to this spool. */
  state(stream: string): StreamState | null;

  /**
   * Appends a fact. `contents` holds each content the fact names by sha256 and does not carry inline.
   * When the spool is full, an observation is merged into the stream's newest unsent one (its `base` kept,
   * `result` and items replaced, windows widened) and a gap `spool-full` is recorded; nothing throws.
   */
  append(draft: FactDraft, contents: ReadonlyMap<string, Content>, next: StreamState | null): Promise<Fact>;

  /**
   * Appends the statements of one record of a witness, all of them or none, and exactly once: in one transaction with
   * the knowledge that it was told. A record that is known appends nothing.
   */
  tell(record: ToldRecord): Promise<Telling>;

  /** How far a witness had come when it last said so; null for one that is new to this spool. */
  recall(witness: string): WitnessMemory | null;

  /** Stores how far a witness has come. What it told since it last did is still told only once. */
  remember(witness: string, memory: WitnessMemory): Promise<void>;

  /** Stores how far a stream was read equal, at most every few seconds; a crash may only shorten it. */
  watermark(stream: string, marks: Watermarks): Promise<void>;
}

export type Content = { readonly bytes: Uint8Array } | { readonly file: string };

export interface StreamState {
  /** What the stream's items are known to be; absent items are left out. */
  readonly manifest: readonly ManifestEntry[];
  /** Per item path: when the last reading that proved its content was requested. */
  readonly lastClean: Readonly<Record<string, Instant>>;
  /** Per path of an item that cannot be read: what stood for its content. Absent in what older builds stored. */
  readonly checksums?: Readonly<Record<string, string>>;
  readonly identity: Readonly<Record<string, string>> | null;
  /** Last fingerprint seen when the content it covers was read. */
  readonly fingerprint: string | null;
  readonly watermarks: Watermarks;
}

/** Per kind: when the last reading that found it equal was requested. */
export type Watermarks = Readonly<Partial<Record<'logic' | 'setpoint' | 'recipe' | 'config', Instant>>>;
