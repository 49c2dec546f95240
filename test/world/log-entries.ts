import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

const instantSchema = z.looseObject({ wall: z.string() });

/** What the checks need of an entry; the rest is kept as it stands. */
const entrySchema = z.looseObject({
  type: z.string(),
  key: z.string(),
  subject: z.string(),
  at: z.string(),
  commits: z.array(z.looseObject({ asset: z.string(), id: z.string() })).optional(),
  body: z.looseObject({}),
});
export type WorldEntry = z.infer<typeof entrySchema> & { readonly pos: number; readonly origin: string };

/** Body of `observation.recorded` as far as the checks look into it. */
export const observedSchema = z.looseObject({
  fact: z.looseObject({ stream: z.string(), epoch: z.string(), seq: z.number() }),
  items: z.array(
    z.looseObject({
      path: z.string(),
      lastClean: instantSchema.nullable(),
      firstDirty: instantSchema,
    }),
  ),
});

/** Body of `coverage.changed`. */
export const coverageBodySchema = z.looseObject({
  fact: z.looseObject({ stream: z.string() }),
  changes: z.array(
    z.looseObject({
      kind: z.string(),
      from: instantSchema,
      now: z.looseObject({ state: z.string(), reason: z.string().optional() }),
    }),
  ),
});

/** All entries of the log, read from the database file beside the server. */
export function readEntries(dataDir: string): WorldEntry[] {
  return withDatabase(dataDir, database =>
    database
      .prepare('select pos, origin, bytes from log order by pos')
      .all()
      .map(({ pos, origin, bytes }) => ({
        ...entrySchema.parse(JSON.parse(Buffer.from(bytes as Uint8Array).toString('utf8'))),
        pos: Number(pos),
        origin: String(origin),
      })),
  );
}

/** The newest commit of an asset that the log names; null where there is none yet. */
export function newestCommit(dataDir: string, asset: string): string | null {
  return withDatabase(dataDir, database => {
    const row = database.prepare('select commit_id from asset where id = ?').get(asset);
    return row?.['commit_id'] === null || row === undefined ? null : String(row['commit_id']);
  });
}

/** Not made from the log: they hold the log itself, secrets, what is passing, and caches. */
const notProjected = new Set([
  'log',
  'node',
  'generation',
  'lease',
  'checkpoint',
  'vault',
  'agent_checkpoint',
  'diff_cache',
  'change_text',
  'intent',
  'meta',
]);

/** Every table made from the log, row by row, in an order that does not depend on how it was filled. */
export function readProjections(dataDir: string): Record<string, string[]> {
  return withDatabase(dataDir, database => {
    const names = database
      .prepare(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name",
      )
      .all()
      .map(row => String(row['name']));
    return Object.fromEntries(
      names
        .filter(name => !notProjected.has(name))
        .map(name => [
          name,
          database
            .prepare(`select * from "${name}"`)
            .all()
            .map(row => JSON.stringify(row))
            .sort(),
        ]),
    );
  });
}

function withDatabase<Result>(dataDir: string, read: (database: DatabaseSync) => Result): Result {
  const database = new DatabaseSync(join(dataDir, 'db', 'witnessmark.sqlite'), {
    readOnly: true,
    timeout: 5000,
  });
  try {
    return read(database);
  } finally {
    database.close();
  }
}
