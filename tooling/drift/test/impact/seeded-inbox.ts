import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteInbox } from '@partner-webhooks/inbox';

/** A notification to store. */
export interface SeededNotification {
  readonly id: string;
  readonly eventType: string;
  readonly body: string | Uint8Array;
  readonly state?: string;
  /** Milliseconds since 1970. */
  readonly receivedAt?: number;
}

/** A rejected body to store. */
export interface SeededQuarantined extends Omit<SeededNotification, 'eventType' | 'state'> {
  readonly eventType?: string;
  readonly path?: string;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly isIncomplete?: boolean;
}

/** A folder for temporary files, and what removes it. */
export async function temporaryFolder(): Promise<{
  readonly folder: string;
  readonly remove: () => Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'impact-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/**
 * Makes the file of an inbox as a receiver does, and fills it. The rows are written directly: bodies that no receiver would
 * store are among them.
 *
 * @returns how many bytes the bodies have.
 */
export async function seedInbox(
  file: string,
  notifications: Iterable<SeededNotification>,
  quarantined: Iterable<SeededQuarantined> = [],
): Promise<number> {
  const inbox = await openSqliteInbox({ file, deduplicationWindow: 0, quarantineCapacity: 1_000 });
  await inbox.close();
  const database = new DatabaseSync(file);
  const notification = database.prepare(`
    INSERT INTO notification (id, event_type, ordering_key, body, received_at, last_received_at, due_at, state)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  const rejected = database.prepare(`
    INSERT INTO quarantine (id, method, path, event_type, content_type, content_encoding, read_bytes, reasons, received_at, bytes_before, body)
    VALUES (?, 'POST', ?, ?, ?, ?, ?, '[]', ?, 0, ?)`);
  let bytes = 0;
  const now = Date.now();
  database.exec('PRAGMA synchronous = OFF; BEGIN');
  for (const { id, eventType, body, state = 'handled', receivedAt = now } of notifications) {
    bytes += body.length;
    notification.run(id, eventType, id, Buffer.from(body), receivedAt, receivedAt, receivedAt, state);
  }
  for (const { id, body, receivedAt = now, ...rest } of quarantined) {
    const { eventType = null, path = '/unknown', contentType = null, contentEncoding = null } = rest;
    const readBytes = rest.isIncomplete ? body.length : null;
    rejected.run(id, path, eventType, contentType, contentEncoding, readBytes, receivedAt, Buffer.from(body));
  }
  database.exec(`
    DELETE FROM counter;
    INSERT INTO counter SELECT event_type, state, count(*) FROM notification GROUP BY event_type, state;
    COMMIT`);
  database.close();
  return bytes;
}
