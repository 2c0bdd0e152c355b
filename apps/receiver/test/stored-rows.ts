import { DatabaseSync } from 'node:sqlite';

// The only file of these tests that names tables and columns of the inbox and of the read model. The exception are tests of
// migrations, which write what an earlier version wrote.

/** A notification as it is in the file of an inbox. */
export interface StoredNotification {
  readonly id: string;
  readonly eventType: string;
  readonly state: string;
  readonly deliveries: number;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** All notifications in the file of an inbox, oldest first. A receiver may use the file meanwhile. */
export function storedNotifications(file: string): StoredNotification[] {
  return withFile(file, (database) =>
    database
      .prepare(
        `SELECT id, event_type, state, deliveries, received_at, CAST(body AS TEXT) AS body FROM notification
         ORDER BY seq`,
      )
      .all()
      .map((row) => ({
        id: String(row['id']),
        eventType: String(row['event_type']),
        state: String(row['state']),
        deliveries: Number(row['deliveries']),
        receivedAt: Number(row['received_at']),
        payload: JSON.parse(String(row['body'])),
      })),
  );
}

/** How many notifications are in the file of an inbox. */
export function countStored(file: string): number {
  return withFile(file, (database) => {
    const row = database.prepare('SELECT count(*) AS count FROM notification').get();
    return Number(row?.['count']);
  });
}

/** Writes `handled` as the state of all notifications. */
export const MARK_ALL_HANDLED = `UPDATE notification SET state = 'handled'`;

/** Opens a connection with a read transaction, which holds a snapshot of the inbox until it is closed. */
export function openSnapshot(file: string): DatabaseSync {
  const reader = new DatabaseSync(file, { readOnly: true });
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM notification').get();
  return reader;
}

/** The subjects in a read model, in alphabetical order. */
export function knownSubjects(file: string): string[] {
  return withFile(file, (database) =>
    database
      .prepare('SELECT subject FROM app_last_known ORDER BY subject')
      .all()
      .map(({ subject }) => String(subject)),
  );
}

/** The status of a subject in a read model. */
export function knownStatus(file: string, subject: string): unknown {
  return withFile(
    file,
    (database) =>
      database.prepare('SELECT status FROM app_last_known WHERE subject = ?').get(subject)?.['status'],
  );
}

/** Whether a read model contains the effect of a notification. A table that does not exist yet contains none. */
export interface Effects {
  readonly hasPrice: (notificationId: string) => boolean;
  readonly hasLabelUpdate: (customer: string, sinceMs: number) => boolean;
  readonly hasState: (eventType: string, subject: string, since: bigint) => boolean;
}

/** Finds effects in a read model that is open. */
export function effectsIn(database: DatabaseSync): Effects {
  const tables = new Set(
    database
      .prepare('SELECT name FROM sqlite_schema')
      .all()
      .map(({ name }) => name),
  );
  const finder = (table: string, sql: string) => {
    const statement = tables.has(table) ? database.prepare(sql) : undefined;
    return (...values: (string | number | bigint)[]) => statement?.get(...values) !== undefined;
  };
  return {
    hasPrice: finder('app_token_price', 'SELECT 1 FROM app_token_price WHERE notification = ?'),
    hasLabelUpdate: finder(
      'app_label_update',
      'SELECT 1 FROM app_label_update WHERE customer = ? AND received_at >= ?',
    ),
    hasState: finder(
      'app_last_known',
      'SELECT 1 FROM app_last_known WHERE event_type = ? AND subject = ? AND occurred_at >= ?',
    ),
  };
}

function withFile<Result>(file: string, read: (database: DatabaseSync) => Result): Result {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    return read(database);
  } finally {
    database.close();
  }
}
