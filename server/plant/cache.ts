import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Database } from '../db/index.ts';

/** Characters; a result larger than this is made anew each time: keeping it would cost more than making it. */
const keptAtMost = 256 * 1024;
/** The same of what was costly to make. */
const costlyKeptAtMost = 4 * 1024 * 1024;

/** Results that follow from contents alone, kept in the database under what they were made from. */
export class ResultCache {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * The kept result of `engine` for `from`, or what `make` gives, then kept, the more of it the costlier it was. `engine` names the kind and
   * version of the computation; null is a result that is not kept.
   */
  async get<Schema extends z.ZodType>(
    engine: string,
    from: readonly unknown[],
    schema: Schema,
    make: () => Promise<{ result: z.infer<Schema>; keep: boolean | 'costly' }>,
  ): Promise<z.infer<Schema>> {
    const key = createHash('sha256').update(JSON.stringify(from)).digest('hex');
    const kept = await this.#database.read
      .selectFrom('diff_cache')
      .select('json')
      .where('engine', '=', engine)
      .where('key', '=', key)
      .executeTakeFirst();
    if (kept) return schema.parse(JSON.parse(kept.json));
    const { result, keep } = await make();
    const json = JSON.stringify(result);
    const atMost = keep === 'costly' ? costlyKeptAtMost : keptAtMost;
    if (keep && json.length <= atMost) {
      await this.#database.write
        .insertInto('diff_cache')
        .values({ engine, key, json })
        .onConflict(conflict => conflict.doNothing())
        .execute();
    }
    return result;
  }

  /** Drops what builds before this one kept. */
  async dropOthers(engines: readonly string[]): Promise<void> {
    await this.#database.write.deleteFrom('diff_cache').where('engine', 'not in', engines).execute();
  }
}
