import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
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
import { type Row, readableRows } from '../file/readable-rows.ts';
import { expectPresentSchema } from '../migrate.ts';
import { prepareAll } from '../prepare-all.ts';
import { openSeqOfTime } from './seq-of-time.ts';

/**
 * Opens the bodies of an inbox in a SQLite file for reading, also while a receiver has it open. Each row is read in a
 * transaction of its own, so the checkpointer never waits for it longer than for one row.
 *
 * @throws Error if the file is missing or cannot be read, is not an inbox, or has another schema than this program reads.
 */
export function openSqliteBodies(file: string): StoredBodies {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile())
    throw new Error(`the database ${file} ${found ? 'is not a file' : 'does not exist'}: expected an inbox`);
  try {
    return open(file);
  } catch (error) {
    throw explained(error, file);
  }
}

function open(file: string): StoredBodies {
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    expectPresentSchema(database, file);
    const sql = prepareAll(database, STATEMENTS);
    const seqOfTime = openSeqOfTime(database);
    const last = (statement: 'lastNotification' | 'lastQuarantined') =>
      BigInt(Number(sql[statement].get()?.['seq'] ?? 0));
    const before = (since: Date | undefined) => (since ? BigInt(seqOfTime(since.getTime())) - 1n : -1n);
    return {
      async count(since) {
        const [notifications, quarantined] = [sql.notifications.get(), sql.quarantined.get()].map((row) =>
          Number(row?.['count'] ?? 0),
        );
        const later = Number(last('lastNotification') - before(since));
        return Math.min(notifications ?? 0, later) + (quarantined ?? 0);
      },
      async *items(since) {
        const ends = [last('lastNotification'), last('lastQuarantined')] as const;
        yield* itemsOf('notification', before(since), ends[0], notificationOf);
        yield* itemsOf('quarantine', -1n, ends[1], (row) =>
          since && Number(row['received_at']) < since.getTime() ? undefined : quarantinedOf(row),
        );
      },
      close: async () => database.close(),
    };
  } catch (error) {
    database.close();
    throw error;
  }

  function* itemsOf(
    table: string,
    after: bigint,
    end: bigint,
    itemOf: (row: Row) => StoredItem | undefined,
  ): Generator<StoredItem> {
    const gaps: UnreadablePart[] = [];
    const onUnreadable = (seq: bigint, { message }: Error) =>
      void gaps.push({ kind: 'unreadable', place: `${table} after seq ${seq}`, reason: message });
    for (const row of readableRows(database, table, 'seq', onUnreadable, after)) {
      yield* gaps.splice(0);
      if ((row['seq'] as bigint) > end) return;
      const item = itemOf(row);
      if (item) yield item;
    }
    yield* gaps;
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

const STATEMENTS = {
  notifications: `SELECT sum(count) AS count FROM counter`,
  quarantined: `SELECT count(*) AS count FROM quarantine`,
  lastNotification: `SELECT max(seq) AS seq FROM notification`,
  lastQuarantined: `SELECT max(seq) AS seq FROM quarantine`,
};

const BUSY_TIMEOUT_MS = 5_000;
