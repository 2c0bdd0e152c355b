import type { Handler } from './handler.ts';

/** An order for a digital asset changed its status. */
export const handleDigitalAssetOrderNotification: Handler<'DIGITAL_ASSET_ORDER_NOTIFICATION'> = async (
  notification,
  context,
  { lastKnown },
) => {
  await lastKnown.record(notification, context);
  const { orderId, externalId, status } = notification.payload;
  context.log.info({ orderId, externalId, status }, 'digital asset order');
};
