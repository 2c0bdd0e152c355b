import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Run once at the start: what a process that is no more had in hand waits again. Its attempt has been counted. */
export const RECOVER = `UPDATE notification SET state = 'pending' WHERE state = 'handling'`;

const STATEMENTS = {
  insert: `
    INSERT INTO notification
      (id, event_type, line, occurred_at, body, received_at, last_received_at, held_back, due_at)
    VALUES (?, ?, ?, ?, ?, ?, ?,
      EXISTS (SELECT 1 FROM notification WHERE line = ? AND state IN ('pending', 'handling')), ?)`,

  findFingerprint: `SELECT id FROM fingerprint WHERE hash = ? AND received_at >= ?`,
  keepFingerprint: `INSERT OR REPLACE INTO fingerprint (hash, id, received_at) VALUES (?, ?, ?)`,
  countDelivery: `UPDATE notification SET deliveries = deliveries + 1, last_received_at = ? WHERE id = ?`,

  claim: `
    UPDATE notification SET state = 'handling', attempts = attempts + 1
    WHERE seq IN (
      SELECT seq FROM notification
      WHERE state = 'pending' AND held_back = 0 AND due_at <= ?
      ORDER BY due_at, seq LIMIT ?)
    RETURNING id, event_type AS eventType, body, received_at AS receivedAt, deliveries, attempts,
      EXISTS (
        SELECT 1 FROM notification AS newer
        WHERE newer.line = notification.line AND newer.state = 'handled'
          AND (newer.occurred_at > notification.occurred_at
            OR (notification.occurred_at IS NULL AND newer.seq > notification.seq))) AS stale`,

  settle: `
    UPDATE notification SET state = ?, error = ?, due_at = ?, settled_at = ?
    WHERE id = ? AND state = 'handling'
    RETURNING line`,

  release: `
    UPDATE notification SET held_back = 0
    WHERE seq = (
      SELECT seq FROM notification WHERE line = ? AND state IN ('pending', 'handling') ORDER BY seq LIMIT 1)`,

  nextDue: `
    SELECT due_at FROM notification WHERE state = 'pending' AND held_back = 0 ORDER BY due_at, seq LIMIT 1`,

  countObservation: `
    UPDATE observation SET last_seen = ?, count = count + 1
    WHERE event_type = ? AND pointer = ? AND kind = ? AND value = ?`,

  keepObservation: `
    INSERT INTO observation (event_type, pointer, kind, value, first_seen, last_seen, count)
    SELECT ?, ?, ?, ?, ?, ?, 1
    WHERE (SELECT count(*) FROM observation WHERE event_type = ?) < ?`,

  observations: `
    SELECT event_type AS eventType, pointer, kind, value, first_seen AS firstSeen, last_seen AS lastSeen, count
    FROM observation ORDER BY last_seen DESC, event_type, pointer, kind, value`,

  quarantine: `
    INSERT INTO quarantine (id, path, event_type, body, reasons, received_at) VALUES (?, ?, ?, ?, ?, ?)`,

  // Rows are only ever added at the end and removed at the beginning, so the numbers between have no gaps.
  trimQuarantine: `DELETE FROM quarantine WHERE seq <= (SELECT max(seq) FROM quarantine) - ?`,

  statistics: `
    SELECT
      (SELECT count(*) FROM notification INDEXED BY notification_unsettled
        WHERE state IN ('pending', 'handling')) -
      (SELECT count(*) FROM notification WHERE state = 'handling') AS pending,
      (SELECT count(*) FROM notification WHERE state = 'handling') AS handling,
      (SELECT count(*) FROM notification WHERE state = 'dead') AS dead,
      (SELECT count(*) FROM quarantine) AS quarantined,
      (SELECT min(received_at) FROM notification INDEXED BY notification_unsettled
        WHERE state IN ('pending', 'handling')) AS oldestPending`,

  removeHandled: `
    DELETE FROM notification WHERE seq IN (
      SELECT seq FROM notification WHERE state = 'handled' AND settled_at < ? ORDER BY settled_at LIMIT ?)`,

  heartbeat: `INSERT INTO heartbeat (id, at) VALUES (1, ?) ON CONFLICT DO UPDATE SET at = excluded.at`,
} as const;

/** All statements, ready to run. */
export type Prepared = { readonly [name in keyof typeof STATEMENTS]: StatementSync };

/** Prepares the statements once; a statement that does not fit the schema fails here, at the start. */
export function prepareAll(database: DatabaseSync): Prepared {
  const prepared = Object.entries(STATEMENTS).map(([name, text]) => [name, database.prepare(text)]);
  return Object.fromEntries(prepared) as Prepared;
}
