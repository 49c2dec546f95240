import type { Flag } from './flag.ts';

/** Engineer sessions: rows projected from session.* events. */
export interface EngineerSessionRow {
  id: string;
  /** Counts from 1 in the order of requests: people say "S-77". */
  n: number;
  person: string;
  vendor: Flag;
  sponsor: string | null;
  break_glass: Flag;
  purpose: string;
  ticket: string | null;
  /** `,logic,setpoint,` */
  kinds: string;
  from_at: string;
  until_at: string;
  needs: number;
  rule: string;
  policy: string;
  /** `requested`, `approved`, `declined`, `withdrawn`, `running`, `ended`. */
  state: string;
  state_reason: string | null;
  requested_at: string;
  started_at: string | null;
  ended_at: string | null;
  ended_how: string | null;
  ended_by: string | null;
  opening_json: string | null;
  closing_json: string | null;
  reviewed_by: string | null;
  reviewed_at: string | null;
  review: string | null;
  review_comment: string | null;
  pos: number;
}

export interface SessionAssetRow {
  session: string;
  asset: string;
}

export interface SessionPlanRow {
  session: string;
  n: number;
  asset: string;
  items: string;
}

export interface SessionApprovalRow {
  session: string;
  person: string;
  at: string;
  comment: string;
  pos: number;
}

export interface SessionExtensionRow {
  session: string;
  pos: number;
  person: string;
  at: string;
  until_at: string;
  reason: string;
}

export interface SessionTables {
  engineer_session: EngineerSessionRow;
  session_asset: SessionAssetRow;
  session_plan: SessionPlanRow;
  session_approval: SessionApprovalRow;
  session_extension: SessionExtensionRow;
}
