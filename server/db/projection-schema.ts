/**
 * Rows of the projections: tables that can be dropped and made again from the log alone. Columns that
 * end in `_json` hold canonical JSON; times are UTC text as `isoTimeSchema` writes them; a `digest` is
 * `sha256:<hex>`, or `keyed:<hex>` where the plain hash could be used to guess a secret.
 */

import type { Flag } from './flag.ts';
import type { JudgementTables } from './judgement-schema.ts';
import type { RegistryTables } from './registry-schema.ts';
import type { SessionTables } from './session-schema.ts';

export interface AssetRow {
  id: string;
  name: string;
  site: string;
  area: string;
  time_zone: string | null;
  phase: string;
  phase_until: string | null;
  damaged: string | null;
  /** Newest logged commit on `main`. */
  commit_id: string | null;
  pos: number;
}

export interface StreamRow {
  id: string;
  asset: string;
  source: string;
  type: string;
  address: string;
  sees_json: string;
  weakened: string | null;
  holder: string | null;
  /** Last position at which the holder changed, and when. */
  assigned_pos: number | null;
  assigned_at: string | null;
  epoch: string | null;
  /** Manifest the holder stands on; null before its first observation. */
  manifest: string | null;
  /** 0 after a refused observation, until a first one of a new epoch gives everything again. */
  manifest_known: Flag;
  refused: number;
  identity_state: string;
  identity_json: string;
  pos: number;
}

export interface EpochRow {
  stream: string;
  epoch: string;
  agent: string;
  /** `current`, `ended` (another epoch followed), `forked`, `late` (its agent lost the stream). */
  state: string;
  seq: number;
  head: string | null;
  pos: number;
}

/** An agent's wish to hold a stream that nobody or somebody else holds. */
export interface ClaimRow {
  stream: string;
  agent: string;
  epoch: string;
  pos: number;
}

/** What the holder of a stream knows its items to be: the manifest it compares with. */
export interface StreamItemRow {
  stream: string;
  path: string;
  kind: string;
  state: string;
  digest: string | null;
}

export interface ItemRow {
  asset: string;
  path: string;
  kind: string;
  stream: string;
  state: string;
  reason: string | null;
  /** SHA-256 (hex) of the content in git; of the last one known where the item is not present. */
  sha256: string | null;
  bytes: number | null;
  /** What stands for a content that cannot be read; what a present one says its program has. */
  checksum: string | null;
  commit_id: string | null;
  change_id: string;
  since: string;
  last_clean_json: string | null;
  pos: number;
}

export interface ChangeRow {
  id: string;
  pos: number;
  asset: string;
  stream: string;
  sort: string;
  fact_key: string;
  fact_digest: string;
  cause: string;
  complete: Flag;
  agent: string;
  at: string;
  window_from: string | null;
  window_to: string;
  basis: string;
  /** `,config,setpoint,`: in the order of the word list, for LIKE. */
  kinds: string;
  items: number;
  unsettled: Flag;
  phase: string;
  commit_id: string | null;
  previous_commit: string | null;
  load_requests: number;
  load_bytes: number;
  load_ms: number;
}

export interface ChangeItemRow {
  change_id: string;
  n: number;
  pos: number;
  asset: string;
  path: string;
  kind: string;
  sign: string;
  state: string;
  reason: string | null;
  renamed_from: string | null;
  old_sha256: string | null;
  new_sha256: string | null;
  old_bytes: number | null;
  new_bytes: number | null;
  old_checksum: string | null;
  new_checksum: string | null;
  window_from: string | null;
  window_to: string;
  last_clean_json: string | null;
  first_dirty_json: string;
  basis: string;
  unsettled: Flag;
  late: Flag;
}

/**
 * A program moved that nobody can read from its device, so an export of it is wanted. `key` is what equal
 * checksums have in common. `other_*`: the last export that says it is of another program.
 */
export interface ExportRequestRow {
  change_id: string;
  n: number;
  pos: number;
  asset: string;
  path: string;
  since: string;
  old_checksum: string;
  checksum: string;
  key: string;
  /** `open`, `passed` (it moved again before an export came), `attached` (match not proven), `proven`. */
  state: string;
  export_change: string | null;
  export_path: string | null;
  export_at: string | null;
  other_change: string | null;
  other_checksum: string | null;
}

export interface CoverageRow {
  stream: string;
  kind: string;
  asset: string;
  from_at: string;
  to_at: string | null;
  state: string;
  reason: string | null;
  detail: string | null;
  pos: number;
}

export interface CoverageDigestRow {
  stream: string;
  kind: string;
  asset: string;
  first_at: string;
  last_at: string;
  readings: number;
  pos: number;
}

export interface NoticeRow {
  pos: number;
  stream: string;
  asset: string;
  agent: string;
  code: string;
  says: string;
  data_json: string;
  at: string;
}

/** Index of statements; what they say rests in the vault under `ref`. */
export interface StatementRow {
  pos: number;
  /** Null for one that reached the server itself. */
  stream: string | null;
  /** Null where it is about the whole site. */
  asset: string | null;
  witness: string;
  act: string;
  reach: string;
  authenticity: string;
  from_at: string;
  to_at: string;
  ref: string;
  /** Pseudonyms of the witness and of the station it tells of; null where the event does not say. */
  source: string | null;
  station: string | null;
  /** Whose clock it was told by; null where that is the server's. */
  agent: string | null;
  /** When it can have happened by its own clock's bound, milliseconds since 1970. */
  reach_from: number;
  reach_to: number;
  /** Sort and length, by which it is found: see `laneOf`. */
  lane: string;
}

export interface StatementTouchRow {
  pos: number;
  asset: string;
  path: string;
}

export interface RefusedRow {
  pos: number;
  stream: string | null;
  key: string;
  agent: string;
  code: string;
  says: string;
  ref: string;
  at: string;
}

export interface StreamGapRow {
  pos: number;
  stream: string;
  epoch: string;
  after_epoch: string;
  after_seq: number;
  at: string;
}

export interface ForkRow {
  pos: number;
  stream: string;
  epoch: string;
  seq: number;
  agent: string;
  at: string;
}

export interface AgentRow {
  id: string;
  name: string;
  area: string;
  joined_at: string;
  revoked_at: string | null;
  build: string;
  pos: number;
}

export interface AgentCertificateRow {
  agent: string;
  n: number;
  serial: string;
  key: string;
  not_before: string;
  not_after: string;
}

export interface InvitationRow {
  id: string;
  secret_hash: string;
  area: string;
  expires: string;
  invited_by: string;
  used_by: string | null;
  pos: number;
}

export interface OrderRow {
  id: string;
  agent: string;
  position: number;
  expires: string;
  act_json: string;
  issued_by: string;
  reason: string;
  /** `open`, `done` or `failed`. */
  state: string;
  pos: number;
}

export interface PhaseRow {
  pos: number;
  asset: string;
  phase: string;
  until: string | null;
  set_by: string;
  reason: string;
  at: string;
}

export interface DamageRow {
  pos: number;
  asset: string;
  commit_id: string;
  says: string;
  healed_pos: number | null;
  at: string;
}

/** Which event speaks for a vault row, and whether its content was erased since. */
export interface VaultIndexRow {
  ref: string;
  commitment: string;
  pos: number;
  erased_pos: number | null;
  erased_under: string | null;
}

/** What a stream's source was last found able to see, in the order it told them. */
export interface CapabilityRow {
  stream: string;
  id: string;
  asset: string;
  n: number;
  serves: string;
  state: string;
  found: string;
  /** When it was probed, and since when it has been in this state. */
  at: string;
  since: string;
  pos: number;
}

export interface BackupRow {
  stream: string;
  epoch: string;
  seq: number;
  pos: number;
}

export interface ProjectionTables extends JudgementTables, RegistryTables, SessionTables {
  asset: AssetRow;
  stream: StreamRow;
  epoch: EpochRow;
  claim: ClaimRow;
  stream_item: StreamItemRow;
  item: ItemRow;
  change: ChangeRow;
  change_item: ChangeItemRow;
  export_request: ExportRequestRow;
  coverage: CoverageRow;
  coverage_digest: CoverageDigestRow;
  notice: NoticeRow;
  capability: CapabilityRow;
  statement: StatementRow;
  statement_touch: StatementTouchRow;
  refused: RefusedRow;
  stream_gap: StreamGapRow;
  fork: ForkRow;
  agent: AgentRow;
  agent_certificate: AgentCertificateRow;
  invitation: InvitationRow;
  agent_order: OrderRow;
  phase: PhaseRow;
  damage: DamageRow;
  vault_index: VaultIndexRow;
  backup_cover: BackupRow;
}
