import { canonicalJson } from '@witnessmark/shared/log';
import { type Database, getMeta, projectionNames, resetProjections, sql } from '../db/index.ts';
import { LogReader } from '../log/index.ts';
import { project } from './project.ts';

/** Entries of one transaction of a replay. */
const step = 500;

export interface RebuildProgress {
  readonly done: number;
  readonly total: number;
}

/**
 * Drops every projection and makes it again from the log. Appends must not run meanwhile. A kill leaves
 * a beginning that `catchUp` goes on from.
 */
export async function rebuild(
  database: Database,
  progress: (at: RebuildProgress) => void = () => undefined,
  signal?: AbortSignal,
): Promise<void> {
  await database.write.transaction().execute(tx => resetProjections(tx, database.engine));
  await catchUp(database, progress, signal);
}

/** Applies what the projections do not hold yet, as after an upgrade. */
export async function catchUp(
  database: Database,
  progress: (at: RebuildProgress) => void = () => undefined,
  signal?: AbortSignal,
): Promise<void> {
  const reader = new LogReader(database.read);
  const total = await reader.count();
  let done = Number(await getMeta(database.read, 'projected'));
  while (done < total) {
    signal?.throwIfAborted();
    const entries = await reader.from(done, step);
    await database.write.transaction().execute(tx => project(tx, entries));
    done += entries.length;
    progress({ done, total });
  }
}

/** Every row of every projection, in the order of its key: equal for equal logs. */
export async function dumpProjections(database: Database): Promise<Record<string, unknown[]>> {
  const dump: Record<string, unknown[]> = {};
  for (const name of projectionNames) {
    const { rows } = await sql<object>`select * from ${sql.table(name)}`.execute(database.read);
    dump[name] = rows.map(row => canonicalJson(row)).sort();
  }
  return dump;
}
