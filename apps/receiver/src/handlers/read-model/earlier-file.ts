import { existsSync, renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { canonicalSubject, type HandlerContext, type Inbox, type Write } from '@partner-webhooks/inbox';
import { createLabelUpdates } from './label-updates.ts';
import { RECORD_REJECTION, REPORT } from './last-known.ts';
import { INSERT_PRICE } from './token-prices.ts';

/**
 * Copies the read model of an earlier version, which had a file of its own, into the tables of today, and renames the file.
 * The newest state of each subject wins, so it can be repeated.
 *
 * @returns how many rows were copied; `undefined` if there is no such file.
 * @throws Error if the file cannot be read.
 */
export async function copyEarlierFile(
  file: string,
  inbox: Pick<Inbox, 'prepareWrite' | 'read' | 'write'>,
): Promise<number | undefined> {
  if (!existsSync(file)) return undefined;
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  let count = 0;
  try {
    for (const [table, writesOf] of Object.entries(TABLES)) {
      let writes: Write[] = [];
      const write: HandlerContext['write'] = (sql, ...values) =>
        void writes.push(inbox.prepareWrite(sql, values));
      for (const row of rowsOf(database, table)) {
        writesOf(row, write, inbox);
        count += 1;
        if (writes.length < WRITES_PER_TRANSACTION) continue;
        await inbox.write(writes);
        writes = [];
      }
      await inbox.write(writes);
    }
  } finally {
    database.close();
  }
  renameSync(file, `${file}.copied`);
  return count;
}

type Row = Readonly<Record<string, null | number | bigint | string | Uint8Array>>;

// Each uses the newest-wins statement that its handler uses.
const TABLES: Readonly<
  Record<string, (row: Row, write: HandlerContext['write'], inbox: Pick<Inbox, 'read'>) => void>
> = {
  last_known(row, write) {
    const { event_type: eventType = '', status = null, occurred_at: occurredAt = null, payload = null } = row;
    const subject = canonicalSubject(String(row['subject']));
    // An earlier version had other names.
    const rejectedBy = row['rejected_by'] ?? row['refused_by'] ?? null;
    const rejection = row['rejection'] ?? row['refusal'] ?? null;
    const reportedBy = row['reported_by'] ?? null;
    if (reportedBy !== null) write(REPORT, eventType, subject, status, occurredAt, reportedBy, payload);
    if (rejectedBy !== null) write(RECORD_REJECTION, eventType, subject, rejectedBy, rejection);
  },
  label_update({ customer, received_at: receivedAt }, write, inbox) {
    createLabelUpdates(inbox).record([String(customer)], { receivedAt: new Date(Number(receivedAt)), write });
  },
  token_price({ notification = '', received_at: receivedAt = 0, regular = 0, premium = 0 }, write) {
    write(INSERT_PRICE, notification, receivedAt, regular, premium);
  },
};

/** None if there is no such table. */
function rowsOf(database: DatabaseSync, table: string): Iterable<Row> {
  if (!database.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(table)) return [];
  const statement = database.prepare(`SELECT * FROM ${table}`);
  statement.setReadBigInts(true);
  return statement.iterate();
}

const BUSY_TIMEOUT_MS = 5_000;
const WRITES_PER_TRANSACTION = 500;
