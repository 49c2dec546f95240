import { z } from 'zod';
import { bySizes, type Database, upsertRows } from '../db/index.ts';
import type { EventDraft } from '../log/index.ts';

const draftSchema = z.object({
  type: z.string(),
  key: z.string(),
  actor: z.object({ kind: z.enum(['agent', 'person', 'server']), id: z.string() }),
  subject: z.string(),
  body: z.record(z.string(), z.json()),
});

/**
 * The events of commits that are about to be made. Between git and log a crash leaves a commit nobody
 * vouches for; its event then comes from here, whole, instead of from the commit's trailers alone.
 */
export class Journal {
  readonly #database: Database;
  #done: string[] = [];
  #waiting: { rows: { key: string; asset: string; json: string }[]; written: Promise<void> } | null = null;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Resolves when the observations among the drafts are on disk. Calls of one turn share a transaction. */
  async write(asset: string, drafts: readonly EventDraft[]): Promise<void> {
    const rows = drafts
      .filter(draft => draft.type === 'observation.recorded')
      .map(({ type, key, actor, subject, body }) => {
        return { key, asset, json: JSON.stringify({ type, key, actor, subject, body }) };
      });
    this.#waiting ??= this.#open();
    this.#waiting.rows.push(...rows);
    await this.#waiting.written;
  }

  /** These are in the log: their rows go with the next write. */
  done(drafts: readonly EventDraft[]): void {
    this.#done.push(...drafts.filter(draft => draft.type === 'observation.recorded').map(draft => draft.key));
  }

  async read(key: string): Promise<EventDraft | null> {
    const row = await this.#database.read
      .selectFrom('intent')
      .select('json')
      .where('key', '=', key)
      .executeTakeFirst();
    return row === undefined ? null : (draftSchema.parse(JSON.parse(row.json)) as EventDraft);
  }

  /** Forgets everything: what git holds was adopted, what it does not hold will be sent again. */
  async clear(asset: string): Promise<void> {
    await this.#database.write.deleteFrom('intent').where('asset', '=', asset).execute();
  }

  #open(): { rows: { key: string; asset: string; json: string }[]; written: Promise<void> } {
    const rows: { key: string; asset: string; json: string }[] = [];
    const written = new Promise<void>(resolve => setImmediate(resolve)).then(async () => {
      this.#waiting = null;
      const done = this.#done.splice(0);
      await this.#database.write.transaction().execute(async tx => {
        for (const piece of bySizes(done)) await tx.deleteFrom('intent').where('key', 'in', piece).execute();
        await upsertRows(tx, 'intent', ['key'], rows);
      });
    });
    return { rows, written };
  }
}
