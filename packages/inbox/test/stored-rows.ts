import { DatabaseSync } from 'node:sqlite';
import type { State } from '../src/index.ts';

// What tests of the inbox as a whole do to the rows of its file, or read from them: the only place where they name columns.

/** Gives all notifications of an event type another one, as if the contract had lost the event type. */
export function renameEventType(file: string, from: string, to: string): void {
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
export function setEventType(file: string, id: string, eventType: string): void {
  edit(file, (database) =>
    database.prepare('UPDATE notification SET event_type = ? WHERE id = ?').run(eventType, id),
  );
}

/** Changes the stored body of a notification. */
export function changeBody(file: string, id: string, change: (body: Buffer) => Uint8Array): void {
  edit(file, (database) => {
    const row = database.prepare('SELECT body FROM notification WHERE id = ?').get(id);
    if (!row) throw new Error(`there is no notification ${id}`);
    const body = change(Buffer.from(row['body'] as Uint8Array));
    database.prepare('UPDATE notification SET body = ? WHERE id = ?').run(body, id);
  });
}

/** Makes the body of a notification unreadable, if there is one with this id that is not handled yet. */
export function damageUnhandledBody(file: string, id: string): void {
  edit(file, (database) =>
    database
      .prepare(
        `UPDATE notification SET body = x'7b01' WHERE id = ? AND (state = 'pending' OR state = 'handling')`,
      )
      .run(id),
  );
}

/** Marks a notification as being handled, although no handler has it. */
export function markAsHandling(file: string, id: string): void {
  edit(file, (database) =>
    database
      .prepare(
        `UPDATE notification SET state = 'handling', queued = 1, attempts = 1, claimed_at = 1 WHERE id = ?`,
      )
      .run(id),
  );
}

/** Breaks off the stored reasons of a quarantined body. */
export function damageReasons(file: string, id: string): void {
  edit(file, (database) =>
    database.prepare(`UPDATE quarantine SET reasons = '[{"poin' WHERE id = ?`).run(id),
  );
}

/** Breaks off the stored value of an observation. */
export function damageObservation(file: string, value: string): void {
  edit(file, (database) =>
    database
      .prepare('UPDATE observation SET value = ? WHERE value = ?')
      .run(`"${value}`, JSON.stringify(value)),
  );
}

/** Empties the search index. */
export function emptySearchIndex(file: string): void {
  edit(file, (database) => database.exec(`INSERT INTO search_index (search_index) VALUES ('delete-all')`));
}

/** Copies the file as it is at this moment: what a crash leaves behind. */
export function copyFile(file: string, copy: string): void {
  edit(file, (database) => database.prepare('VACUUM INTO ?').run(copy));
}

/** Reads the rows of an inbox while it is open. */
export interface StoredRows {
  /**
   * Whether the queue of a subject is sound: one notification at most is being handled or unblocked; if none is being
   * handled, the oldest pending one that is queued is unblocked; and none that is queued came after one that is not.
   */
  isQueueSound(orderingKey: string): boolean;
  /** How many notifications are in each state, counted row by row. */
  countByState(): ReadonlyMap<State, number>;
  close(): void;
}

/** Opens the rows of a file for reading. */
export function openStoredRows(file: string): StoredRows {
  const database = new DatabaseSync(file, { readOnly: true });
  const queue = database.prepare(IS_QUEUE_SOUND);
  const states = database.prepare('SELECT state, count(*) AS count FROM notification GROUP BY state');
  return {
    isQueueSound: (orderingKey) => queue.get(orderingKey)?.['sound'] === 1,
    countByState: () =>
      new Map(states.all().map(({ state, count }) => [state as State, Number(count)] as const)),
    close: () => database.close(),
  };
}

const IS_QUEUE_SOUND = `
  WITH queue AS (
    SELECT
      count(*) FILTER (WHERE state = 'handling') AS handling,
      count(*) FILTER (WHERE state = 'pending' AND blocked = 0) AS heads,
      min(seq) FILTER (WHERE state = 'pending' AND blocked = 0) AS head,
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
