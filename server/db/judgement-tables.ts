import type { JudgementTables } from './judgement-schema.ts';
import type { TableShapes } from './table-shape.ts';

export const judgementShapes: TableShapes<JudgementTables> = {
  attribution: {
    columns: {
      change_id: 'text',
      revision: 'integer',
      pos: 'integer',
      asset: 'text',
      at: 'text',
      rules: 'integer',
      policy: 'text',
      because: 'text',
      up_to: 'integer',
      parts_json: 'text',
    },
    key: ['change_id', 'revision'],
  },
  judged: {
    columns: {
      change_id: 'text',
      revision: 'integer',
      pos: 'integer',
      asset: 'text',
      verdict: 'text',
      mixed: 'integer',
      classes: 'text',
      awaits: 'text',
    },
    key: ['change_id'],
    indexes: [['verdict'], ['asset']],
  },
  judged_person: {
    columns: { change_id: 'text', person: 'text', how: 'text' },
    key: ['change_id', 'person', 'how'],
    indexes: [['person']],
  },
  judged_session: {
    columns: { change_id: 'text', session: 'text' },
    key: ['change_id', 'session'],
    indexes: [['session']],
  },
  ownership_claim: {
    columns: {
      id: 'text',
      pos: 'integer',
      change_id: 'text',
      path: 'text?',
      member: 'text?',
      person: 'text',
      at: 'text',
      note: 'text',
      confirmed_by: 'text?',
      confirmed_at: 'text?',
      disputed_by: 'text?',
      disputed_at: 'text?',
      answer_note: 'text?',
      withdrawn_at: 'text?',
    },
    key: ['id'],
    indexes: [['change_id'], ['person']],
  },
};
