import type { Handler } from './handler.ts';

/** Money moved into or out of a product, or could not. */
export const handleTransferNotification: Handler<'TRANSFER_NOTIFICATION'> = async (
  notification,
  context,
  { lastKnown },
) => {
  await lastKnown.record(notification, context);
  const { transferId, customerProductId, status } = notification.payload;
  context.log.info({ transferId, customerProductId, status }, 'transfer');
  // A person has to look at it, unless a newer notification has been handled.
  if (status === 'REJECTED' && !context.stale) context.log.warn({ transferId }, 'transfer rejected');
};
