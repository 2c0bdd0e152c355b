import type { Database, HandlerContext } from '@partner-webhooks/inbox';
import type { Payload } from '@partner-webhooks/types';

/** The prices of the real estate tokens, as received. For accounting use the body in the inbox: it has all digits. */
export interface TokenPrices {
  /** Records prices, once for each notification. Resolves once synced. */
  record(
    prices: Payload<'RE_TOKEN_PRICES'>,
    context: Pick<HandlerContext, 'id' | 'receivedAt'>,
  ): Promise<void>;

  /** The prices that were received last. */
  latest(): Promise<Payload<'RE_TOKEN_PRICES'> | undefined>;
}

/** Opens the table in a database. Creates it if it does not exist. */
export async function openTokenPrices(database: Database): Promise<TokenPrices> {
  await database.exec(SCHEMA);
  return {
    async record({ regularToken, premiumToken }, { id, receivedAt }) {
      await database.run(INSERT, id, receivedAt.getTime(), regularToken, premiumToken);
    },
    async latest() {
      const row = await database.get(LATEST);
      if (!row) return undefined;
      return { regularToken: Number(row['regular']), premiumToken: Number(row['premium']) };
    },
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
