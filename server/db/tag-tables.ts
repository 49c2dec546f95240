import type { Kysely } from 'kysely';
import type { Tables } from './schema.ts';
import { createTable, type Engine, type PlainTableShape, type TableShapes } from './table-shape.ts';
import type { TagTables } from './tag-schema.ts';

const tagShapes: TableShapes<TagTables> = {
  tag_mark: { columns: { engine: 'text', told_from: 'integer', told_to: 'integer' }, key: ['engine'] },
  tag_name: { columns: { id: 'integer', key: 'text', name: 'text' }, key: ['id'], unique: [['key']] },
  tag_content: {
    columns: {
      id: 'integer',
      blob: 'text',
      path: 'text',
      state: 'text',
      says: 'text?',
      passing: 'integer',
    },
    key: ['id'],
    unique: [['blob', 'path']],
    indexes: [['state']],
  },
  tag_use: {
    columns: {
      name: 'integer',
      content: 'integer',
      written: 'text',
      value: 'text?',
      address: 'text?',
      count: 'integer',
      places_json: 'text',
    },
    key: ['name', 'content'],
    indexes: [['content']],
  },
  tag_past: {
    columns: {
      name: 'integer',
      pos: 'integer',
      n: 'integer',
      asset: 'text',
      old_count: 'integer',
      new_count: 'integer',
      says: 'text?',
    },
    key: ['name', 'pos', 'n'],
    indexes: [['name', 'asset', 'pos']],
  },
  tag_untold: {
    columns: { pos: 'integer', n: 'integer', asset: 'text', path: 'text', says: 'text', passing: 'integer' },
    key: ['pos', 'n'],
  },
};

/** Drops what there is of the index of names and creates it empty. Run inside a transaction. */
export async function recreateTagIndex(db: Kysely<Tables>, engine: Engine): Promise<void> {
  for (const [name, shape] of Object.entries<PlainTableShape>(tagShapes)) {
    await db.schema.dropTable(name).ifExists().execute();
    await createTable(db as unknown as Kysely<never>, engine, name, shape);
  }
}
