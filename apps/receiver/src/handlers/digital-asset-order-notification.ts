import type { Handler } from '../handler.ts';

/** An order for a digital asset moved on. */
export const handleDigitalAssetOrderNotification: Handler<'DIGITAL_ASSET_ORDER_NOTIFICATION'> = async (
  { payload },
  { log },
) => {
  const { orderId, externalId, status } = payload;
  log.info({ orderId, externalId, status }, 'digital asset order');
};
