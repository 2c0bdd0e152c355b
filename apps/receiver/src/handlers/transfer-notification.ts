import type { Handler } from '../handler.ts';

/** Money moved into or out of a product, or could not. */
export const handleTransferNotification: Handler<'TRANSFER_NOTIFICATION'> = async ({ payload }, { log }) => {
  const { transferId, customerProductId, status } = payload;
  log.info({ transferId, customerProductId, status }, 'transfer');
};
