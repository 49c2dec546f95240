/**
 * The database. Only this folder imports Kysely; others build their queries on a `Db` or `Tx` given to
 * them, with `sql` and the row types from here.
 */
export { sql } from 'kysely';
export { copyDatabase, openCopy } from './copy.ts';
export { cursorOf, positionOf } from './cursor.ts';
export {
  type Database,
  type DatabaseOptions,
  type Db,
  getMeta,
  openDatabase,
  readFence,
  resetProjections,
  setMeta,
  type Tx,
} from './database.ts';
export type { Flag } from './flag.ts';
export type * from './judgement-schema.ts';
export type * from './projection-schema.ts';
export { projectionNames } from './projection-tables.ts';
export type * from './registry-schema.ts';
export { bySizes, insertRows, upsertRows } from './rows.ts';
export type * from './schema.ts';
export type * from './session-schema.ts';
export type { Engine } from './table-shape.ts';
export type * from './tag-schema.ts';
export { recreateTagIndex } from './tag-tables.ts';
export type * from './work-schema.ts';
