import type { Handler } from '../handler.ts';

/** An order for a traditional asset moved on. */
export const handleTraditionalAssetOrderNotification: Handler<
  'TRADITIONAL_ASSET_ORDER_NOTIFICATION'
> = async ({ payload }, { log }) => {
  const { orderId, externalId, status } = payload;
  log.info({ orderId, externalId, status }, 'traditional asset order');
};
