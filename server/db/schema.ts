/** Rows of the tables that are not rebuildable, and of the caches. Projections stand in `projection-schema.ts`. */
import type { ProjectionTables } from './projection-schema.ts';
import type { TagTables } from './tag-schema.ts';
import type { AgentClockRow, JudgingFailureRow, JudgingWalkRow } from './work-schema.ts';

export interface LogRow {
  /** Position over all generations: grows by one with each entry. */
  pos: number;
  /** `<site>/<generation>`. */
  origin: string;
  /** Index of the leaf in its origin's tree. */
  idx: number;
  key: string;
  type: string;
  subject: string;
  /** Canonical JSON exactly as hashed. */
  bytes: Uint8Array;
  leaf: Uint8Array;
}

/** Hash of a complete subtree: leaves `n * 2^level` up to, not including, `(n + 1) * 2^level`; level from 1. */
export interface NodeRow {
  origin: string;
  level: number;
  n: number;
  hash: Uint8Array;
}

/** One generation of the log; the highest number is the one that grows. */
export interface GenerationRow {
  origin: string;
  number: number;
  /** Position of its first entry. */
  base: number;
}

export interface LeaseRow {
  name: string;
  /** Grows with each start; an append whose number is not the newest is refused. */
  fence: number;
}

export interface CheckpointRow {
  origin: string;
  size: number;
  root: Uint8Array;
  note: string;
  at: string;
}

export interface VaultRow {
  ref: string;
  kind: string;
  key_id: string;
  /** nonce (12) | AES-256-GCM of salt (32) and content | tag (16). */
  sealed: Uint8Array;
  /** When a passing row may be removed; null for a lasting one. */
  expires: string | null;
}

/** The newest checkpoint each agent says it holds: what the server cannot rewrite alone. */
export interface AgentCheckpointRow {
  agent: string;
  origin: string;
  size: number;
  root: Uint8Array;
  note: string;
  at: string;
}

/** One difference between two contents, as an engine of this version computed it. */
export interface DiffCacheRow {
  engine: string;
  /** SHA-256 of path, old and new content names. */
  key: string;
  json: string;
}

/** What a change says, as an engine of this version worded it. */
export interface ChangeTextRow {
  change_id: string;
  engine: string;
  sentence: string;
  /** Headlines of the first items: JSON. */
  headlines: string;
  recipe: string | null;
  recipe_version: string | null;
}

/** An event whose commit may already be in git: what a crash between git and log is mended from. */
export interface IntentRow {
  key: string;
  asset: string;
  json: string;
}

export interface MetaRow {
  name: string;
  value: string;
}

export interface Tables extends ProjectionTables, TagTables {
  log: LogRow;
  node: NodeRow;
  generation: GenerationRow;
  lease: LeaseRow;
  checkpoint: CheckpointRow;
  vault: VaultRow;
  agent_checkpoint: AgentCheckpointRow;
  diff_cache: DiffCacheRow;
  change_text: ChangeTextRow;
  intent: IntentRow;
  meta: MetaRow;
  judging_failure: JudgingFailureRow;
  judging_walk: JudgingWalkRow;
  agent_clock: AgentClockRow;
}
