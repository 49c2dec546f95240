/** Rows of the identity registry and of access paths. */

/** An identity that was declared or that a statement named. */
export interface IdentityRow {
  id: string;
  scheme: string;
  /** Asset on which the name was declared; null for the whole site. */
  asset: string | null;
  /** Vault row with the name; null where nobody declared it yet. */
  ref: string | null;
  /** Newest statement that named it. */
  seen_pos: number | null;
  seen_at: string | null;
}

export interface IdentityMeaningRow {
  identity: string;
  pos: number;
  from_at: string | null;
  until_at: string | null;
  meaning_json: string;
  declared_by: string;
  at: string;
}

export interface StatementIdentityRow {
  pos: number;
  identity: string;
}

/** A witness as it was heard: of one asset, or of the whole site where `asset` is empty. */
export interface WitnessSeenRow {
  /** Pseudonym of `<kind>/<name>`. */
  id: string;
  asset: string;
  kind: string;
  /** Newest statement, which tells its name. */
  pos: number;
  /** Newest end of a statement that is not about itself. */
  last_at: string | null;
  /** The newest stretch over which it was proven alive without a break. */
  alive_from: string | null;
  alive_until: string | null;
  /** The newest break before it. */
  gap_from: string | null;
  gap_to: string | null;
  gaps: number;
}

/** Every list of paths there ever was: a judgement is made with the one that held at the time. */
export interface AssetPathsRow {
  asset: string;
  pos: number;
  at: string;
  declared_by: string;
  reason: string;
  paths_json: string;
}

export interface RegistryTables {
  identity: IdentityRow;
  identity_meaning: IdentityMeaningRow;
  statement_identity: StatementIdentityRow;
  asset_paths: AssetPathsRow;
  witness_seen: WitnessSeenRow;
}
