import type { Handler } from '../handler.ts';

/** A product of a customer moved on or could not be changed. */
export const handleCustomerProductNotification: Handler<'CUSTOMER_PRODUCT_NOTIFICATION'> = async (
  { payload },
  { log },
) => {
  const { customerProductId, customerId, status } = payload;
  log.info({ customerProductId, customerId, status }, 'customer product');
};
