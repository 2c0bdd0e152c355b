import type { ReceiveResult } from '../../model.ts';
import type { EditRow, RejectedRow, RevalidationRow } from '../../rows/quarantine-row.ts';
import type { Query } from '../connection/open-transaction.ts';
import { fromColumn, toColumn } from '../text-column.ts';
import type { Arrival } from './arrival.ts';
import { type ReceiveOptions, receiveAll } from './receive.ts';

/** Limits of the quarantine. */
export interface QuarantineOptions {
  /** How many bodies are kept. */
  readonly quarantineCapacity: number;
  /** How many bytes they may have together; 256 MiB if nothing is said. */
  readonly quarantineBytes?: number;
}

/** Stores a rejected body in a transaction that holds the lock of the quarantine. The oldest ones make room for it. */
export async function quarantineOne(
  query: Query,
  row: RejectedRow,
  { quarantineCapacity, quarantineBytes = MAX_QUARANTINE_BYTES }: QuarantineOptions,
): Promise<void> {
  const { id, method, path, eventType, contentType, contentEncoding, reasons, receivedAt, body } = row;
  const { readBytes, readSha256, totalBytes } = row;
  const texts = [id, method, path, eventType, contentType, contentEncoding];
  await query(INSERT, [
    ...texts.map((text) => (text === null ? null : toColumn(text))),
    readBytes,
    readSha256,
    totalBytes,
    toColumn(reasons),
    receivedAt,
    body,
    body.length,
  ]);
  await query(TRIM, [quarantineCapacity, quarantineBytes]);
}

/**
 * Moves a body out of quarantine and receives it, in a transaction that holds the locks of the quarantine and of receiving.
 *
 * @returns `undefined` if it is not in quarantine.
 */
export async function acceptOne(
  query: Query,
  arrival: Arrival,
  options: ReceiveOptions,
): Promise<ReceiveResult | undefined> {
  const [removed] = await query(REMOVE, [[toColumn(arrival.row[0])]]);
  if (!removed) return undefined;
  const quarantinedAt = Number(removed['receivedAt']);
  const [result] = await receiveAll(query, [{ ...arrival, quarantinedAt }], options);
  return result;
}

/** Records why a body was rejected again. */
export async function keepRevalidation(
  query: Query,
  id: string,
  { at, eventType, reasons }: RevalidationRow,
): Promise<void> {
  const [row] = await query(KEEP_REVALIDATION, [toColumn(id), at, eventType, toColumn(reasons)]);
  if (row) await query(TRIM_REVALIDATIONS, [row['quarantined'], Number(row['number']) - MAX_REVALIDATIONS]);
}

/** Stores an edited copy beside a body. @returns whether the body is in quarantine. */
export async function editOne(
  query: Query,
  id: string,
  { editedAt, editedBy, eventType, body }: EditRow,
): Promise<boolean> {
  const type = eventType === null ? null : toColumn(eventType);
  return (await query(EDIT, [editedAt, editedBy, type, body, toColumn(id)])).length === 1;
}

/** @returns the ids of those that have been removed now, in the order of `ids`. */
export async function removeQuarantined(query: Query, ids: readonly string[]): Promise<readonly string[]> {
  const rows = await query(REMOVE, [ids.map(toColumn)]);
  const removed = new Set(rows.map(({ id }) => fromColumn(String(id))));
  return [...new Set(ids)].filter((id) => removed.has(id));
}

// 256 MiB. The newest bodies stay.
const MAX_QUARANTINE_BYTES = 268_435_456;

// Of one body. A script that replays all of them every minute must not fill the disk.
const MAX_REVALIDATIONS = 100;

const INSERT = `
  INSERT INTO quarantine
    (seq, bytes_before, id, method, path, event_type, content_type, content_encoding, read_bytes, read_sha256, total_bytes,
      reasons, received_at, body, bytes)
  SELECT coalesce(max(seq), 0) + 1,
    coalesce((SELECT bytes_before + bytes FROM quarantine ORDER BY seq DESC LIMIT 1), 0),
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13
  FROM quarantine`;

// Removed bodies leave gaps in the seqs, so there may be fewer than the capacity: the newest ones, never more. The newest
// body stays, however large it is.
const TRIM = `
  DELETE FROM quarantine
  USING (SELECT seq, bytes_before + bytes AS bytes FROM quarantine ORDER BY seq DESC LIMIT 1) AS newest
  WHERE quarantine.seq <= newest.seq - $1
    OR (quarantine.seq < newest.seq AND quarantine.bytes_before < newest.bytes - $2)`;

const REMOVE = `DELETE FROM quarantine WHERE id = ANY($1::text[]) RETURNING id, received_at AS "receivedAt"`;

// A further edit leaves the original as it is.
const EDIT = `
  INSERT INTO quarantine_edit (id, edited_at, edited_by, event_type, body, original)
  SELECT id, $1, $2, $3, $4, body FROM quarantine WHERE id = $5
  ON CONFLICT (id) DO UPDATE SET edited_at = excluded.edited_at, edited_by = excluded.edited_by,
    event_type = excluded.event_type, body = excluded.body
  RETURNING id`;

const KEEP_REVALIDATION = `
  INSERT INTO quarantine_revalidation (quarantined, number, validated_at, event_type, reasons)
  SELECT seq, coalesce((SELECT max(number) FROM quarantine_revalidation WHERE quarantined = seq), 0) + 1, $2, $3, $4
  FROM quarantine WHERE id = $1
  RETURNING quarantined, number`;

const TRIM_REVALIDATIONS = `DELETE FROM quarantine_revalidation WHERE quarantined = $1 AND number <= $2`;
