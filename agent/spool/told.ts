import type { DatabaseSync } from 'node:sqlite';
import type { FactDraft } from './fact-draft.ts';

/** One record of a witness, and the statements that tell it: one in each stream it is about. */
export interface ToldRecord {
  /** Name of the witness, one in an agent. */
  readonly witness: string;
  /** What tells this record from every other of the witness. */
  readonly key: string;
  /** The record's own time, milliseconds since 1970; null where it tells none. */
  readonly at: number | null;
  readonly drafts: readonly FactDraft[];
}

/**
 * What became of a record: `told` now; `known`, it had been told before; `passed-over`, it is older than what is
 * remembered to have been told, so that nobody can say.
 */
export type Telling = 'told' | 'known' | 'passed-over';

/** How far a witness has come, in its own words. */
export interface WitnessMemory {
  readonly body: string;
  /** Records that are not younger than this are passed over where they are not known; milliseconds since 1970. */
  readonly floor: number;
}

/** Which records of witnesses are facts already. Whoever calls a method that writes stands inside a transaction. */
export interface Told {
  /** Null where it is to be told now; then it is known from here on. */
  take(record: Pick<ToldRecord, 'witness' | 'key' | 'at'>): Exclude<Telling, 'told'> | null;
  recall(witness: string): WitnessMemory | null;
  /** Never lowers the floor. Forgets the oldest of very many records, and raises the floor above them. */
  remember(witness: string, memory: WitnessMemory): void;
}

/** Records of one witness that are remembered one by one. */
const rememberedAtMost = 100_000;

// An agent without witnesses opens a spool that has these as it opens any other.
const layout = `
CREATE TABLE IF NOT EXISTS told (
  id INTEGER PRIMARY KEY AUTOINCREMENT, witness TEXT NOT NULL, key TEXT NOT NULL, at INTEGER,
  UNIQUE (witness, key)
) STRICT;
CREATE INDEX IF NOT EXISTS told_age ON told (witness, id);
CREATE TABLE IF NOT EXISTS memory (witness TEXT PRIMARY KEY, body TEXT NOT NULL, floor INTEGER NOT NULL) STRICT;
`;

export function createTold(db: DatabaseSync, most = rememberedAtMost): Told {
  db.exec(layout);
  const sql = {
    known: db.prepare('SELECT 1 FROM told WHERE witness = ? AND key = ?'),
    add: db.prepare('INSERT INTO told (witness, key, at) VALUES (?, ?, ?)'),
    recall: db.prepare('SELECT body, floor FROM memory WHERE witness = ?'),
    remember: db.prepare(
      `INSERT INTO memory VALUES (?, ?, ?) ON CONFLICT (witness)
       DO UPDATE SET body = excluded.body, floor = max(floor, excluded.floor)`,
    ),
    oldest: db.prepare('SELECT id FROM told WHERE witness = ? ORDER BY id DESC LIMIT 1 OFFSET ?'),
    newestOf: db.prepare('SELECT max(at) AS at FROM told WHERE witness = ? AND id <= ?'),
    forget: db.prepare('DELETE FROM told WHERE witness = ? AND id <= ?'),
    raise: db.prepare('UPDATE memory SET floor = max(floor, ?) WHERE witness = ?'),
  };
  const recall = (witness: string): WitnessMemory | null => {
    const row = sql.recall.get(witness);
    return row === undefined ? null : { body: String(row['body']), floor: Number(row['floor']) };
  };
  /** New ones of each witness: looking for the oldest costs, and is done once in a thousand. */
  const since = new Map<string, number>();
  return {
    take({ witness, key, at }) {
      if (sql.known.get(witness, key) !== undefined) return 'known';
      const floor = recall(witness)?.floor ?? 0;
      if (at !== null && at <= floor) return 'passed-over';
      sql.add.run(witness, key, at);
      since.set(witness, (since.get(witness) ?? 0) + 1);
      return null;
    },
    recall,
    remember(witness, { body, floor }) {
      sql.remember.run(witness, body, floor);
      if ((since.get(witness) ?? 0) < Math.min(1000, most)) return;
      since.delete(witness);
      const oldest = sql.oldest.get(witness, most)?.['id'];
      if (oldest === undefined) return;
      const at = sql.newestOf.get(witness, oldest)?.['at'];
      if (typeof at === 'number') sql.raise.run(at, witness);
      sql.forget.run(witness, oldest);
    },
  };
}
