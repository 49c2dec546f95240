import type { Flag } from './flag.ts';

/** Rows of judgements on changes, and of claims. */

/** One revision of the judgement on a change. */
export interface AttributionRow {
  change_id: string;
  revision: number;
  pos: number;
  asset: string;
  at: string;
  rules: number;
  policy: string;
  because: string;
  up_to: number;
  parts_json: string;
  /** What policy makes of each part, in the parts' order. */
  classes_json: string;
}

/** What the newest revision comes to: what lists are filtered by. */
export interface JudgedRow {
  change_id: string;
  revision: number;
  pos: number;
  asset: string;
  /** The least sure verdict of its parts, effects left aside where something else is there. */
  verdict: string;
  /** 1 where not all of its parts have one actor and verdict. */
  mixed: Flag;
  /** `,engineering,operator,` */
  classes: string;
  /** `each`: somebody judges it by itself; `shift`: signed off with its shift; `nobody`: with its cause, or its phase. */
  awaits: string;
  /** JSON list of the policy's entries that take it, or parts of it, out of the inbox. */
  rules_json: string;
}

/** Who looks into a change that nobody is named for. */
export interface QueueOwnerRow {
  change_id: string;
  owner: string;
  at: string;
  given_by: string;
  reason: string;
}

/** Sign-offs of the operator changes of a shift in an area. */
export interface ShiftSignOffRow {
  pos: number;
  area: string;
  from_at: string;
  until_at: string;
  at: string;
  person: string;
  count: number;
  digest: string;
  up_to: number;
  note: string;
}

/** People a judgement has to do with: `named` by it, `in-session`, `claims` or `candidate`. */
export interface JudgedPersonRow {
  change_id: string;
  person: string;
  how: string;
}

export interface JudgedSessionRow {
  change_id: string;
  session: string;
}

export interface OwnershipClaimRow {
  id: string;
  pos: number;
  change_id: string;
  path: string | null;
  member: string | null;
  person: string;
  at: string;
  note: string;
  confirmed_by: string | null;
  confirmed_at: string | null;
  disputed_by: string | null;
  disputed_at: string | null;
  answer_note: string | null;
  withdrawn_at: string | null;
}

export interface JudgementTables {
  attribution: AttributionRow;
  judged: JudgedRow;
  judged_person: JudgedPersonRow;
  judged_session: JudgedSessionRow;
  ownership_claim: OwnershipClaimRow;
  queue_owner: QueueOwnerRow;
  shift_sign_off: ShiftSignOffRow;
}
