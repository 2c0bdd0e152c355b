import type { HandlerContext, Inbox } from '@partner-webhooks/inbox';
import type { Payload } from '@partner-webhooks/types';

/** The prices of the real estate tokens, as received. For accounting use the body in the inbox: it has all digits. */
export interface TokenPrices {
  /** Records prices. A replay does not record them again. */
  record(
    prices: Payload<'RE_TOKEN_PRICES'>,
    context: Pick<HandlerContext, 'id' | 'receivedAt' | 'write'>,
  ): void;

  /** The prices that were received last. */
  latest(): Promise<Payload<'RE_TOKEN_PRICES'> | undefined>;
}

/** The prices in the table `app_token_price`. */
export function createTokenPrices({ read }: Pick<Inbox, 'read'>): TokenPrices {
  return {
    record({ regularToken, premiumToken }, { id, receivedAt, write }) {
      write(INSERT_PRICE, id, receivedAt.getTime(), regularToken, premiumToken);
    },
    async latest() {
      const [row] = await read(LATEST, []);
      if (!row) return undefined;
      return { regularToken: Number(row['regular']), premiumToken: Number(row['premium']) };
    },
  };
}

/** Adds prices, unless a notification is handled once more. */
export const INSERT_PRICE = `
  INSERT INTO app_token_price (notification, received_at, regular, premium) VALUES ($1, $2, $3, $4)
  ON CONFLICT (notification) DO NOTHING`;

const LATEST = `SELECT regular, premium FROM app_token_price ORDER BY received_at DESC, notification DESC LIMIT 1`;
