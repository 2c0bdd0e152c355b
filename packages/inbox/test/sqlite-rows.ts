import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { State } from '../src/index.ts';
import { WIDTHS_MS } from '../src/rows/activity.ts';
import type { StoredRows } from './stored-rows.ts';

// The rows of a SQLite file: the only place where tests of the inbox as a whole name its columns.

/** The rows of a file. It is opened for each call, so that it may be replaced. */
export function openSqliteRows(file: string): StoredRows {
  const read = <T>(run: (database: DatabaseSync) => T): T => {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      return run(database);
    } finally {
      database.close();
    }
  };
  return {
    renameEventType: async (from, to) => renameEventType(file, from, to),
    setEventType: async (id, eventType) => setEventType(file, id, eventType),
    changeBody: async (id, change) => changeBody(file, id, change),
    damageUnhandledBody: async (id) => damageUnhandledBody(file, id),
    markAsHandling: async (id) => markAsHandling(file, id),
    damageReasons: async (id) => damageReasons(file, id),
    damageObservation: async (value) => damageObservation(file, value),
    emptySearchIndex: async () => emptySearchIndex(file),
    isQueueSound: async (orderingKey) =>
      read((database) => database.prepare(IS_QUEUE_SOUND).get(orderingKey)?.['sound'] === 1),
    countByState: async () =>
      read((database) => {
        const rows = database
          .prepare('SELECT state, count(*) AS count FROM notification GROUP BY state')
          .all();
        return new Map(rows.map(({ state, count }) => [state as State, Number(count)] as const));
      }),
    ofHandlers: async (sql) =>
      read((database) =>
        database
          .prepare(sql)
          .all()
          .map((row) => ({ ...row })),
      ),
    countActivity: async () =>
      read((database) => Number(database.prepare('SELECT count(*) AS count FROM activity').get()?.['count'])),
    fillActivity: async (notifications, before) =>
      edit(file, (database) => {
        database.prepare(FILL_NOTIFICATIONS).run({ notifications, before });
        for (const { width, keptFor } of WIDTHS_MS)
          database.prepare(FILL_ACTIVITY).run({ width, before, buckets: keptFor / width });
      }),
    async close() {},
  };
}

/** Checks the queues of a file over and over: to open it takes longer than a check. Close it before the file is replaced. */
export function openQueueCheck(file: string) {
  let opened: { readonly database: DatabaseSync; readonly query: StatementSync } | undefined;
  const open = () => {
    const database = new DatabaseSync(file, { readOnly: true });
    return { database, query: database.prepare(IS_QUEUE_SOUND) };
  };
  return {
    isSound(orderingKey: string): boolean {
      opened ??= open();
      return opened.query.get(orderingKey)?.['sound'] === 1;
    },
    close() {
      opened?.database.close();
      opened = undefined;
    },
  };
}

/** Gives all notifications of an event type another one, as if the contract had lost the event type. */
function renameEventType(file: string, from: string, to: string): void {
  edit(file, (database) => {
    database
      .prepare(
        `UPDATE notification SET event_type = :to, ordering_key = replace(ordering_key, :from || ':', :to || ':')
         WHERE event_type = :from`,
      )
      .run({ from, to });
    database.prepare('UPDATE counter SET event_type = :to WHERE event_type = :from').run({ from, to });
  });
}

/** Gives one notification another event type. */
function setEventType(file: string, id: string, eventType: string): void {
  edit(file, (database) =>
    database.prepare('UPDATE notification SET event_type = ? WHERE id = ?').run(eventType, id),
  );
}

/** Changes the stored body of a notification. */
function changeBody(file: string, id: string, change: (body: Buffer) => Uint8Array): void {
  edit(file, (database) => {
    const row = database.prepare('SELECT body FROM notification WHERE id = ?').get(id);
    if (!row) throw new Error(`there is no notification ${id}`);
    const body = change(Buffer.from(row['body'] as Uint8Array));
    database.prepare('UPDATE notification SET body = ? WHERE id = ?').run(body, id);
  });
}

/** Makes the body of a notification unreadable, if there is one with this id that is not handled yet. */
function damageUnhandledBody(file: string, id: string): void {
  edit(file, (database) =>
    database
      .prepare(
        `UPDATE notification SET body = x'7b01' WHERE id = ? AND (state = 'pending' OR state = 'handling')`,
      )
      .run(id),
  );
}

/** Marks a notification as being handled, although no handler has it. */
function markAsHandling(file: string, id: string): void {
  edit(file, (database) =>
    database
      .prepare(
        `UPDATE notification SET state = 'handling', queued = 1, attempts = 1, claimed_at = 1 WHERE id = ?`,
      )
      .run(id),
  );
}

/** Breaks off the stored reasons of a quarantined body. */
function damageReasons(file: string, id: string): void {
  edit(file, (database) =>
    database.prepare(`UPDATE quarantine SET reasons = '[{"poin' WHERE id = ?`).run(id),
  );
}

/** Breaks off the stored value of an observation. */
function damageObservation(file: string, value: string): void {
  edit(file, (database) =>
    database
      .prepare('UPDATE observation SET value = ? WHERE value = ?')
      .run(`"${value}`, JSON.stringify(value)),
  );
}

/** Empties the search index. */
function emptySearchIndex(file: string): void {
  edit(file, (database) => database.exec(`INSERT INTO search_index (search_index) VALUES ('delete-all')`));
}

const NUMBERS = 'WITH RECURSIVE number (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n + 1 <';

const FILL_NOTIFICATIONS = `
  INSERT INTO notification (id, event_type, ordering_key, body, received_at, last_received_at, due_at, state, completed_at)
  ${NUMBERS} :notifications)
  SELECT 'filled-' || n, 'EVENT_' || (n % 18), 'filled-' || n, randomblob(300), :before - n, :before - n, 0, 'handled', :before
  FROM number`;

const FILL_ACTIVITY = `
  INSERT INTO activity (width, start, event_type, received, handled, within_10_ms)
  ${NUMBERS} 18 * :buckets)
  SELECT :width, (CAST(:before AS INTEGER) / CAST(:width AS INTEGER) - n / 18) * :width, 'EVENT_' || (n % 18), 100, 99, 99 FROM number`;

const IS_QUEUE_SOUND = `
  WITH queue AS (
    SELECT
      count(*) FILTER (WHERE state = 'handling') AS handling,
      count(*) FILTER (WHERE state = 'pending' AND blocked <> 1) AS heads,
      min(seq) FILTER (WHERE state = 'pending' AND blocked <> 1) AS head,
      min(seq) FILTER (WHERE state = 'pending' AND queued = 1) AS first,
      max(seq) FILTER (WHERE queued = 1) AS last,
      min(seq) FILTER (WHERE state = 'pending' AND queued = 0) AS next
    FROM notification WHERE ordering_key = ?)
  SELECT handling + heads <= 1 AND (handling = 1 OR head IS first) AND coalesce(last < next, 1) AS sound
  FROM queue`;

function edit(file: string, run: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(file);
  try {
    run(database);
  } finally {
    database.close();
  }
}
