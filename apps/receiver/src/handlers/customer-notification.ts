import type { Handler } from './handler.ts';

/** A customer was created, changed its status, or could not be changed. */
export const handleCustomerNotification: Handler<'CUSTOMER_NOTIFICATION'> = async (
  notification,
  context,
  { lastKnown },
) => {
  await lastKnown.record(notification, context);
  const { customerId, status, notificationType } = notification.payload;
  context.log.info({ customerId, status, notificationType }, 'customer');
};
