import type { Handler } from './handler.ts';

/** New prices of the real estate tokens. The inbox has all their digits; the log does not contain them. */
export const handleReTokenPrices: Handler<'RE_TOKEN_PRICES'> = async (
  { payload },
  context,
  { tokenPrices },
) => {
  tokenPrices.record(payload, context);
  context.log.info({}, 'token prices');
};
