import { WitnessError } from '@witnessmark/shared/errors';
import { type Kysely, sql } from 'kysely';
import type {
  AgentCheckpointRow,
  ChangeTextRow,
  CheckpointRow,
  DiffCacheRow,
  GenerationRow,
  IntentRow,
  LeaseRow,
  LogRow,
  MetaRow,
  NodeRow,
  Tables,
  VaultRow,
} from './schema.ts';
import { createTable, type Engine, type PlainTableShape, type TableShapes } from './table-shape.ts';
import { recreateTagIndex } from './tag-tables.ts';
import type { AgentClockRow, JudgingFailureRow, JudgingWalkRow } from './work-schema.ts';

interface FirstTables {
  log: LogRow;
  node: NodeRow;
  generation: GenerationRow;
  lease: LeaseRow;
  checkpoint: CheckpointRow;
  vault: VaultRow;
  agent_checkpoint: AgentCheckpointRow;
  diff_cache: DiffCacheRow;
  change_text: ChangeTextRow;
  intent: IntentRow;
  meta: MetaRow;
}

const first: TableShapes<FirstTables> = {
  log: {
    columns: {
      pos: 'integer',
      origin: 'text',
      idx: 'integer',
      key: 'text',
      type: 'text',
      subject: 'text',
      bytes: 'bytes',
      leaf: 'bytes',
    },
    key: ['pos'],
    // A key is unique over all generations, so a fact sent again after a restore is recognised.
    unique: [['origin', 'idx'], ['key']],
    indexes: [
      ['subject', 'pos'],
      ['type', 'pos'],
    ],
  },
  node: {
    columns: { origin: 'text', level: 'integer', n: 'integer', hash: 'bytes' },
    key: ['origin', 'level', 'n'],
  },
  generation: {
    columns: { origin: 'text', number: 'integer', base: 'integer' },
    key: ['origin'],
    unique: [['number']],
  },
  lease: { columns: { name: 'text', fence: 'integer' }, key: ['name'] },
  checkpoint: {
    columns: { origin: 'text', size: 'integer', root: 'bytes', note: 'text', at: 'text' },
    key: ['origin', 'size'],
  },
  vault: {
    columns: { ref: 'text', kind: 'text', key_id: 'text', sealed: 'bytes', expires: 'text?' },
    key: ['ref'],
    indexes: [['kind'], ['expires']],
  },
  agent_checkpoint: {
    columns: { agent: 'text', origin: 'text', size: 'integer', root: 'bytes', note: 'text', at: 'text' },
    key: ['agent'],
  },
  diff_cache: { columns: { engine: 'text', key: 'text', json: 'text' }, key: ['engine', 'key'] },
  change_text: {
    columns: {
      change_id: 'text',
      engine: 'text',
      sentence: 'text',
      headlines: 'text',
      recipe: 'text?',
      recipe_version: 'text?',
    },
    key: ['change_id'],
  },
  intent: { columns: { key: 'text', asset: 'text', json: 'text' }, key: ['key'], indexes: [['asset']] },
  meta: { columns: { name: 'text', value: 'text' }, key: ['name'] },
};

/** What the index of names was before it was made in the background. */
const formerIndex: Readonly<Record<string, PlainTableShape>> = {
  source_read: { columns: { blob: 'text', engine: 'text', told: 'integer' }, key: ['blob', 'engine'] },
  source_reference: {
    columns: {
      blob: 'text',
      engine: 'text',
      n: 'integer',
      key: 'text',
      name: 'text',
      access: 'text',
      unit: 'text',
      network: 'text?',
      line: 'integer?',
    },
    key: ['blob', 'engine', 'n'],
    indexes: [['key', 'blob']],
  },
};

/** Work behind the log, and what was measured of agents' clocks. */
const work: TableShapes<{
  judging_failure: JudgingFailureRow;
  judging_walk: JudgingWalkRow;
  agent_clock: AgentClockRow;
}> = {
  judging_failure: {
    columns: {
      about: 'text',
      code: 'text',
      because: 'text',
      since: 'text',
      tries: 'integer',
      next_at: 'text',
    },
    key: ['about'],
    indexes: [['next_at']],
  },
  judging_walk: {
    columns: {
      id: 'text',
      pos: 'integer',
      because: 'text',
      walk_json: 'text',
      cursor: 'integer?',
      done: 'integer',
      since: 'text',
    },
    key: ['id'],
  },
  agent_clock: {
    columns: {
      agent: 'text',
      from_ms: 'integer',
      to_ms: 'integer',
      offset_ms: 'integer',
      error_ms: 'integer',
    },
    key: ['agent', 'from_ms'],
  },
};

/** Every table that is neither a projection nor derived, as of the newest migration. */
export const coreTableNames: readonly string[] = [...Object.keys(first), ...Object.keys(work)];
/** Those of them that a backup of an older build does not hold. */
export const laterTableNames: ReadonlySet<string> = new Set(Object.keys(work));

type Migration = (db: Kysely<never>, engine: Engine) => Promise<void>;

/** In order; one that was released is never edited. Projections have no migrations: they are made again. */
const migrations: readonly Migration[] = [
  async (db, engine) => {
    for (const [name, shape] of Object.entries<PlainTableShape>(first))
      await createTable(db, engine, name, shape);
  },
  async (db, engine) => {
    for (const [name, shape] of Object.entries(formerIndex)) await createTable(db, engine, name, shape);
  },
  async (db, engine) => {
    for (const [name, shape] of Object.entries<PlainTableShape>(work))
      await createTable(db, engine, name, shape);
  },
  async (db, engine) => {
    for (const name of Object.keys(formerIndex)) await db.schema.dropTable(name).execute();
    await recreateTagIndex(db as unknown as Kysely<Tables>, engine);
  },
];

/**
 * Brings the database to this build's version, one transaction a migration, so that a kill between
 * two leaves a version to go on from. Throws `db.newer` where a newer build has been here.
 */
export async function migrate(db: Kysely<Tables>, engine: Engine): Promise<void> {
  await sql`create table if not exists schema_version (version integer primary key)`.execute(db);
  const found = await sql<{
    version: number | null;
  }>`select max(version) as version from schema_version`.execute(db);
  const version = Number(found.rows[0]?.version ?? 0);
  if (version > migrations.length) {
    throw new WitnessError('db.newer', `schema version ${version}`, `this build knows ${migrations.length}`);
  }
  for (const [index, migration] of migrations.entries()) {
    if (index < version) continue;
    await db.transaction().execute(async tx => {
      await migration(tx as unknown as Kysely<never>, engine);
      await sql`insert into schema_version (version) values (${index + 1})`.execute(tx);
    });
  }
}
