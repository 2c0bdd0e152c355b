import type { HandlerContext } from '@partner-webhooks/inbox';
import type { Payload } from '@partner-webhooks/types';
import { openReadModel } from './database.ts';

/** The prices of the real estate tokens, as they came in. For accounts, take the body in the inbox: it has all digits. */
export interface TokenPrices {
  /** Takes prices over, once for each notification. */
  record(
    prices: Payload<'RE_TOKEN_PRICES'>,
    context: Pick<HandlerContext, 'id' | 'receivedAt'>,
  ): Promise<void>;

  /** The prices that were received last. */
  latest(): Promise<Payload<'RE_TOKEN_PRICES'> | undefined>;

  close(): void;
}

/** Opens the table in a SQLite file, which is made where it does not exist. */
export function openTokenPrices(file: string): TokenPrices {
  const database = openReadModel(file, SCHEMA);
  const insert = database.prepare(INSERT);
  const latest = database.prepare(LATEST);

  return {
    async record({ regularToken, premiumToken }, { id, receivedAt }) {
      insert.run(id, receivedAt.getTime(), regularToken, premiumToken);
    },
    async latest() {
      const row = latest.get();
      if (!row) return undefined;
      return { regularToken: Number(row['regular']), premiumToken: Number(row['premium']) };
    },
    close: () => database.close(),
  };
}

// The id of the notification is the key: what is handled twice is written once.
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS token_price (
    notification TEXT PRIMARY KEY,
    received_at  INTEGER NOT NULL,
    regular      REAL NOT NULL,
    premium      REAL NOT NULL
  ) STRICT`;

const INSERT = `
  INSERT INTO token_price (notification, received_at, regular, premium) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`;

const LATEST = `SELECT regular, premium FROM token_price ORDER BY received_at DESC, notification DESC LIMIT 1`;
