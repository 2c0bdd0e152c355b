import type { Handler } from './handler.ts';

/** New prices of the real estate tokens. They are in the inbox, digit for digit, and not in the log. */
export const handleReTokenPrices: Handler<'RE_TOKEN_PRICES'> = async (
  { payload },
  context,
  { tokenPrices },
) => {
  await tokenPrices.record(payload, context);
  context.log.info({}, 'token prices');
};
