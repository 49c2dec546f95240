import type { SessionState } from '@witnessmark/shared/api';
import type { EngineerSessionRow } from '../db/index.ts';

type Times = Pick<EngineerSessionRow, 'state' | 'until_at' | 'started_at'>;

/** The state as of `now` (milliseconds): rows hold what was done, time does the rest. */
export function stateAt(row: Times, now: number): SessionState {
  const over = Date.parse(row.until_at) <= now;
  switch (row.state) {
    case 'requested':
    case 'approved':
      return over ? 'lapsed' : row.state;
    case 'running':
      return over ? 'overdue' : 'running';
    case 'declined':
    case 'withdrawn':
    case 'ended':
      return row.state;
    default:
      throw new RangeError(`a session cannot be ${row.state}`);
  }
}

/** What can be done to a session in a state, whoever does it. */
export const actsIn = {
  requested: ['approve', 'decline', 'withdraw'],
  approved: ['start', 'decline', 'withdraw'],
  declined: [],
  withdrawn: [],
  lapsed: [],
  running: ['extend', 'end'],
  overdue: ['extend', 'end'],
  ended: ['review'],
} as const satisfies Record<SessionState, readonly SessionAct[]>;

export type SessionAct = 'approve' | 'decline' | 'withdraw' | 'start' | 'extend' | 'end' | 'review';
