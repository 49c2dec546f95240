import { z } from 'zod';
import { type AttributionJudged, attributionJudgedSchema } from '../attribution/index.ts';
import type { Database, Db, JudgingWalkRow, StatementRow, Tx } from '../db/index.ts';
import { bodyOf } from '../events/index.ts';
import type { LogReader } from '../log/index.ts';
import type { AgentClocks } from './clock.ts';
import { changesIn, type Range, rangeOf } from './ranges.ts';

const walkSchema = z.discriminatedUnion('of', [
  z.strictObject({
    of: z.literal('range'),
    asset: z.string().nullable(),
    from: z.number().nullable(),
    to: z.number(),
    upTo: z.number(),
  }),
  /** The changes that an order names. */
  z.strictObject({ of: z.literal('order'), entry: z.number() }),
  /** The changes around all statements that name an identity. */
  z.strictObject({ of: z.literal('identity'), identity: z.string(), upTo: z.number() }),
]);
/** What leads to many changes, in bounded steps. */
export type Walk = z.infer<typeof walkSchema>;

/** A change on a walk, and where the walk goes on after it. */
export interface Step {
  readonly change: string;
  readonly cursor: number | null;
}

const becauseSchema = attributionJudgedSchema.shape.because;
const page = 200;
const rememberedAtMost = 10_000;
const statementsAtOnce = 50;

interface Ways {
  readonly db: Db;
  readonly reader: LogReader;
  readonly clocks: AgentClocks;
}

/** The changes of a walk from where it stands, the newest first. */
export async function* stepsOf(ways: Ways, walk: Walk, cursor: number | null): AsyncGenerator<Step> {
  switch (walk.of) {
    case 'range':
      yield* ofRange(ways.db, walk, cursor);
      return;
    case 'order': {
      const { event } = await ways.reader.entry(walk.entry);
      const { changes } = bodyOf('attribution.rejudge-ordered', event);
      for (const [n, change] of changes.entries()) if (n >= (cursor ?? 0)) yield { change, cursor: n + 1 };
      return;
    }
    case 'identity':
      yield* ofIdentity(ways, walk, cursor);
  }
}

async function* ofRange(db: Db, range: Range, from: number | null): AsyncGenerator<Step> {
  let before = from;
  for (;;) {
    const found = await changesIn(db, range, page, before);
    for (const { id, pos } of found) yield { change: id, cursor: pos };
    before = found.at(-1)?.pos ?? before;
    if (found.length < page) return;
  }
}

async function* ofIdentity(
  { db, clocks }: Ways,
  { identity, upTo }: Walk & { readonly of: 'identity' },
  from: number | null,
): AsyncGenerator<Step> {
  // A kill repeats the changes of a few statements; judging them again changes nothing.
  let before = from;
  for (;;) {
    const statements = await naming(db, identity, before);
    const walked = new Set<string>();
    for (const statement of statements) {
      const range = { ...(await rangeOf(db, clocks, statement)), upTo };
      for await (const { change } of ofRange(db, range, null)) {
        if (walked.has(change)) continue;
        if (walked.size < rememberedAtMost) walked.add(change);
        yield { change, cursor: before };
      }
      before = statement.pos;
    }
    if (statements.length < statementsAtOnce) return;
  }
}

function naming(db: Db, identity: string, before: number | null): Promise<StatementRow[]> {
  let found = db
    .selectFrom('statement_identity')
    .innerJoin('statement', 'statement.pos', 'statement_identity.pos')
    .selectAll('statement')
    .where('identity', '=', identity)
    .orderBy('statement_identity.pos', 'desc')
    .limit(statementsAtOnce);
  if (before !== null) found = found.where('statement_identity.pos', '<', before);
  return found.execute();
}

/** A walk that is under way. */
export interface UnderWay {
  readonly id: string;
  /** Position of the entry that gave reason to it. */
  readonly pos: number;
  readonly because: AttributionJudged['because'];
  readonly walk: Walk;
  readonly cursor: number | null;
  readonly done: number;
}

/** Walks that are not at their end, kept over stops and kills. */
export class Walks {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** In the transaction that takes note of the entry; once, however often that is tried. */
  async add(
    tx: Tx,
    { pos, n, because, walk, at }: Pick<UnderWay, 'pos' | 'because' | 'walk'> & { n: number; at: string },
  ): Promise<void> {
    const merged = because === 'statement' && walk.of === 'range' ? await this.#joined(tx, walk) : walk;
    const row = { id: `${pos}/${n}`, pos, because, walk_json: JSON.stringify(merged), cursor: null, done: 0 };
    await tx
      .insertInto('judging_walk')
      .values({ ...row, since: at })
      .onConflict(conflict => conflict.column('id').doNothing())
      .execute();
  }

  /** Statements that come in numbers lead to the same changes: one walk takes the place of those it meets. */
  async #joined(tx: Tx, range: Walk & { readonly of: 'range' }): Promise<Walk> {
    const rows = await tx.selectFrom('judging_walk').selectAll().where('because', '=', 'statement').execute();
    let joined = range;
    for (const row of rows) {
      const other = walkSchema.parse(JSON.parse(row.walk_json));
      if (other.of !== 'range' || other.asset !== joined.asset) continue;
      if (other.from === null || joined.from === null) continue;
      if (other.to < joined.from || other.from > joined.to) continue;
      joined = {
        ...joined,
        from: Math.min(other.from, joined.from),
        to: Math.max(other.to, joined.to),
        upTo: Math.max(other.upTo, joined.upTo),
      };
      await tx.deleteFrom('judging_walk').where('id', '=', row.id).execute();
    }
    return joined;
  }

  /** The newest one. */
  async newest(): Promise<UnderWay | null> {
    const row = await this.#database.read
      .selectFrom('judging_walk')
      .selectAll()
      .orderBy('pos', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? null : underWay(row);
  }

  async came(id: string, cursor: number | null, done: number): Promise<void> {
    await this.#database.write
      .updateTable('judging_walk')
      .set({ cursor, done })
      .where('id', '=', id)
      .execute();
  }

  async end(id: string): Promise<void> {
    await this.#database.write.deleteFrom('judging_walk').where('id', '=', id).execute();
  }
}

function underWay({ id, pos, because, walk_json, cursor, done }: JudgingWalkRow): UnderWay {
  return {
    id,
    pos,
    because: becauseSchema.parse(because),
    walk: walkSchema.parse(JSON.parse(walk_json)),
    cursor,
    done,
  };
}
