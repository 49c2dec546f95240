import type { DatabaseSync } from 'node:sqlite';

/** A merge runs inside one append: it may hold this much, and goes on at the next one. */
export const mergedAtOnce = { facts: 500, bytes: 32 * 1024 * 1024 } as const;

/** The ledger's SQL, prepared once. */
export function prepareStatements(db: DatabaseSync) {
  return {
    meta: db.prepare('SELECT value FROM meta WHERE key = ?'),
    setMeta: db.prepare(
      'INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    ),
    total: db.prepare('SELECT rows, bytes FROM total WHERE name = ?'),
    addStream: db.prepare('INSERT INTO stream (epoch, stream) VALUES (?, ?) ON CONFLICT DO NOTHING'),
    stream: db.prepare('SELECT * FROM stream WHERE epoch = ? AND stream = ?'),
    setTip: db.prepare('UPDATE stream SET last = ?, head = ? WHERE epoch = ? AND stream = ?'),
    insert: db.prepare(
      `INSERT INTO fact (epoch, stream, seq, hash, kind, wall, size, state, bytes)
       VALUES (?, ?, ?, ?, ?, ?, ?, 'unsent', ?)`,
    ),
    addBlob: db.prepare('INSERT INTO blob (sha256, size) VALUES (?, ?) ON CONFLICT DO NOTHING'),
    addNaming: db.prepare('INSERT INTO naming VALUES (?, ?) ON CONFLICT DO NOTHING'),
    blob: db.prepare('SELECT size FROM blob WHERE sha256 = ?'),
    tips: db.prepare(
      `SELECT s.*, (SELECT min(seq) FROM fact f WHERE f.epoch = s.epoch AND f.stream = s.stream AND f.seq > s.covered) AS first
       FROM stream s WHERE s.epoch = ? ORDER BY s.stream`,
    ),
    nextWaiting: db.prepare(
      `SELECT min(stream) AS stream FROM fact WHERE epoch = ? AND state = 'unsent' AND stream > ?`,
    ),
    unsentBlobs: db.prepare(
      `SELECT DISTINCT b.sha256, b.size FROM
         (SELECT id, seq FROM fact WHERE epoch = ? AND stream = ? AND state = 'unsent' ORDER BY seq LIMIT ?) f
       JOIN naming n ON n.fact = f.id JOIN blob b ON b.sha256 = n.sha256
       WHERE b.sent = 0 ORDER BY f.seq, b.sha256`,
    ),
    next: db.prepare(
      `SELECT id, seq, hash, size, bytes,
         EXISTS (SELECT 1 FROM naming n JOIN blob b ON b.sha256 = n.sha256 WHERE n.fact = fact.id AND b.sent = 0) AS held
       FROM fact WHERE epoch = ? AND stream = ? AND state = 'unsent' ORDER BY seq LIMIT ?`,
    ),
    setOffered: db.prepare('UPDATE stream SET offered = ? WHERE epoch = ? AND stream = ? AND offered < ?'),
    setSent: db.prepare('UPDATE blob SET sent = ? WHERE sha256 = ?'),
    loseBlobs: db.prepare(
      `UPDATE blob SET sent = 0 WHERE sha256 IN (SELECT n.sha256 FROM naming n JOIN fact f ON f.id = n.fact
       WHERE f.epoch = ? AND f.stream = ? AND f.seq >= ? AND f.seq <= ?)`,
    ),
    hashAt: db.prepare('SELECT hash FROM fact WHERE epoch = ? AND stream = ? AND seq = ?'),
    ackFacts: db.prepare(
      `UPDATE fact SET state = 'acked' WHERE epoch = ? AND stream = ? AND seq <= ? AND state = 'unsent'`,
    ),
    ackStream: db.prepare(
      'UPDATE stream SET acked = max(acked, ?), offered = max(offered, ?) WHERE epoch = ? AND stream = ?',
    ),
    quarantine: db.prepare(
      `UPDATE fact SET state = 'quarantined', code = ?, says = ? WHERE epoch = ? AND stream = ? AND seq = ?`,
    ),
    quarantineEpoch: db.prepare(
      `UPDATE fact SET state = 'quarantined', code = ?, says = ? WHERE epoch = ? AND state = 'unsent'`,
    ),
    quarantined: db.prepare(`SELECT * FROM fact WHERE state = 'quarantined' ORDER BY id LIMIT ?`),
    release: db.prepare(`DELETE FROM fact WHERE epoch = ? AND stream = ? AND seq <= ? AND state = 'acked'`),
    setCovered: db.prepare('UPDATE stream SET covered = max(covered, ?) WHERE epoch = ? AND stream = ?'),
    rewindFacts: db.prepare(
      `UPDATE fact SET state = 'unsent', code = NULL, says = NULL
       WHERE epoch = ? AND stream = ? AND seq >= ? AND state <> 'unsent'`,
    ),
    rewindStream: db.prepare(
      'UPDATE stream SET acked = min(acked, ?), covered = min(covered, ?) WHERE epoch = ? AND stream = ?',
    ),
    tail: db.prepare(
      `SELECT f.id, f.bytes FROM fact f JOIN stream s ON s.epoch = f.epoch AND s.stream = f.stream
       WHERE f.epoch = ? AND f.stream = ? AND f.seq > s.offered AND f.state = 'unsent'
       ORDER BY f.seq DESC LIMIT ${mergedAtOnce.facts}`,
    ),
    newest: db.prepare('SELECT bytes FROM fact WHERE epoch = ? AND stream = ? ORDER BY seq DESC LIMIT 1'),
    allBlobs: db.prepare('SELECT sha256 FROM blob'),
    deleteFact: db.prepare('DELETE FROM fact WHERE id = ?'),
    naming: db.prepare(
      'SELECT n.sha256, b.size FROM naming n JOIN blob b ON b.sha256 = n.sha256 WHERE n.fact = ?',
    ),
    hold: db.prepare('INSERT INTO naming SELECT ?, sha256 FROM naming WHERE fact = ? ON CONFLICT DO NOTHING'),
    mergeable: db.prepare(
      `SELECT f.stream FROM fact f JOIN stream s ON s.epoch = f.epoch AND s.stream = f.stream
       WHERE f.epoch = ? AND f.state = 'unsent' AND f.seq > s.offered
       GROUP BY f.stream HAVING count(*) > ? ORDER BY sum(f.size) DESC`,
    ),
    oldest: db.prepare('SELECT epoch, stream, seq FROM fact WHERE state = ? ORDER BY id LIMIT 1'),
    dropBefore: db.prepare(
      `DELETE FROM fact WHERE epoch = ? AND stream = ? AND seq <= ? AND state <> 'unsent'`,
    ),
    oldestUnsent: db.prepare(`SELECT wall FROM fact WHERE state = 'unsent' ORDER BY id LIMIT 1`),
    garbage: db.prepare('SELECT sha256 FROM garbage LIMIT ?'),
    forgetGarbage: db.prepare('DELETE FROM garbage WHERE sha256 = ?'),
    stepAside: db.prepare('UPDATE fact SET seq = -id WHERE id = ?'),
  };
}
