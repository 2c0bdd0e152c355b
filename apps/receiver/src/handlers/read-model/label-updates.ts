import { canonicalSubject, type Database, type HandlerContext } from '@partner-webhooks/inbox';
import { isUuidWithCapitals } from './uuid-spelling.ts';

/** When the labels of customers were updated. No notification contains the labels; query the platform for them. */
export interface LabelUpdates {
  /** Records an update of the labels of all these customers or, if it throws, of none. Resolves once synced. */
  record(customers: readonly string[], context: Pick<HandlerContext, 'receivedAt'>): Promise<void>;

  /** When a customer's labels were updated last, by the time of arrival. */
  of(customer: string): Promise<Date | undefined>;
}

/** Opens the table in a database. Creates it if it does not exist. */
export async function openLabelUpdates(database: Database): Promise<LabelUpdates> {
  await database.exec(SCHEMA);
  if (await database.get(FIND_CAPITALS)) await database.exec(MERGE_CAPITALS);
  return {
    async record(customers, { receivedAt }) {
      await database.run(UPSERT, receivedAt.getTime(), JSON.stringify(customers.map(canonicalSubject)));
    },
    async of(customer) {
      const row = await database.get(FIND, canonicalSubject(customer));
      return row && new Date(Number(row['received_at']));
    },
  };
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS label_update (
    customer    TEXT PRIMARY KEY,
    received_at INTEGER NOT NULL
  ) STRICT`;

// One statement for the whole list, so it is recorded completely or not at all. The later time of arrival wins, whichever
// notification is handled first.
// Without WHERE, SQLite would read ON CONFLICT as a condition of a join.
const IF_LATER = `ON CONFLICT DO UPDATE SET received_at = max(label_update.received_at, excluded.received_at)`;
const UPSERT = `
  INSERT INTO label_update (customer, received_at) SELECT value, ? FROM json_each(?) WHERE true ${IF_LATER}`;

const FIND_CAPITALS = `SELECT 1 FROM label_update WHERE ${isUuidWithCapitals('customer')} LIMIT 1`;
const MERGE_CAPITALS = `
  INSERT INTO label_update (customer, received_at)
    SELECT lower(customer), received_at FROM label_update AS other WHERE ${isUuidWithCapitals('customer')} ${IF_LATER};
  DELETE FROM label_update WHERE ${isUuidWithCapitals('customer')};`;

const FIND = `SELECT received_at FROM label_update WHERE customer = ?`;
