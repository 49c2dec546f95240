import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { WitnessError } from '@witnessmark/shared/errors';

const databaseName = 'spool.sqlite';

const layoutVersion = 1;

/**
 * `total` is kept by triggers, so that the figures are of the same transaction as the rows. A blob row
 * goes with the last fact that names it; its file is then `garbage` until it is unlinked.
 */
const layout = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE stream (
  epoch TEXT NOT NULL, stream TEXT NOT NULL,
  last INTEGER NOT NULL DEFAULT 0, head TEXT,
  offered INTEGER NOT NULL DEFAULT 0, acked INTEGER NOT NULL DEFAULT 0, covered INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (epoch, stream)
) STRICT;
CREATE TABLE fact (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  epoch TEXT NOT NULL, stream TEXT NOT NULL, seq INTEGER NOT NULL,
  hash TEXT NOT NULL, kind TEXT NOT NULL, wall TEXT NOT NULL, size INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('unsent', 'acked', 'quarantined')),
  code TEXT, says TEXT, bytes BLOB NOT NULL,
  UNIQUE (epoch, stream, seq)
) STRICT;
CREATE INDEX fact_unsent ON fact (epoch, stream, seq) WHERE state = 'unsent';
CREATE INDEX fact_age ON fact (state, id);
CREATE TABLE blob (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, sent INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE naming (
  fact INTEGER NOT NULL REFERENCES fact (id) ON DELETE CASCADE,
  sha256 TEXT NOT NULL REFERENCES blob (sha256),
  PRIMARY KEY (fact, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX naming_blob ON naming (sha256);
CREATE TABLE garbage (sha256 TEXT PRIMARY KEY) STRICT;
CREATE TABLE state (stream TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
CREATE TABLE watermark (stream TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
CREATE TABLE total (name TEXT PRIMARY KEY, rows INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT;
INSERT INTO total VALUES ('unsent', 0, 0), ('acked', 0, 0), ('quarantined', 0, 0), ('blob', 0, 0), ('blob-unsent', 0, 0);

CREATE TRIGGER fact_in AFTER INSERT ON fact BEGIN
  UPDATE total SET rows = rows + 1, bytes = bytes + new.size WHERE name = new.state;
END;
CREATE TRIGGER fact_out AFTER DELETE ON fact BEGIN
  UPDATE total SET rows = rows - 1, bytes = bytes - old.size WHERE name = old.state;
END;
CREATE TRIGGER fact_moved AFTER UPDATE OF state ON fact WHEN old.state <> new.state BEGIN
  UPDATE total SET rows = rows - 1, bytes = bytes - old.size WHERE name = old.state;
  UPDATE total SET rows = rows + 1, bytes = bytes + new.size WHERE name = new.state;
END;
CREATE TRIGGER blob_in AFTER INSERT ON blob BEGIN
  UPDATE total SET rows = rows + 1, bytes = bytes + new.size WHERE name = 'blob';
  UPDATE total SET rows = rows + 1, bytes = bytes + new.size WHERE name = 'blob-unsent' AND new.sent = 0;
  DELETE FROM garbage WHERE sha256 = new.sha256;
END;
CREATE TRIGGER blob_out AFTER DELETE ON blob BEGIN
  UPDATE total SET rows = rows - 1, bytes = bytes - old.size WHERE name = 'blob';
  UPDATE total SET rows = rows - 1, bytes = bytes - old.size WHERE name = 'blob-unsent' AND old.sent = 0;
  INSERT OR IGNORE INTO garbage VALUES (old.sha256);
END;
CREATE TRIGGER blob_sent AFTER UPDATE OF sent ON blob WHEN old.sent <> new.sent BEGIN
  UPDATE total SET rows = rows + old.sent - new.sent, bytes = bytes + (old.sent - new.sent) * new.size
  WHERE name = 'blob-unsent';
END;
CREATE TRIGGER naming_out AFTER DELETE ON naming
WHEN NOT EXISTS (SELECT 1 FROM naming WHERE sha256 = old.sha256) BEGIN
  DELETE FROM blob WHERE sha256 = old.sha256;
END;
`;

/** Opens the database in `dir`, creating it where there is none. Throws SQLite's error where it is damaged. */
export function openDatabase(dir: string): DatabaseSync {
  const database = new DatabaseSync(join(dir, databaseName), {
    timeout: 5000,
    enableForeignKeyConstraints: true,
  });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF');
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
    if (version === 0) {
      database.exec(`BEGIN IMMEDIATE; ${layout} PRAGMA user_version = ${layoutVersion}; COMMIT`);
    } else if (version !== layoutVersion) {
      throw new WitnessError('agent.spool-newer', dir, `layout ${version}`);
    }
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** What does not hold in the database, or null: SQLite's own check, then each stream's tip against its facts. */
export function findDamage(database: DatabaseSync): string | null {
  const check = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
  if (check !== 'ok') return String(check);
  const tip = database
    .prepare(
      `SELECT s.stream, s.last FROM stream s JOIN fact f ON f.epoch = s.epoch AND f.stream = s.stream
       WHERE f.seq > s.last OR (f.seq = s.last AND f.hash IS NOT s.head) LIMIT 1`,
    )
    .get();
  if (tip) return `the tip of ${String(tip['stream'])} is not its newest fact`;
  return null;
}
