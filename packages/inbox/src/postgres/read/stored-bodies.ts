import type { State } from '../../model.ts';
import { optionalText, type Row } from '../../rows/columns.ts';
import type { StoredBodies, StoredItem } from '../../stored-bodies.ts';
import type { PostgresConnection } from '../connection/settings.ts';
import { openTransactions, type Transactions } from '../connection/transactions.ts';
import { expectPresentSchema } from '../migrate.ts';
import { fromColumn } from '../text-column.ts';

/**
 * Opens the bodies of an inbox on PostgreSQL for reading, also while receivers use it. Each page is a transaction of its
 * own, so it keeps the server from removing old rows for no longer than a page takes.
 *
 * @throws InboxUnavailableError if the server cannot be reached, or the database has no inbox that this program reads. Its
 * functions throw it, too.
 * @throws Error if a file of the connection cannot be read.
 */
export async function openPostgresBodies(connection: PostgresConnection): Promise<StoredBodies> {
  const transactions = await openTransactions(connection, { size: 1, prepares: false });
  try {
    await transactions.read(expectPresentSchema);
  } catch (error) {
    await transactions.close();
    throw error;
  }
  return {
    async count() {
      const [row] = await transactions.read((query) => query(COUNT));
      return Number(row?.['count']);
    },
    async *items(since) {
      const [ends] = await transactions.read((query) => query(ENDS));
      const from = since?.getTime() ?? 0;
      yield* pages(transactions, NOTIFICATIONS, [Number(ends?.['notification']), from], notificationOf);
      yield* pages(transactions, QUARANTINED, [Number(ends?.['quarantined']), from], quarantinedOf);
    },
    close: () => transactions.close(),
  };
}

async function* pages(
  transactions: Transactions,
  text: string,
  values: readonly unknown[],
  itemOf: (row: Row) => StoredItem,
): AsyncGenerator<StoredItem> {
  for (let after = 0, rows: Row[] = []; ; after = Number(rows.at(-1)?.['seq'])) {
    rows = await transactions.read((query) => query(text, [after, ...values]));
    if (rows.length === 0) return;
    for (const row of rows) yield itemOf(row);
  }
}

function notificationOf(row: Row): StoredItem {
  return {
    kind: 'notification',
    id: fromColumn(String(row['id'])),
    eventType: fromColumn(String(row['eventType'])),
    state: String(row['state']) as State,
    body: row['body'] as Uint8Array,
  };
}

function quarantinedOf(row: Row): StoredItem {
  return {
    kind: 'quarantined',
    id: fromColumn(String(row['id'])),
    path: fromColumn(String(row['path'])),
    ...optionalText('eventType', textOf(row['eventType'])),
    ...optionalText('contentType', textOf(row['contentType'])),
    ...optionalText('contentEncoding', textOf(row['contentEncoding'])),
    isIncomplete: row['readBytes'] !== null,
    body: row['body'] as Uint8Array,
  };
}

function textOf(column: unknown): string | undefined {
  return typeof column === 'string' ? fromColumn(column) : undefined;
}

// A body has a mebibyte at most, as a rule, and three times as much while it is read.
const ROWS_PER_PAGE = 50;

const COUNT = `
  SELECT coalesce((SELECT sum(count) FROM counter), 0)::bigint + coalesce((SELECT sum(change) FROM counter_change), 0)::bigint
    + (SELECT count(*) FROM quarantine) AS count`;

const ENDS = `
  SELECT coalesce((SELECT max(seq) FROM notification), 0) AS notification,
    coalesce((SELECT max(seq) FROM quarantine), 0) AS quarantined`;

const NOTIFICATIONS = `
  SELECT notification.seq, id, notification.event_type AS "eventType", state, body
  FROM notification JOIN progress USING (seq)
  WHERE notification.seq > $1 AND notification.seq <= $2 AND notification.received_at >= $3
  ORDER BY notification.seq LIMIT ${ROWS_PER_PAGE}`;

const QUARANTINED = `
  SELECT seq, id, path, event_type AS "eventType", content_type AS "contentType", content_encoding AS "contentEncoding",
    read_bytes AS "readBytes", body
  FROM quarantine WHERE seq > $1 AND seq <= $2 AND received_at >= $3
  ORDER BY seq LIMIT ${ROWS_PER_PAGE}`;
