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
const coverageBodySchema = z.looseObject({
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

export interface Covered {
  readonly kind: string;
  readonly from: number;
  readonly state: string;
  readonly reason?: string | undefined;
}

/** The states of one kind after another, or of all kinds, as the log tells them of an asset or a stream. */
export function coveragesOf(entries: readonly WorldEntry[], of: string): Covered[] {
  return entries
    .filter(({ type }) => type === 'coverage.changed')
    .map(({ body }) => coverageBodySchema.parse(body))
    .filter(({ fact: { stream } }) => stream === of || stream.startsWith(`${of}/`))
    .flatMap(({ changes }) =>
      changes.map(({ kind, from, now }) => ({ kind, from: Date.parse(from.wall), ...now })),
    );
}

/** The logs whose checkpoints the agents said they believe. */
export function readBelieved(dataDir: string): string[] {
  return withDatabase(dataDir, database =>
    database
      .prepare('select distinct origin from agent_checkpoint order by origin')
      .all()
      .map(row => String(row['origin'])),
  );
}

/** When a kind of a stream was not watched, in milliseconds, as the page shows it. */
export function readGaps(dataDir: string, stream: string, kind: string): { from: number; to: number }[] {
  return withDatabase(dataDir, database =>
    database
      .prepare("select from_at, to_at from coverage where stream = ? and kind = ? and state = 'gap'")
      .all(stream, kind)
      .map(({ from_at, to_at }) => ({
        from: Date.parse(String(from_at)),
        to: to_at === null ? Number.POSITIVE_INFINITY : Date.parse(String(to_at)),
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
