import type { Handler } from './handler.ts';

/** A product of a customer changed its status, or could not be changed. */
export const handleCustomerProductNotification: Handler<'CUSTOMER_PRODUCT_NOTIFICATION'> = async (
  notification,
  context,
  { lastKnown },
) => {
  await lastKnown.record(notification, context);
  const { customerProductId, customerId, status } = notification.payload;
  context.log.info({ customerProductId, customerId, status }, 'customer product');
};
