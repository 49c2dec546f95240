import type { Fact, FactKey } from '@witnessmark/shared/facts';
import type {
  BeatRequest,
  HelloResponse,
  Order,
  Refusal,
  StreamDeclaration,
  StreamPoint,
  StreamReached,
} from '@witnessmark/shared/wire';

/**
 * What the agent listener needs from the rest of the server. Each implementation appends its events
 * through the log; a promise that resolves means: on disk. A `WitnessError` thrown by any of them reaches
 * the agent as problem details with the error's status; 429, 503 and 507 make the agent wait.
 */

/** One invitation. The secret itself is never stored: `secretHash` is SHA-256 (hex) of its text. */
export interface Invitation {
  readonly id: string;
  readonly secretHash: string;
  /** The agent that joins by it may declare streams of assets in this area only; `*` = in every area. */
  readonly area: string;
  readonly expires: string;
  /** Random id of the person who invited. */
  readonly invitedBy: string;
}

/** A certificate as it was issued; `serial` is lower-case hex without leading zeros, `key` SHA-256 of the SPKI. */
export interface AgentCertificate {
  readonly serial: string;
  readonly key: string;
  readonly notBefore: string;
  readonly notAfter: string;
}

export interface AgentRecord {
  readonly id: string;
  readonly name: string;
  readonly area: string;
  readonly joinedAt: string;
  readonly revokedAt: string | null;
  /** Newest first; at least those of the newest two keys, which alone are honoured. */
  readonly certificates: readonly AgentCertificate[];
}

export interface AgentRegistry {
  /** Stores the invitation and appends `agent.invited`. */
  invite(invitation: Invitation): Promise<void>;
  /** The invitation as stored, used or not; null where there is none. */
  invitation(id: string): Promise<(Invitation & { readonly usedBy: string | null }) | null>;
  /**
   * In one transaction: marks the invitation used, stores the agent, appends `agent.joined`. Resolves
   * false, changing nothing, where the invitation was used already.
   */
  join(invitationId: string, agent: AgentRecord, build: string): Promise<boolean>;
  /** Adds the certificate as the newest and appends `agent.renewed`. */
  renew(agent: string, certificate: AgentCertificate, build: string): Promise<void>;
  /** Sets `revokedAt` and appends `agent.revoked`; the agent's next request is refused. */
  revoke(agent: string, by: string, reason: string): Promise<void>;
  /** Called for every request: an in-memory or indexed look-up. */
  agent(id: string): Promise<AgentRecord | null>;
}

/**
 * A fact as it arrived, in the order of the batch (which is the order within each stream). `bytes` is its
 * canonical JSON, `hash` SHA-256 (hex) of it. An invalid one has to be logged as `fact.refused` and passed
 * over (the next fact's `prev` is its hash), answered in `refused` with `retry: false`. `key` is null where
 * not even that could be read; `reference` then stands for it in `refused`.
 */
export type IncomingFact = { readonly bytes: Uint8Array; readonly hash: string } & (
  | { readonly state: 'valid'; readonly key: FactKey; readonly fact: Fact }
  | {
      readonly state: 'invalid';
      readonly key: FactKey | null;
      readonly reference: string;
      readonly code: 'wire.fact-invalid' | 'wire.fact-too-large';
      readonly says: string;
    }
);

export type Assignment = HelloResponse['assignments'][number];

export interface Acceptance {
  /** Per (stream, epoch) of the batch: the newest fact that is in git and log. */
  readonly acked: readonly StreamReached[];
  readonly refused: readonly Refusal[];
}

export interface Ingest {
  /**
   * One assignment per declared stream (the listener has taken out what lies outside the agent's area).
   * Declares what is new (and its asset), appends `stream.*` events. A tip below what was acknowledged in
   * this epoch, or with another head, is a fork. `expected` is what follows the newest fact on disk here; where
   * it lies below `first`, the facts between are gone: it answers `first` and records the gap.
   */
  hello(agent: AgentRecord, streams: readonly StreamDeclaration[]): Promise<readonly Assignment[]>;
  /**
   * Takes the facts of each stream in order: deduplicates by key and hash, refuses `wire.forked`,
   * `wire.stream-not-assigned`, `wire.out-of-order` (retry), `wire.blob-missing` (retry), commits, appends, acknowledges. A failure of
   * one stream is a refusal with `retry: true`; it never fails the others.
   */
  accept(agent: AgentRecord, facts: readonly IncomingFact[]): Promise<Acceptance>;
  /** How many facts it is ready to take from this agent now; 0 = wait. */
  credit(agent: string): number;
  /** Per (stream, epoch) of this agent: the newest fact that a backup covers. */
  coveredByBackup(agent: string): Promise<readonly StreamPoint[]>;
  /** Whether this content is on disk already and may be named by this agent's facts. */
  hasBlob(agent: string, sha256: string): Promise<boolean>;
  /** Rejects with `store.disk-full` where the disk has no room for more content; asked before any is received. */
  assertRoom(): Promise<void>;
  /**
   * Takes over a complete file whose hash was verified and whose bytes were fsynced (same file system as
   * the listener's `stagingDir`): renames it into place and fsyncs the folder.
   */
  putBlob(agent: string, sha256: string, file: string, bytes: number): Promise<void>;
}

export interface Checkpoints {
  /** The newest signed tree head, as a C2SP signed note. */
  current(): Promise<string>;
  /**
   * RFC 6962 consistency proof (hex) from the tree of `size` to the newest, with that newest note: both of
   * one moment. An empty proof where `size` is 0, equal, or larger than the log (the agent notices).
   */
  consistency(size: number): Promise<{ readonly checkpoint: string; readonly proof: readonly string[] }>;
}

export interface Orders {
  /**
   * Orders of this agent behind position `after`, oldest first, unexpired, at most 100. Waits until there
   * is one, `waitMs` are over or `signal` aborts; then resolves with what there is.
   */
  after(agent: string, after: number, waitMs: number, signal: AbortSignal): Promise<readonly Order[]>;
}

export interface Beats {
  /** Takes the live watermarks and health of an agent; never logged. `receivedAt` is the server's time. */
  beat(agent: AgentRecord, beat: BeatRequest, receivedAt: string): Promise<void>;
}

/** Where private keys of the site rest. Names are lower-case words with hyphens. */
export interface KeyStore {
  /** Null where nothing of this name is stored. */
  read(name: string): Promise<Uint8Array | null>;
  /** Stored whole and durably, or not at all; overwrites. */
  write(name: string, bytes: Uint8Array): Promise<void>;
}
