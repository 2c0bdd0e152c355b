import { canonicalSubject, type HandlerContext, type Inbox } from '@partner-webhooks/inbox';
import { withoutNul } from './without-nul.ts';

/** When the labels of customers were updated. No notification contains the labels; query the platform for them. */
export interface LabelUpdates {
  /** Records an update of the labels of all these customers. The later time of arrival wins. */
  record(customers: readonly string[], context: Pick<HandlerContext, 'receivedAt' | 'write'>): void;

  /** When a customer's labels were updated last, by the time of arrival. */
  of(customer: string): Promise<Date | undefined>;
}

/** The updates in the table `app_label_update`. */
export function createLabelUpdates({ read }: Pick<Inbox, 'read'>): LabelUpdates {
  return {
    record(customers, { receivedAt, write }) {
      // No statement may write a row twice.
      const all = [...new Set(customers.map(keyOf))];
      for (let start = 0; start < all.length; start += ROWS_PER_STATEMENT) {
        const some = all.slice(start, start + ROWS_PER_STATEMENT);
        const rows = some.map((_, index) => `($${index + 2}, $1)`);
        write(upsert(rows), receivedAt.getTime(), ...some);
      }
    },
    async of(customer) {
      const [row] = await read(FIND, [keyOf(customer)]);
      return row && new Date(Number(row['received_at']));
    },
  };
}

function keyOf(customer: string): string {
  return withoutNul(canonicalSubject(customer));
}

// A list can have some ten thousand customers.
const ROWS_PER_STATEMENT = 200;

function upsert(rows: readonly string[]): string {
  return `
    INSERT INTO app_label_update (customer, received_at) VALUES ${rows.join(', ')}
    ON CONFLICT (customer) DO UPDATE SET received_at = excluded.received_at
    WHERE app_label_update.received_at < excluded.received_at`;
}

const FIND = `SELECT received_at FROM app_label_update WHERE customer = $1`;
