/** Rows of tables that are no projections and that no other event repeats: where work behind the log stands, and measured clocks. */

/** A change, or an entry of the log, that could not be judged or looked at; tried again from time to time. */
export interface JudgingFailureRow {
  /** `change:<id>` or `entry:<position>`. */
  about: string;
  /** The error's code. */
  code: string;
  /** Why it was to be judged. */
  because: string;
  since: string;
  tries: number;
  next_at: string;
}

/** A walk over many changes that are to be judged anew, as far as it has come. */
export interface JudgingWalkRow {
  /** `<position of the entry>/<n>` */
  id: string;
  /** Position of the entry that gave reason to it. */
  pos: number;
  because: string;
  walk_json: string;
  /** Where it goes on; null at its beginning. */
  cursor: number | null;
  done: number;
  since: string;
}

/**
 * How far an agent's clock was from the server's over a stretch in which its measurements agreed. True offsets lie
 * within `offset_ms` ± `error_ms`.
 */
export interface AgentClockRow {
  agent: string;
  /** Milliseconds since 1970 of the server's time: the first and the last measurement. */
  from_ms: number;
  to_ms: number;
  /** To be added to the agent's clock to get the server's; whole milliseconds. */
  offset_ms: number;
  error_ms: number;
}
