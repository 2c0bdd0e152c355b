import type { DatabaseSync } from 'node:sqlite';
import type { ReceiveResult } from '../../model.ts';
import type { IncomingRow } from '../../rows/incoming-row.ts';
import type { EditRow, RejectedRow, RevalidationRow } from '../../rows/quarantine-row.ts';
import { prepareAll } from '../prepare-all.ts';
import type { BatchedInserts } from './batched-inserts.ts';
import type { Damage } from './damage.ts';
import type { OldestRejected } from './oldest-rejected.ts';
import type { ReceiveMethods } from './receive.ts';

/** What writes to the quarantine. */
export interface QuarantineMethods {
  /** Stores a rejected body. The oldest ones make room for it. */
  quarantine(row: RejectedRow): void;
  /** Moves a body out of quarantine and receives it. @returns `undefined` if it is not in quarantine. */
  acceptQuarantined(row: IncomingRow): ReceiveResult | undefined;
  /** Records why a body was rejected again. */
  recordRevalidation(id: string, revalidation: RevalidationRow): void;
  /** Stores an edited copy beside a body. @returns whether the body is in quarantine. */
  editQuarantined(id: string, edit: EditRow): boolean;
  /** @returns the ids of those that have been removed now. */
  discardQuarantined(ids: readonly string[]): string[];
  /** When the last body was quarantined; 0 if there is none. */
  latestRejectedAt(): number;
}

/** Limits of the quarantine. */
export interface QuarantineOptions {
  /** How many bodies are kept. */
  readonly quarantineCapacity: number;
  /** How many bytes they may have together; 256 MiB if nothing is said. */
  readonly quarantineBytes?: number;
}

/** Opens the quarantine for writing. */
export function openQuarantine(
  database: DatabaseSync,
  inserts: BatchedInserts,
  { receive }: Pick<ReceiveMethods, 'receive'>,
  damage: Pick<Damage, 'isKnown'>,
  oldest: OldestRejected,
  { quarantineCapacity, quarantineBytes = MAX_QUARANTINE_BYTES }: QuarantineOptions,
): QuarantineMethods {
  const sql = prepareAll(database, STATEMENTS);

  function makeRoom(): void {
    if (damage.isKnown()) {
      const newest = sql.newest.get() as { readonly seq: number; readonly end: number } | undefined;
      if (!newest) return;
      const { seq: last, end } = newest;
      oldest.removeWhile(
        ({ seq, bytesBefore }) =>
          seq < last && (seq <= last - quarantineCapacity || bytesBefore < end - quarantineBytes),
      );
      return;
    }
    sql.trim.run(quarantineCapacity);
    // One at a time, because nearly always it is none.
    while (sql.trimBytes.run(quarantineBytes).changes > 0);
  }

  return {
    quarantine(row) {
      const { id, method, path, eventType, contentType, contentEncoding, reasons, receivedAt, body } = row;
      const { readBytes, readSha256, totalBytes } = row;
      const headers = [method, path, eventType, contentType, contentEncoding];
      sql.insert.run(id, ...headers, readBytes, readSha256, totalBytes, reasons, receivedAt, body);
      makeRoom();
    },

    acceptQuarantined(row) {
      const [id] = row;
      const removed = sql.remove.get(id);
      if (!removed) return undefined;
      const received = receive(row);
      if (!received.duplicate) {
        inserts.write();
        sql.keepQuarantinedAt.run(Number(removed['receivedAt']), received.id);
      }
      return received;
    },

    recordRevalidation(id, { at, eventType, reasons }) {
      const row = sql.keepRevalidation.get(at, eventType, reasons, id);
      if (row)
        sql.trimRevalidations.run(Number(row['quarantined']), Number(row['number']) - MAX_REVALIDATIONS);
    },

    editQuarantined: (id, { editedAt, editedBy, eventType, body }) =>
      sql.edit.run(editedAt, editedBy, eventType, body, id).changes === 1,

    discardQuarantined: (ids) => ids.filter((id) => sql.remove.get(id) !== undefined),

    latestRejectedAt: () => Number(sql.findLatest.get()?.['received_at'] ?? 0),
  };
}

// 256 MiB. The newest bodies stay.
const MAX_QUARANTINE_BYTES = 268_435_456;

// Of one body. A script that replays all of them every minute must not fill the disk.
const MAX_REVALIDATIONS = 100;

const STATEMENTS = {
  newest: `SELECT seq, bytes_before + length(body) AS end FROM quarantine ORDER BY seq DESC LIMIT 1`,
  findLatest: `SELECT received_at FROM quarantine ORDER BY seq DESC LIMIT 1`,

  insert: `
    INSERT INTO quarantine
      (id, method, path, event_type, content_type, content_encoding, read_bytes, read_sha256, total_bytes, reasons,
        received_at, body, bytes_before)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
      coalesce((SELECT bytes_before + length(body) FROM quarantine ORDER BY seq DESC LIMIT 1), 0))`,
  // Removed bodies leave gaps in the seqs, so there may be fewer than the capacity: the newest ones, never more.
  trim: `DELETE FROM quarantine WHERE seq <= (SELECT max(seq) FROM quarantine) - ?`,
  // The same for their bytes. The newest body stays, however large it is.
  trimBytes: `
    DELETE FROM quarantine
    WHERE seq = (SELECT min(seq) FROM quarantine) AND seq < (SELECT max(seq) FROM quarantine)
      AND bytes_before < (SELECT bytes_before + length(body) FROM quarantine ORDER BY seq DESC LIMIT 1) - ?`,

  remove: `DELETE FROM quarantine WHERE id = ? RETURNING received_at AS receivedAt`,
  keepQuarantinedAt: `UPDATE notification SET quarantined_at = ? WHERE id = ?`,

  // A further edit leaves the original as it is.
  edit: `
    INSERT INTO quarantine_edit (id, edited_at, edited_by, event_type, body, original)
    SELECT id, ?1, ?2, ?3, ?4, body FROM quarantine WHERE id = ?5
    ON CONFLICT (id) DO UPDATE SET edited_at = excluded.edited_at, edited_by = excluded.edited_by,
      event_type = excluded.event_type, body = excluded.body`,

  keepRevalidation: `
    INSERT INTO quarantine_revalidation (quarantined, number, validated_at, event_type, reasons)
    SELECT seq, coalesce((SELECT max(number) FROM quarantine_revalidation WHERE quarantined = seq), 0) + 1, ?, ?, ?
    FROM quarantine WHERE id = ?
    RETURNING quarantined, number`,
  trimRevalidations: `DELETE FROM quarantine_revalidation WHERE quarantined = ? AND number <= ?`,
};
