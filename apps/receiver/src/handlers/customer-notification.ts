import type { Handler } from '../handler.ts';

/** A customer was created, moved on in its life cycle, or could not be changed. */
export const handleCustomerNotification: Handler<'CUSTOMER_NOTIFICATION'> = async ({ payload }, { log }) => {
  const { customerId, status, notificationType } = payload;
  log.info({ customerId, status, notificationType }, 'customer');
};
