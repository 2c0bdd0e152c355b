import type { Handler } from './handler.ts';

/** An order for a traditional asset changed its status. */
export const handleTraditionalAssetOrderNotification: Handler<
  'TRADITIONAL_ASSET_ORDER_NOTIFICATION'
> = async (notification, context, { lastKnown }) => {
  await lastKnown.record(notification, context);
  const { orderId, externalId, status } = notification.payload;
  context.log.info({ orderId, externalId, status }, 'traditional asset order');
};
