import type { RegistryTables } from './registry-schema.ts';
import type { TableShapes } from './table-shape.ts';

export const registryShapes: TableShapes<RegistryTables> = {
  identity: {
    columns: {
      id: 'text',
      scheme: 'text',
      asset: 'text?',
      ref: 'text?',
      seen_pos: 'integer?',
      seen_at: 'text?',
    },
    key: ['id'],
    indexes: [['seen_pos']],
  },
  identity_meaning: {
    columns: {
      identity: 'text',
      pos: 'integer',
      from_at: 'text?',
      until_at: 'text?',
      meaning_json: 'text',
      declared_by: 'text',
      at: 'text',
    },
    key: ['identity', 'pos'],
  },
  statement_identity: {
    columns: { pos: 'integer', identity: 'text' },
    key: ['pos', 'identity'],
    indexes: [['identity', 'pos']],
  },
  asset_paths: {
    columns: {
      asset: 'text',
      pos: 'integer',
      at: 'text',
      declared_by: 'text',
      reason: 'text',
      paths_json: 'text',
    },
    key: ['asset', 'pos'],
  },
  witness_seen: {
    columns: {
      id: 'text',
      asset: 'text',
      kind: 'text',
      pos: 'integer',
      last_at: 'text?',
      alive_from: 'text?',
      alive_until: 'text?',
      gap_from: 'text?',
      gap_to: 'text?',
      gaps: 'integer',
    },
    key: ['id', 'asset'],
    indexes: [['asset']],
  },
};
