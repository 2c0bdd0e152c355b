import type { DatabaseSync } from 'node:sqlite';
import type { ReceiveResult } from '../../model.ts';
import { prepareAll } from '../prepare-all.ts';
import type { Counters } from './counters.ts';
import { type Identical, openDuplicates } from './duplicates.ts';
import { deriveColumns, fingerprintOf, type IncomingRow } from './incoming-row.ts';
import type { Changed } from './intervene.ts';
import type { SearchIndex } from './search-index.ts';
import type { SubjectQueues } from './subject-queues.ts';

/** A refused body as a row. */
export interface RejectedRow {
  readonly id: string;
  readonly method: string | null;
  readonly path: string;
  readonly eventType: string | null;
  readonly contentType: string | null;
  readonly contentEncoding: string | null;
  readonly readBytes: number | null;
  readonly readSha256: Uint8Array | null;
  readonly totalBytes: number | null;
  readonly reasons: string;
  readonly receivedAt: number;
  readonly body: Uint8Array;
}

/** A revalidation as a row. */
export interface RevalidationRow {
  readonly at: number;
  readonly eventType: string | null;
  readonly reasons: string;
}

/** Limits of what is taken in. */
export interface ReceivingOptions {
  /** Milliseconds for which a payload without a clock of its own is remembered, to recognise a repetition. */
  readonly deduplicationWindow: number;
  /** Whether a further delivery of a dead notification has it handled again; absent for yes. */
  readonly replayDead?: boolean | undefined;
  /** How many refused bodies are kept. */
  readonly quarantineCapacity: number;
  /** How many bytes they may have together; 256 MiB where nothing is said. */
  readonly quarantineBytes?: number;
}

/**
 * Takes in notifications and refused bodies.
 *
 * @param replay has a dead notification handled again because it was delivered once more.
 */
export function receiving(
  database: DatabaseSync,
  counters: Counters,
  searchIndex: SearchIndex,
  queues: SubjectQueues,
  {
    deduplicationWindow,
    replayDead = true,
    quarantineCapacity,
    quarantineBytes = QUARANTINE_BYTES,
  }: ReceivingOptions,
  replay: (id: string, now: number) => readonly Changed[],
) {
  const sql = prepareAll(database, STATEMENTS);
  const duplicates = openDuplicates(database, deduplicationWindow, write);
  // Of the last notification. It never goes back, whatever the clock does: a time is a place in the order of receipt.
  let latest = Number(sql.findLatest.get()?.['received_at'] ?? 0);
  // What this transaction has received and not written.
  let unwritten: NewNotification[] = [];

  /** Writes many with one statement where there are many: one by one takes a third as long again. */
  function write(): void {
    const rows = unwritten;
    unwritten = [];
    for (let start = 0; start < rows.length; ) {
      const size = rows.length - start >= ROWS_PER_INSERT ? ROWS_PER_INSERT : 1;
      const some = rows.slice(start, start + size);
      const statement = size === 1 ? sql.insert : sql.insertMany;
      const { lastInsertRowid } = statement.run(...some.flatMap(({ columns }) => columns));
      const first = Number(lastInsertRowid) - some.length + 1;
      for (const [index, { searchText }] of some.entries()) searchIndex.add(first + index, searchText);
      start += size;
    }
  }

  function receive(receipt: IncomingRow): ReceiveResult {
    const [id, eventType, , receivedAt, observations] = receipt;
    for (const { pointer, kind, value } of observations) {
      const key = [eventType, pointer, kind, value];
      if (sql.countObservation.run(receivedAt, ...key).changes > 0) continue;
      sql.keepObservation.run(...key, receivedAt, receivedAt, eventType, MAX_OBSERVATIONS);
    }
    const { body, orderingKey, hash, occurredAt, searchText } = deriveColumns(receipt);
    latest = Math.max(latest, receivedAt);
    const verdict = duplicates.compare({ id, eventType, orderingKey, hash, occurredAt, receivedAt: latest });
    if (verdict.kind === 'duplicate') {
      restore(verdict.of, eventType, body, hash);
      return deliver(verdict.of, latest);
    }
    const { repeats } = verdict;
    const clock = occurredAt ?? null;
    unwritten.push({
      columns: [id, eventType, orderingKey, clock, body, latest, latest, receivedAt, repeats ?? null],
      searchText,
    });
    counters.add(eventType, 'pending', 1);
    if (repeats === undefined) return { id, duplicate: false };
    return { id, duplicate: false, repetition: { of: repeats, outcome: 'received' } };
  }

  /** Where the stored body was damaged, the one that came now takes its place: it is the same, and intact. */
  function restore({ id, state }: Identical, eventType: string, body: Uint8Array, hash: Uint8Array): void {
    const stored = sql.findBody.get(id);
    const storedHash = stored && fingerprintOf(eventType, stored['body'] as Uint8Array);
    if (!stored || (storedHash && Buffer.compare(storedHash, hash) === 0)) return;
    sql.restoreBody.run(body, id);
    if (state === 'pending') queues.recomputeHead(String(stored['ordering_key']));
  }

  /** Counts a further delivery. What is dead is handled again: the sender asks for it, and nothing is done twice. */
  function deliver({ id, state }: Identical, receivedAt: number): ReceiveResult {
    const delivery = sql.countDelivery.get(receivedAt, id);
    if (delivery && Number(delivery['deliveries']) <= MAX_DELIVERIES)
      sql.keepDelivery.run(Number(delivery['seq']), Number(delivery['deliveries']), receivedAt);
    const isDead = state === 'dead';
    if (isDead && replayDead) replay(id, receivedAt);
    const ofDead = replayDead ? 'replayed' : 'dead';
    const outcome = state === 'discarded' ? 'discarded' : isDead ? ofDead : 'counted';
    return { id, duplicate: true, repetition: { of: id, outcome } };
  }

  return {
    receive,
    duplicates,
    /** When the last notification or refused body was received; 0 where there is none. */
    latestReceivedAt: (): number =>
      Math.max(latest, Number(sql.findLatestRejected.get()?.['received_at'] ?? 0)),
    /** Writes what has been received, before anything else is done with it. */
    write,
    /** The transaction has failed. */
    discardUnwritten(): void {
      unwritten = [];
    },

    quarantine(row: RejectedRow): void {
      const { id, method, path, eventType, contentType, contentEncoding, reasons, receivedAt, body } = row;
      const { readBytes, readSha256, totalBytes } = row;
      const headers = [method, path, eventType, contentType, contentEncoding];
      sql.quarantine.run(id, ...headers, readBytes, readSha256, totalBytes, reasons, receivedAt, body);
      sql.trimQuarantine.run(quarantineCapacity);
      // One at a time, because nearly always it is none.
      while (sql.trimQuarantineBytes.run(quarantineBytes).changes > 0);
    },

    acceptQuarantined(receipt: IncomingRow): ReceiveResult | undefined {
      const row = sql.unquarantine.get(receipt[0]);
      if (!row) return undefined;
      const received = receive(receipt);
      if (!received.duplicate) {
        write();
        sql.keepFirstReceivedAt.run(Number(row['receivedAt']), received.id);
      }
      return received;
    },

    recordRevalidation(id: string, { at, eventType, reasons }: RevalidationRow): void {
      const row = sql.keepRevalidation.get(at, eventType, reasons, id);
      if (row)
        sql.trimRevalidations.run(Number(row['quarantined']), Number(row['number']) - MAX_REVALIDATIONS);
    },

    discardQuarantined: (ids: readonly string[]): string[] =>
      ids.filter((id) => sql.unquarantine.get(id) !== undefined),
  };
}

interface NewNotification {
  readonly columns: readonly (string | number | bigint | Uint8Array | null)[];
  readonly searchText: string;
}

const ROWS_PER_INSERT = 8;

// Of one event type. A sender that makes up a value for every notification must not fill the disk.
const MAX_OBSERVATIONS = 1_000;

// Of one notification. A sender that repeats itself for ever must not fill the disk either; all are counted.
const MAX_DELIVERIES = 100;

const INSERT = `
  INSERT INTO notification
    (id, event_type, ordering_key, occurred_at, body, received_at, last_received_at, due_at, repeats)
  VALUES`;
const ROW = '(?, ?, ?, ?, ?, ?, ?, ?, ?)';

// Bytes of all refused bodies that are kept: 256 MiB. The newest ones stay.
const QUARANTINE_BYTES = 268_435_456;

// Of one refused body. A script that replays all of them every minute must not fill the disk.
const MAX_REVALIDATIONS = 100;

const STATEMENTS = {
  findLatest: `SELECT received_at FROM notification ORDER BY seq DESC LIMIT 1`,
  findLatestRejected: `SELECT received_at FROM quarantine ORDER BY seq DESC LIMIT 1`,
  insert: `${INSERT} ${ROW}`,
  insertMany: `${INSERT} ${Array(ROWS_PER_INSERT).fill(ROW).join(', ')}`,

  findBody: `SELECT body, ordering_key FROM notification WHERE id = ?`,
  restoreBody: `UPDATE notification SET body = ?, unreadable = NULL WHERE id = ?`,
  countDelivery: `
    UPDATE notification SET deliveries = deliveries + 1, last_received_at = ? WHERE id = ?
    RETURNING seq, deliveries`,
  keepDelivery: `INSERT INTO delivery (notification, number, received_at) VALUES (?, ?, ?)`,

  countObservation: `
    UPDATE observation SET last_seen = ?, count = count + 1
    WHERE event_type = ? AND pointer = ? AND kind = ? AND value = ?`,
  keepObservation: `
    INSERT INTO observation (event_type, pointer, kind, value, first_seen, last_seen, count)
    SELECT ?, ?, ?, ?, ?, ?, 1
    WHERE (SELECT count(*) FROM observation WHERE event_type = ?) < ?`,

  quarantine: `
    INSERT INTO quarantine
      (id, method, path, event_type, content_type, content_encoding, read_bytes, read_sha256, total_bytes, reasons,
        received_at, body, bytes_before)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
      coalesce((SELECT bytes_before + length(body) FROM quarantine ORDER BY seq DESC LIMIT 1), 0))`,
  // What has been taken out in between leaves a gap, so there may be fewer: the last ones that came in, never more.
  trimQuarantine: `DELETE FROM quarantine WHERE seq <= (SELECT max(seq) FROM quarantine) - ?`,
  // The same for their bytes. The last one stays, however large it is.
  trimQuarantineBytes: `
    DELETE FROM quarantine
    WHERE seq = (SELECT min(seq) FROM quarantine) AND seq < (SELECT max(seq) FROM quarantine)
      AND bytes_before < (SELECT bytes_before + length(body) FROM quarantine ORDER BY seq DESC LIMIT 1) - ?`,
  unquarantine: `DELETE FROM quarantine WHERE id = ? RETURNING received_at AS receivedAt`,
  keepFirstReceivedAt: `UPDATE notification SET quarantined_at = ? WHERE id = ?`,
  keepRevalidation: `
    INSERT INTO quarantine_revalidation (quarantined, number, validated_at, event_type, reasons)
    SELECT seq, coalesce((SELECT max(number) FROM quarantine_revalidation WHERE quarantined = seq), 0) + 1, ?, ?, ?
    FROM quarantine WHERE id = ?
    RETURNING quarantined, number`,
  trimRevalidations: `DELETE FROM quarantine_revalidation WHERE quarantined = ? AND number <= ?`,
};
