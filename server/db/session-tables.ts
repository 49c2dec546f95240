import type { SessionTables } from './session-schema.ts';
import type { TableShapes } from './table-shape.ts';

export const sessionShapes: TableShapes<SessionTables> = {
  engineer_session: {
    columns: {
      id: 'text',
      n: 'integer',
      person: 'text',
      vendor: 'integer',
      sponsor: 'text?',
      break_glass: 'integer',
      purpose: 'text',
      ticket: 'text?',
      kinds: 'text',
      from_at: 'text',
      until_at: 'text',
      needs: 'integer',
      rule: 'text',
      policy: 'text',
      state: 'text',
      state_reason: 'text?',
      requested_at: 'text',
      started_at: 'text?',
      ended_at: 'text?',
      ended_how: 'text?',
      ended_by: 'text?',
      opening_json: 'text?',
      closing_json: 'text?',
      reviewed_by: 'text?',
      reviewed_at: 'text?',
      review: 'text?',
      review_comment: 'text?',
      pos: 'integer',
    },
    key: ['id'],
    unique: [['n']],
    indexes: [['state', 'n'], ['person'], ['started_at']],
  },
  session_asset: {
    columns: { session: 'text', asset: 'text' },
    key: ['session', 'asset'],
    indexes: [['asset']],
  },
  session_plan: {
    columns: { session: 'text', n: 'integer', asset: 'text', items: 'text' },
    key: ['session', 'n'],
  },
  session_approval: {
    columns: { session: 'text', person: 'text', at: 'text', comment: 'text', pos: 'integer' },
    key: ['session', 'person'],
  },
  session_extension: {
    columns: {
      session: 'text',
      pos: 'integer',
      person: 'text',
      at: 'text',
      until_at: 'text',
      reason: 'text',
    },
    key: ['session', 'pos'],
  },
};
