import type { Database, HandlerContext } from '@partner-webhooks/inbox';

/** When the labels of customers were updated. What they are now has to be asked of the platform: no notification says. */
export interface LabelUpdates {
  /** Takes over that labels have been updated: of all these customers or, where it throws, of none. Resolves once synced. */
  record(customers: readonly string[], context: Pick<HandlerContext, 'receivedAt'>): Promise<void>;

  /** When a customer's labels were updated last, by the time of receipt. */
  of(customer: string): Promise<Date | undefined>;
}

/** Opens the table in a database, where it is made if it does not exist. */
export async function openLabelUpdates(database: Database): Promise<LabelUpdates> {
  await database.exec(SCHEMA);
  return {
    async record(customers, { receivedAt }) {
      await database.run(UPSERT, receivedAt.getTime(), JSON.stringify(customers));
    },
    async of(customer) {
      const row = await database.get(FIND, customer);
      return row && new Date(Number(row['received_at']));
    },
  };
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS label_update (
    customer    TEXT PRIMARY KEY,
    received_at INTEGER NOT NULL
  ) STRICT`;

// One statement for the whole list, so it is taken over as a whole. The later receipt counts, whichever is handled first.
// Without WHERE, SQLite would read ON CONFLICT as a condition of a join.
const UPSERT = `
  INSERT INTO label_update (customer, received_at) SELECT value, ? FROM json_each(?) WHERE true
  ON CONFLICT DO UPDATE SET received_at = max(received_at, excluded.received_at)`;

const FIND = `SELECT received_at FROM label_update WHERE customer = ?`;
