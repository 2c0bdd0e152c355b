import { statSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { InboxUnavailableError } from '../../errors.ts';
import type { State } from '../../model.ts';
import { optionalText } from '../../rows/columns.ts';
import type {
  StoredBodies,
  StoredItem,
  StoredNotification,
  StoredQuarantined,
  UnreadablePart,
} from '../../stored-bodies.ts';
import { explained } from '../file/explain-error.ts';
import { isDamage, type Row, readableRows } from '../file/readable-rows.ts';
import { expectPresentSchema } from '../migrate.ts';
import { prepareAll } from '../prepare-all.ts';
import { openSeqOfTime } from './seq-of-time.ts';

/**
 * Opens the bodies of an inbox in a SQLite file for reading, also while a receiver has it open. Each row is read in a
 * transaction of its own, so the checkpointer never waits for it longer than for one row.
 *
 * @throws InboxUnavailableError if the file is missing or cannot be read, is not an inbox, or has another schema than this
 * program reads. Its functions throw it, too.
 */
export function openSqliteBodies(file: string): StoredBodies {
  const database = openDatabase(file);
  const unavailable = (error: unknown) => unavailableError(error, file);
  try {
    expectPresentSchema(database, file);
    return bodiesOf(database, unavailable);
  } catch (error) {
    database.close();
    throw unavailable(error);
  }
}

function openDatabase(file: string): DatabaseSync {
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    if (!found?.isFile())
      throw new Error(
        `the database ${file} ${found ? 'is not a file' : 'does not exist'}: expected an inbox`,
      );
    return new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  } catch (error) {
    throw unavailableError(error, file);
  }
}

function unavailableError(error: unknown, file: string): InboxUnavailableError {
  return new InboxUnavailableError(explained(error, file).message, { cause: error });
}

function bodiesOf(database: DatabaseSync, unavailable: (error: unknown) => Error): StoredBodies {
  const sql = prepareAll(database, STATEMENTS);
  const seqOfTime = openSeqOfTime(database);
  const before = (since: Date | undefined) => (since ? BigInt(seqOfTime(since.getTime())) - 1n : -1n);
  return {
    async count(since) {
      const [notifications, quarantined, last] = [
        sql.notifications,
        sql.quarantined,
        sql.lastNotification,
      ].map((statement) => numberIn(statement));
      if (notifications === undefined || quarantined === undefined || last === undefined) return undefined;
      return Math.min(notifications, last - Number(before(since))) + quarantined;
    },
    async *items(since) {
      try {
        const ends = [numberIn(sql.lastNotification), numberIn(sql.lastQuarantined)] as const;
        yield* itemsOf('notification', before(since), ends[0], notificationOf);
        yield* itemsOf('quarantine', -1n, ends[1], (row) =>
          since && Number(row['received_at']) < since.getTime() ? undefined : quarantinedOf(row),
        );
      } catch (error) {
        throw unavailable(error);
      }
    },
    close: async () => database.close(),
  };

  function* itemsOf(
    table: keyof typeof COLUMNS,
    after: bigint,
    end: number | undefined,
    itemOf: (row: Row) => StoredItem | undefined,
  ): Generator<StoredItem> {
    const gaps: UnreadablePart[] = [];
    const onUnreadable = (seq: bigint, { message }: Error) =>
      void gaps.push({ kind: 'unreadable', place: `${table} after seq ${seq}`, reason: message });
    for (const row of readableRows(database, table, 'seq', onUnreadable, {
      columns: COLUMNS[table],
      start: after,
    })) {
      yield* gaps.splice(0);
      if (end !== undefined && (row['seq'] as bigint) > end) return;
      const item = itemOf(row);
      if (item) yield item;
    }
    yield* gaps;
  }
}

/** The number that a query gives; `undefined` if the pages that it reads are damaged. */
function numberIn(statement: StatementSync): number | undefined {
  try {
    return Number(statement.get()?.['number'] ?? 0);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return undefined;
  }
}

function notificationOf(row: Row): StoredNotification {
  return {
    kind: 'notification',
    id: String(row['id']),
    eventType: String(row['event_type']),
    state: String(row['state']) as State,
    body: row['body'] as Uint8Array,
  };
}

function quarantinedOf(row: Row): StoredQuarantined {
  return {
    kind: 'quarantined',
    id: String(row['id']),
    path: String(row['path']),
    ...optionalText('eventType', row['event_type']),
    ...optionalText('contentType', row['content_type']),
    ...optionalText('contentEncoding', row['content_encoding']),
    isIncomplete: row['read_bytes'] !== null,
    body: row['body'] as Uint8Array,
  };
}

const COLUMNS = {
  notification: 'seq, id, event_type, state, body',
  quarantine: 'seq, id, path, event_type, content_type, content_encoding, read_bytes, received_at, body',
};

const STATEMENTS = {
  notifications: `SELECT sum(count) AS number FROM counter`,
  quarantined: `SELECT count(*) AS number FROM quarantine`,
  lastNotification: `SELECT max(seq) AS number FROM notification`,
  lastQuarantined: `SELECT max(seq) AS number FROM quarantine`,
};

const BUSY_TIMEOUT_MS = 5_000;
